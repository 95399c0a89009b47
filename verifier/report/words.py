"""How flows, decisions and levels read in sentences.

A policy never "denies": it selects the pod, and no rule admits the flow.
"""

from collections.abc import Mapping

from verifier.decision import Because, Decision, Reason, Trace
from verifier.dialect import Level
from verifier.flow import Direction, Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.report.terminal import listed, plural
from verifier.verdict import (
    Counterexample,
    Proved,
    Refuted,
    Unknown,
    Vacuous,
    Verdict,
    verdict_name,
)

NODES = {"own": "the other end's own node", "other": "a node", None: "external"}
DECISIONS = {
    Decision.ALLOW: "allowed",
    Decision.DENY: "not allowed",
    Decision.DEPENDS: "depends",
}


TIER_VERBS = {Decision.ALLOW: "accept", Decision.DENY: "deny", Decision.DEPENDS: "decide"}


def flow_words(flow: Flow) -> str:
    """`dev/web[Deployment] -> a pod in namespace prod with app=db, tcp/5432`."""
    ends = f"{endpoint_words(flow.source)} -> {endpoint_words(flow.destination)}"
    return f"{ends}, {flow.protocol.value.lower()}/{flow.port}"


def endpoint_words(end: Endpoint) -> str:
    """The workload where there is one, else what distinguishes the endpoint."""
    match end:
        case ExternalEndpoint(ip=ip, node=node):
            return f"{ip} ({NODES[node]})"
        case PodEndpoint(workload=str(workload)):
            return workload
        case PodEndpoint():
            return _possible_pod(end)


def _possible_pod(pod: PodEndpoint) -> str:
    words = f"a pod in namespace {pod.namespace}"
    if pod.labels:
        words += f" with {_labels(pod.labels)}"
    around = {k: v for k, v in pod.namespace_labels.items() if k != "kubernetes.io/metadata.name"}
    if around:
        words += f" (a namespace with {_labels(around)})"
    if pod.host_network:
        words += " on the host network"
    return f"{words} at {pod.ip}" if pod.ip else words


def _labels(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(labels.items()))


def trace_words(trace: Trace, direction: Direction) -> str:
    """One direction's decision and what it rests on, as a sentence."""
    words = f"{DECISIONS[trace.decision]}: {_passed(trace, direction)}{_why(trace, direction)}"
    if trace.depends_on:
        words += f"; depends on {listed(list(trace.depends_on))}"
    return words


def _passed(trace: Trace, direction: Direction) -> str:
    """The rules that handed the flow on, tier after tier, if any did."""
    rules = [f"{b.policy} ({rule_path(b, direction)})" for b in trace.passed]
    return f"{listed(rules)} {_verb(rules, 'pass')} the flow on; then " if rules else ""


def _why(trace: Trace, direction: Direction) -> str:
    side = "source" if direction is Direction.EGRESS else "destination"
    word = direction.value.lower()
    policies = list(dict.fromkeys(because.policy for because in trace.because))
    match trace.reason:
        case Reason.NOT_A_SUBJECT:
            return f"the {side} is not a pod that policies select"
        case Reason.NOT_ISOLATED:
            return f"no NetworkPolicy selects the {side} for {word}"
        case Reason.RULE:
            rules = [f"{b.policy} ({rule_path(b, direction)})" for b in trace.because]
            return f"{listed(rules)} {_verb(rules, 'admit')} the flow"
        case Reason.NO_RULE:
            selects = _verb(policies, "select")
            return f"{listed(policies)} {selects} the pod for {word}, and no rule admits the flow"
        case Reason.OWN_NODE:
            return "traffic between a pod and its own node"
        case Reason.LOOPBACK:
            return "a pod always reaches itself"
        case Reason.ADMIN | Reason.BASELINE:
            rules = [f"{b.policy} ({rule_path(b, direction)})" for b in trace.because]
            verb = _verb(rules, TIER_VERBS[trace.decision])
            return f"{listed(rules)} {verb} the flow in the {trace.reason.value.title()} tier"


def _verb(subjects: list[str], verb: str) -> str:
    if len(subjects) > 1:
        return verb
    return f"{verb[:-1]}ies" if verb.endswith("y") else f"{verb}{'es' if verb[-1] == 's' else 's'}"


def part_words(
    because: Because, direction: Direction, decision: Decision = Decision.DEPENDS
) -> str:
    """What the underlined part of a policy does; `decision` is that of its side."""
    match because.kind:
        case "rule":
            return "admits the flow"
        case "selects":
            return f"selects the pod for {direction.value.lower()}"
        case "tier":
            return f"{_verb(['it'], TIER_VERBS[decision])} the flow"


def rule_path(because: Because, direction: Direction) -> str:
    """The place of a rule in its policy, as the API server writes it: `ingress[0].from[1]`."""
    if because.rule is None:
        return direction.value.lower()
    path = f"{direction.value.lower()}[{because.rule}]"
    if because.peer is None:
        return path
    return f"{path}.{'to' if direction is Direction.EGRESS else 'from'}[{because.peer}]"


def level_words(
    levels: Mapping[Level, Verdict], declared: int, shown: Counterexample | None = None
) -> str:
    """`holds for the 14 declared workloads; refuted for any pod and any namespace`.

    One clause per verdict, each level named once. A refutation by another flow than `shown` says
    which flows those are.
    """
    whose: dict[str, list[Level]] = {}
    for level in sorted(levels):
        whose.setdefault(verdict_name(levels[level]), []).append(level)
    return "; ".join(
        f"{'holds' if name == 'proved' else name} {_who(levels_of, declared)}"
        f"{_flows_of(levels[levels_of[0]], shown)}"
        for name, levels_of in whose.items()
    )


def _who(levels: list[Level], declared: int) -> str:
    if len(levels) == len(Level):
        return "at every level"
    one = "the only declared workload"
    names = {
        Level.DECLARED: one if declared == 1 else f"the {plural(declared, 'declared workload')}",
        Level.ANY_POD: "any pod",
        Level.ANY_NAMESPACE: "any namespace",
    }
    return f"for {listed([names[level] for level in levels])}"


def _flows_of(verdict: Verdict, shown: Counterexample | None) -> str:
    match verdict:
        case Refuted(counterexample=Counterexample(general=str(words)) as found) if words:
            return f": {words}" if found != shown else ""
        case _:
            return ""


def readings_words(example: Counterexample) -> str:
    """Under which readings of the API it happens; empty where every reading has it."""
    points = (
        f"{point.replace('_', '-')}={' or '.join(readings)}"
        for point, readings in sorted(example.readings.items())
    )
    return "under " + ", ".join(points) if example.readings else ""


def example_of(verdict: Verdict) -> Counterexample | None:
    """The flow that a verdict shows, if any: a counterexample, or the witness of `possible`."""
    match verdict:
        case Proved(witness=example) | Refuted(counterexample=example):
            return example
        case Unknown() | Vacuous():
            return None
