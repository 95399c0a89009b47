"""Which verdicts changed against another version, and by what (`netproof check --since`)."""

from collections.abc import Iterator
from dataclasses import replace

from verifier import reference
from verifier.analysis.diff.comparing import parts
from verifier.analysis.results import CheckReport, InvariantResult, VerdictChange
from verifier.analysis.services.ends import Services, resolved, services_of
from verifier.decision import Decided
from verifier.errors import InputError
from verifier.flow import Flow
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import NamedWorkload, Query, Spec
from verifier.smt.conditions import workloads_of
from verifier.smt.mentions import namespaces_of
from verifier.verdict import Proved, Refuted, Verdict, verdict_name


def judgeable(spec: Spec, old: Manifests) -> Spec:
    """The invariants that the other version can be asked about: those whose ends name no workload,
    and no Service, that it lacks."""
    named = [invariant.query for invariant in spec.invariants]
    known = [parts_of_name(pod.workload) for pod in inventory(old, namespaces_of(named)).pods]

    services = services_of(old)

    def is_known(part: NamedWorkload) -> bool:
        full = f"{part.namespace}/{part.name}"
        return any(name == full and part.kind in (None, kind) for name, kind in known)

    return replace(
        spec,
        invariants=tuple(
            i
            for i in spec.invariants
            if all(map(is_known, workloads_of(i.query))) and leads_somewhere(i.query, services)
        ),
        cases=(),
        whole=False,
    )


def leads_somewhere(query: Query, services: Services) -> bool:
    """The query names no Service, or one that leads to pods."""
    try:
        resolved(query, services)
    except InputError:
        return False
    return True


def compared(
    now: CheckReport, before: CheckReport, new: Manifests, old: Manifests, name: str
) -> CheckReport:
    """The report with the verdicts that changed since `before`, which is about the version `old`
    of that name. Both are on the same invariants."""
    found = tuple(changes(now, before, new, old))
    return replace(now, since=name, changes=found, texts={**before.texts, **now.texts})


def changes(
    now: CheckReport, before: CheckReport, new: Manifests, old: Manifests
) -> Iterator[VerdictChange]:
    """Each verdict that is another one, with what the two versions do differently about the flow
    that shows it."""
    earlier = {(r.invariant.id, r.invariant.location): r for r in before.results}
    for result in now.results:
        then = earlier.get((result.invariant.id, result.invariant.location))
        if then is None or type(then.verdict) is type(result.verdict):
            continue
        flow = flow_of(result.verdict) or flow_of(then.verdict)
        yield VerdictChange(
            invariant=result.invariant,
            before=verdict_name(then.verdict),
            after=verdict_name(result.verdict),
            flow=flow,
            because=tuple(parts(*decisions(flow, result, new, old))) if flow else (),
        )


def parts_of_name(workload: str) -> tuple[str, str]:
    """`namespace/name` and the kind."""
    name, _, kind = workload.removesuffix("]").partition("[")
    return name, kind


def flow_of(verdict: Verdict) -> Flow | None:
    """The flow that a verdict shows."""
    match verdict:
        case Refuted(example) | Proved(example) if example is not None:
            return example.flow
        case _:
            return None


def decisions(
    flow: Flow, result: InvariantResult, new: Manifests, old: Manifests
) -> tuple[Decided, Decided]:
    """What the reference says of the flow in the old version, and in the new one."""
    before, after = (
        reference.decide(
            flow, side.policies, result.invariant.dialect, side.admin_policies, side.nodes
        )
        for side in (old, new)
    )
    return before, after
