"""What `assume` states."""

from tests.unit.invariants.test_forms import read
from tests.unit.invariants.wrong import HEAD
from verifier.invariants import ask_invariant
from verifier.location import Location
from verifier.query import PodGroup
from verifier.resources import LabelSelector

FACTS = f"""{HEAD}assume:
  - {{id: tenant, why: "set by us", namespaces: "env in (prod, dev)", have: tenant}}
  - {{id: tier, why: templates, namespace: production, pods: {{}}, have: tier=backend}}
"""


def test_facts_hold_for_all_invariants_and_then_their_own() -> None:
    spec = read(
        "backend never reaches database",
        "{never: {from: backend, to: world},"
        " assume: {id: own, why: w, namespaces: [a, b], have: '!x'}}",
        head=FACTS,
    )
    tenant, tier = spec.facts
    first, second = spec.invariants
    assert first.query.facts == (tenant, tier)
    assert [fact.id for fact in second.query.facts] == ["tenant", "tier", "own"]
    assert (tenant.of, tier.of) == ("namespace", "pod")
    assert tier.group == PodGroup(("production",), LabelSelector())
    assert tier.have == LabelSelector(match_labels=(("tier", "backend"),))
    assert tenant.why == "set by us"
    assert tenant.location == Location("spec.yaml", 6, 5)
    assert [fact.text for fact in second.query.facts] == [
        "every namespace that `env in (prod, dev)` matches has labels that match `tenant`",
        "every pod of {namespace: production} has labels that match `tier=backend`",
        "each of the namespaces a, b has labels that match `!x`",
    ]
    assert ask_invariant("backend never reaches world", spec).query.facts == spec.facts


def test_a_fact_may_be_stated_again() -> None:
    fact = "{id: f, why: w, namespaces: any, have: tenant}"
    item = f"{{never: {{from: backend, to: world}}, assume: [{fact}, {fact}]}}"
    head = f"{HEAD}assume: [{fact}]\n"
    spec = read(item, item, head=head)
    assert [invariant.query.facts for invariant in spec.invariants] == [spec.facts] * 2
