"""Items of `invariants` to try as advice, in their parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from verifier.analysis.coverage.effects import LEVEL
from verifier.analysis.coverage.mutants import Mutant
from verifier.analysis.coverage.wording import quoted, quoted_selector
from verifier.engine.literals import Literal as FlowLiteral
from verifier.engine.session import Asked
from verifier.flow import ExternalEndpoint, PodEndpoint
from verifier.model import Operator, Requirement
from verifier.normalise import selector
from verifier.query import Part, PodGroup
from verifier.resources import LabelSelector
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, between, neg


@dataclass(frozen=True, slots=True)
class Draft:
    """An item of `invariants`; `more` are the modifiers. For `isolated`, `destination` is the group
    and `ports` the direction."""

    verb: Literal["never", "always", "isolated"]
    source: str
    destination: str
    ports: str
    more: tuple[str, ...]

    def text(self) -> str:
        """The item in one line of YAML, as a sentence where it can be one."""
        ends = f"from: {self.source}, to: {self.destination}"
        flows = ends + (f", ports: {self.ports}" if self.ports else "")
        if self.verb == "isolated":
            flows = f"group: {self.destination}, direction: {self.ports}"
        if self.more:
            return f"{{{self.verb}: {{{flows}}}, {', '.join(self.more)}}}"
        if self.verb == "isolated" or any(mark in ends for mark in '{"'):
            return f"{self.verb}: {{{flows}}}"
        ports = f":{self.ports.strip('[]')}" if self.ports else ""
        return f"{self.source} {self.verb} reaches {self.destination}{ports}"


def meaning_of(part: Part) -> object:
    """Equal for parts that mean the same ends."""
    if not isinstance(part, PodGroup):
        return part
    spaces = part.namespaces
    return (selector(spaces) if isinstance(spaces, LabelSelector) else spaces, selector(part.pods))


def selected_by(found: Mutant, typo: bool) -> str:
    """The pods that the mutant's policy selects, as a definition; `typo`: none is declared."""
    parts = [f"namespace: {quoted(found.namespace)}"]
    asked = [selector_text(item) for item in found.before.pods.requirements]
    parts += [f"pods: {quoted_selector(asked)}"] if asked else []
    parts += ["undeclared: true"] if typo else []
    return "{" + ", ".join(parts) + "}"


def selector_text(item: Requirement) -> str:
    """One requirement as a selector string."""
    values = ", ".join(item.values)
    match item.operator:
        case Operator.IN:
            one = len(item.values) == 1
            return f"{item.key}={values}" if one else f"{item.key} in ({values})"
        case Operator.NOT_IN:
            return f"{item.key} notin ({values})"
        case Operator.EXISTS:
            return item.key
        case Operator.ABSENT:
            return f"!{item.key}"


def with_wide_port(
    asked: Asked, target: Term, literals: Sequence[FlowLiteral]
) -> list[FlowLiteral]:
    """The literals with a port as the widest range around it in which all flows meet the target."""
    port = next((x for x in literals if x.kind == "port" and str(x.value).isdigit()), None)
    if port is None:
        return list(literals)
    rest = [other for other in literals if other is not port]
    fixed = [*level_assumptions(LEVEL), neg(target), *(other.term for other in rest)]
    number = int(str(port.value))
    reach = [furthest(asked, fixed, number, end) for end in (1, 65535)]
    first, last = min(reach), max(reach)
    if first == last:
        return list(literals)
    wide = between(asked.reader.flow.port, first, last)
    return [*rest, FlowLiteral(wide, "", "port", value=f"{first}-{last}")]


def furthest(asked: Asked, fixed: Sequence[Term], start: int, end: int) -> int:
    """The port nearest to `end` such that no port from `start` to it has a flow of `fixed`."""
    port = asked.reader.flow.port
    near, far = start, end
    while near != far:
        middle = (near + far + (1 if end > start else 0)) // 2
        if asked.asker.may(*fixed, between(port, min(start, middle), max(start, middle))):
            far = middle - 1 if end > start else middle + 1
        else:
            near = middle
    return near


def exact(end: PodEndpoint | ExternalEndpoint) -> str:
    """The end by its name or address; "" for a pod that is not declared, or a node."""
    match end:
        case PodEndpoint(workload=str(workload)):
            return f'"{workload}"'
        case ExternalEndpoint(ip=ip, node=None):
            return f'{{cidrs: ["{ip}/{128 if ":" in ip else 32}"]}}'
        case _:
            return ""
