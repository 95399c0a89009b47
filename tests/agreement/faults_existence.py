"""Faults in the compilation of groups and queries, and in who may exist."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from verifier.dialect import Level
from verifier.query import AddressGroup, BuiltIn, Verb
from verifier.smt.addresses import networks
from verifier.smt.footprint import ABSENT
from verifier.smt.logic import FALSE, TRUE, Term, conj, disj, equal, implies, is_number, neg

Function = Callable[..., Any]


# Groups and queries


def ranges_hold_pods(right: Function) -> Function:
    def wrong(self: Any, part: Any, end: Any) -> Any:
        if isinstance(part, AddressGroup):
            outside = (neg(self.within(networks(item), end)) for item in part.excepts)
            return conj((self.within(networks(*part.cidrs), end), *outside))
        return right(self, part, end)

    return wrong


def excepts_of_ranges_ignored(right: Function) -> Function:
    def wrong(self: Any, part: Any, end: Any) -> Any:
        if isinstance(part, AddressGroup):
            part = replace(part, excepts=())
        return right(self, part, end)

    return wrong


def listed_names_ignored(_right: Function) -> Function:
    return lambda _self, _listed, _end: TRUE


def known_is_everyone(right: Function) -> Function:
    def wrong(self: Any, part: Any, end: Any) -> Any:
        return end.is_pod if part is BuiltIn.KNOWN else right(self, part, end)

    return wrong


def the_internet_is_the_world(right: Function) -> Function:
    def wrong(self: Any, part: Any, end: Any) -> Any:
        return self.world(end) if part is BuiltIn.INTERNET else right(self, part, end)

    return wrong


def nodes_are_the_world(_right: Function) -> Function:
    return lambda _self, end: neg(end.is_pod)


def only_without_complement(right: Function) -> Function:
    def wrong(query: Any, *rest: Any) -> Any:
        if query.verb is Verb.ONLY:
            query = replace(query, verb=Verb.NEVER)
        return right(query, *rest)

    return wrong


def two_absent_labels_are_equal(right: Function) -> Function:
    def wrong(item: Any, flow: Any) -> Any:
        if isinstance(item.right, str):
            return right(item, flow)
        ends = {"from": flow.source, "to": flow.destination}
        one, other = (ends[x.end].label(x.of, x.key) for x in (item.left, item.right))
        absent = conj((is_number(one, ABSENT), is_number(other, ABSENT)))
        found = right(item, flow)
        return disj((found, absent)) if item.operator == "=" else conj((found, neg(absent)))

    return wrong


def exemptions_ignored(_right: Function) -> Function:
    return lambda *_rest: FALSE


def known_nodes_are_excused_alone(_right: Function) -> Function:
    return lambda self, group, end: self.member(group, end)


# Who may exist


def a_pod_calls_itself(_right: Function) -> Function:
    return lambda _self, _other: False


def twins_never_meet(_right: Function) -> Function:
    return lambda self, other: self.pods == other.pods and self.representative.pod is not None


def finished_pods_live(right: Function) -> Function:
    def wrong(manifests: Any, *rest: Any) -> Any:
        alive = tuple(replace(pod, phase=None) for pod in manifests.pods)
        return right(replace(manifests, pods=alive), *rest)

    return wrong


def one_namespace_has_two_sets_of_labels(_right: Function) -> Function:
    def wrong(left: Any, right: Any) -> Any:
        return FALSE if "metadata.name" in left.name else equal(left, right)

    return wrong


def the_world_holds_pod_ranges(right: Function) -> Function:
    def wrong(self: Any, end: Any, other: Any) -> Any:
        kept, self.declared_pod_ranges = self.declared_pod_ranges, ()
        found = right(self, end, other)
        self.declared_pod_ranges = kept
        return found

    return wrong


def addresses_of_pods_are_external(right: Function) -> Function:
    def wrong(self: Any, end: Any, other: Any) -> Any:
        kept, self.known = self.known, []
        found = right(self, end, other)
        self.known = kept
        return found

    return wrong


def listed_labels_are_free(_right: Function) -> Function:
    def wrong(_self: Any, _end: Any, _key: str) -> Iterator[Term]:
        yield TRUE

    return wrong


def undeclared_pods_at_every_level(right: Function) -> Function:
    return lambda self, end: list(right(self, end))[:-1]


def every_pod_is_on_the_pod_network(right: Function) -> Function:
    return lambda self, end: [*right(self, end), implies(end.is_pod, neg(end.host))]


def known_addresses_are_those_of_pod_ranges(right: Function) -> Function:
    def wrong(self: Any, end: Any) -> list[Term]:
        kept, self.known = self.known, []
        found = list(right(self, end))
        self.known = kept
        return found

    return wrong


def ports_of_pods_without_protocol(_right: Function) -> Function:
    return lambda self, port: is_number(self.flow.port, port.number)


def one_fresh_value_alone(right: Function) -> Function:
    return lambda values, fresh: right(values, min(fresh, 1))


# What is certain at a glance


def named_namespaces_are_always_bare(right: Function) -> Function:
    def wrong(self: Any, *rest: Any) -> None:
        level, self.level = self.level, Level.DECLARED
        right(self, *rest)
        self.level = level

    return wrong


def labels_of_controllers_are_absent(right: Function) -> Function:
    def wrong(self: Any, end: Any, pod: Any) -> Any:
        return right(self, end, replace(pod, unknown_labels=()))

    return wrong
