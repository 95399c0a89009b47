"""The smallest change that `why` names flips the answer, and nothing smaller does."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier.analysis.flip.additions import with_rule
from verifier.analysis.flip.results import Edit
from verifier.analysis.mutations import elements_of, mutated_manifests, rules_of, without
from verifier.analysis.results import WhyReport
from verifier.analysis.why import why
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Direction, Protocol
from verifier.manifests import Manifests, load_texts
from verifier.normalise import inventory
from verifier.resources import NetworkPolicy
from verifier.testing import strategies

FIELD = re.compile(r"spec\.(ingress|egress)(?:\[(\d+)\](?:\.(from|to|ports)\[(\d+)\])?)?")
MOST_RULES = 6


def written(policy: str, spec: object) -> NetworkPolicy:
    """A policy of this name, read from text."""
    namespace, name = policy.removeprefix("NetworkPolicy ").split("/")
    found = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    }
    return load_texts({"new.yaml": json.dumps(found)}).policies[0]


def applied(policy: NetworkPolicy, edits: list[Edit]) -> NetworkPolicy:
    """The policy after its edits, which are about the indices that it has now."""
    spec = policy.spec
    types = spec.policy_types or (("Ingress", "Egress") if spec.egress else ("Ingress",))
    spec = replace(spec, policy_types=types)
    for edit in sorted(edits, key=lambda edit: FIELD.match(edit.field)[2] or "9", reverse=True):  # type: ignore[index]
        match = FIELD.fullmatch(edit.field)
        assert match is not None
        side, index, part, item = match.groups()
        rules = (spec.ingress if side == "ingress" else spec.egress) or ()
        if edit.action == "add":
            new = written(policy.text, {"podSelector": {}, side: [edit.value]}).spec
            rules = (*rules, *((new.ingress if side == "ingress" else new.egress) or ()))
        elif part is None:
            rules = without(rules, int(index))
        else:
            rule = rules[int(index)]
            if part == "ports":
                rule = replace(rule, ports=without(rule.ports or (), int(item)))
                assert rule.ports, "an emptied list of ports matches all"
            else:
                rule = replace(rule, peers=without(rule.peers or (), int(item)))
                assert rule.peers, "an emptied list of peers matches all"
            rules = (*rules[: int(index)], rule, *rules[int(index) + 1 :])
        spec = replace(spec, ingress=rules) if side == "ingress" else replace(spec, egress=rules)
    return replace(policy, spec=spec)


def edited(manifests: Manifests, edits: tuple[Edit, ...]) -> Manifests:
    """The input after all edits."""
    new = tuple(written(e.policy, e.value) for e in edits if e.field == "spec")
    by_policy = {
        p.text: [e for e in edits if e.policy == p.text and e.field != "spec"]
        for p in manifests.policies
    }
    old = (applied(p, by_policy[p.text]) for p in manifests.policies)
    return replace(manifests, policies=(*old, *new))


def single_edits(manifests: Manifests, asked: "Asked") -> Iterator[Manifests]:
    """The input after any one edit of a rule, a peer or a port."""
    for policy in manifests.policies:
        for element, mutations in elements_of(policy):
            for mutation in mutations if element.kind != "isolation" else ():
                yield mutated_manifests(manifests, mutation)
        for direction, pods in (
            (Direction.INGRESS, asked.source),
            (Direction.EGRESS, asked.target),
        ):
            at = (asked.protocol, asked.port)
            yield with_rule(manifests, policy, direction, (pods,), at)[0]


class Asked:
    """A question about two bare pods among others."""

    def __init__(self, data: st.DataObject, plain: bool = False) -> None:
        policies = strategies.policy_sets(3)
        manifests = data.draw(strategies.manifests(policies=policies, most_pods=1))
        ends = [data.draw(strategies.pods(f"end-{n}", 7 + n)) for n in range(2)]
        ends = [replace(pod, phase=None) for pod in ends]
        if plain:
            ends = [replace(pod, spec=replace(pod.spec, host_network=None)) for pod in ends]
            manifests = replace(manifests, admin_policies=())
        self.manifests = replace(manifests, pods=(*manifests.pods, *ends))
        self.names = [f"{pod.namespace}/{pod.name}" for pod in ends]
        found = {pod.pod: pod for pod in inventory(self.manifests).pods}
        self.source, self.target = (found[name] for name in self.names)
        self.protocol = data.draw(st.sampled_from((Protocol.TCP, Protocol.TCP, Protocol.UDP)))
        self.port = data.draw(st.sampled_from((53, 80, 8080)))
        self.dialect: Dialect = data.draw(strategies.dialects())

    def on(self, manifests: Manifests, change: bool = False) -> WhyReport:
        """The answer on this input."""
        return why(
            manifests,
            *self.names,
            port=self.port,
            protocol=self.protocol,
            dialect=self.dialect,
            change=change,
        )


def asked(data: st.DataObject, plain: bool = False) -> tuple[Asked, WhyReport]:
    """A question with an answer: ends without a common address family have none."""
    question = Asked(data, plain)
    try:
        return question, question.on(question.manifests, change=True)
    except UsageError:
        assume(False)
        raise


def rule_count(manifests: Manifests) -> int:
    """How many rules an input has."""
    return sum(len(rules_of(p, d)) for p in manifests.policies for d in Direction)


@settings(max_examples=share_of_examples(2))
@given(data=st.data())
def test_the_change_flips_the_answer_and_nothing_smaller_does(data: st.DataObject) -> None:
    question, report = asked(data)
    change = report.change
    assert change is not None
    assert change.decision is not report.decided.decision or not change.edits
    if not change.edits:
        return
    after = question.on(edited(question.manifests, change.edits))
    assert after.decided.decision is change.decision
    if len(change.edits) == 1 or rule_count(question.manifests) > MOST_RULES:
        return
    smaller = [question.manifests]
    for _ in range(min(len(change.edits), 3) - 1):
        smaller = [fewer for each in smaller for fewer in single_edits(each, question)]
        for fewer in smaller:
            assert question.on(fewer).decided.decision is not change.decision


@settings(max_examples=share_of_examples(2))
@given(data=st.data())
def test_networkpolicies_alone_can_always_be_changed(data: st.DataObject) -> None:
    _, report = asked(data, plain=True)
    wanted = {Decision.ALLOW: Decision.DENY, Decision.DENY: Decision.ALLOW}
    if report.decided.decision in wanted:
        assert report.change is not None
        assert report.change.decision is wanted[report.decided.decision]
        assert report.change.edits
