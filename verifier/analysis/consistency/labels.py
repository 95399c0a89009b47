"""Labels of namespaces with a name as unknowns of their own, beside a flow that is settled."""

from collections.abc import Iterator, Sequence

from verifier.query import StatedFact
from verifier.smt.footprint import NAME_SLOT
from verifier.smt.groups import Groups
from verifier.smt.logic import (
    FALSE,
    TRUE,
    Bits,
    Term,
    bits,
    conj,
    implies,
    is_number,
    number,
    substitute,
)
from verifier.smt.solver import Values
from verifier.smt.stated import holds
from verifier.smt.symbols import WHO_WIDTH, SymbolicEnd, SymbolicFlow

Pairs = list[tuple[Term | Bits, Term | Bits]]


def label_of(flow: SymbolicFlow, code: int, name: str) -> Bits:
    """The label `name` of the namespace with that code."""
    return bits(f"namespace.{code}.{name}", flow.footprint.domains["namespace", name].width)


def pinned(flow: SymbolicFlow, values: Values) -> Pairs:
    """What to put for each unknown of the flow: its value, but for labels of namespaces with a
    name, which stay open."""
    found: Pairs = []
    for end in (flow.source, flow.destination):
        found += pinned_end(flow, end, values)
    readings = [term for _, term, _ in flow.readings()]
    found += [(bit, truth(bit, values)) for bit in (flow.ipv6, *readings)]
    found.append((flow.protocol, constant(flow.protocol, 2, values)))
    found.append((flow.port, constant(flow.port, 16, values)))
    return found


def pinned_end(
    flow: SymbolicFlow, end: SymbolicEnd, values: Values
) -> Iterator[tuple[Term | Bits, Term | Bits]]:
    """The same for one end."""
    code = values.value(end.namespace)
    named = values.truth(end.is_pod) and code <= len(flow.footprint.namespaces.values)
    for bit in (end.is_pod, end.host, end.own, end.other, *end.ports.values()):
        yield bit, truth(bit, values)
    yield end.who, constant(end.who, WHO_WIDTH, values)
    for width, address in end.address.items():
        yield address, constant(address, width, values)
    for slot, label in end.labels.items():
        open_ = named and slot[0] == "namespace" and slot != NAME_SLOT
        yield (
            label,
            label_of(flow, code, slot[1])
            if open_
            else constant(label, flow.footprint.domains[slot].width, values),
        )


def truth(term: Term, values: Values) -> Term:
    """The constant that the term is."""
    return TRUE if values.truth(term) else FALSE


def constant(term: Bits, width: int, values: Values) -> Bits:
    """The constant of `width` bits that the number is."""
    return number(values.value(term), width)


def labelled_so(flow: SymbolicFlow, values: Values) -> Iterator[Term]:
    """Namespaces with a name carry the labels that the model gives to them."""
    for end in (flow.source, flow.destination):
        for code in range(1, len(flow.footprint.namespaces.values) + 1):
            same = [
                is_number(end.label("namespace", name), values.value(label_of(flow, code, name)))
                for name in flow.footprint.keys("namespace")
            ]
            yield implies(conj((end.is_pod, is_number(end.namespace, code))), conj(same))


def facts_of_names(
    groups: Groups, flow: SymbolicFlow, facts: Sequence[StatedFact]
) -> Iterator[Term]:
    """Namespaces with a name are labelled as the facts say."""
    end, width = flow.source, flow.footprint.namespaces.width
    about = [holds(fact, groups, (end,)) for fact in facts if fact.of == "namespace"]
    for code in range(1, len(flow.footprint.namespaces.values) + 1) if about else ():
        pairs: Pairs = [(end.is_pod, TRUE), (end.namespace, number(code, width))]
        for name in flow.footprint.keys("namespace"):
            pairs.append((end.label("namespace", name), label_of(flow, code, name)))
        yield substitute(conj(about), pairs)
