"""How flows, decisions and levels read in sentences.

A policy never "denies": it selects the pod, and no rule admits the flow.
"""

from collections.abc import Mapping
from itertools import groupby

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
    words = f"{DECISIONS[trace.decision]}: {_why(trace, direction)}"
    if trace.depends_on:
        words += f"; depends on {listed(list(trace.depends_on))}"
    return words


def _why(trace: Trace, direction: Direction) -> str:
    side = "source" if direction is Direction.EGRESS else "destination"
    word = direction.value.lower()
    policies = list(dict.fromkeys(because.policy for because in trace.because))
    match trace.reason:
        case Reason.NOT_A_SUBJECT:
            return f"the {side} is not a pod that policies select"
        case Reason.NOT_ISOLATED:
            return f"no policy selects the {side} for {word}"
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
            return (
                f"{listed(policies)} {_verb(policies, 'decide')} in the {trace.reason.value} tier"
            )


def _verb(subjects: list[str], verb: str) -> str:
    return f"{verb}s" if len(subjects) == 1 else verb


def part_words(because: Because, direction: Direction) -> str:
    """What the underlined part of a policy does."""
    match because.kind:
        case "rule":
            return "admits the flow"
        case "selects":
            return f"selects the pod for {direction.value.lower()}"
        case "tier":
            return "decides"


def rule_path(because: Because, direction: Direction) -> str:
    """The place of a rule in its policy, as the API server writes it: `ingress[0].from[1]`."""
    if because.rule is None:
        return direction.value.lower()
    path = f"{direction.value.lower()}[{because.rule}]"
    if because.peer is None:
        return path
    return f"{path}.{'to' if direction is Direction.EGRESS else 'from'}[{because.peer}]"


def level_words(levels: Mapping[Level, Verdict], declared: int) -> str:
    """`holds for the 14 declared workloads; refuted for any pod`."""
    ordered = [(level, verdict_name(levels[level])) for level in sorted(levels)]
    runs = [(name, [level for level, _ in run]) for name, run in groupby(ordered, lambda p: p[1])]
    if len(runs) == 1 and len(ordered) == len(Level):
        return f"{_stands(runs[0][0])} at every level"
    return "; ".join(f"{_stands(name)} {_who(name, run, declared)}" for name, run in runs)


def _stands(verdict: str) -> str:
    return "holds" if verdict == "proved" else verdict


def _who(verdict: str, run: list[Level], declared: int) -> str:
    names = {
        Level.DECLARED: f"for the {plural(declared, 'declared workload')}",
        Level.ANY_POD: "for any pod",
        Level.ANY_NAMESPACE: "for any pod in any namespace",
    }
    return names[run[-1] if verdict == "proved" else run[0]]


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
