"""Faults in what is allowed by default, in stated facts and in chains."""

from collections.abc import Callable
from typing import Any

from verifier.flow import Direction
from verifier.smt.logic import TRUE

Function = Callable[..., Any]


def all_that_is_allowed_is_by_default(_right: Function) -> Function:
    return lambda self, *found: self.direction_allows(*found)


def stated_facts_ignored(_right: Function) -> Function:
    return lambda *_: TRUE


def facts_give_no_labels(_right: Function) -> Function:
    return lambda _facts, universe, _groups: [
        term
        for end in (universe.flow.source, universe.flow.destination)
        for term in universe.bare(end, universe.stated_keys)
    ]


def a_chain_visits_a_pod_twice(_right: Function) -> Function:
    return lambda _self, _code: []


def hops_need_ingress_alone(_right: Function) -> Any:
    return property(lambda self: self.flow.allowed[Direction.INGRESS])
