"""The core form of a file reads back as what the file says."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.unit.invariants.file_strategies import specs
from tests.unit.invariants.strategies import as_yaml
from tests.unit.invariants.test_schema import VALIDATOR, reads_as_text
from tests.unit.invariants.wrong import HEAD
from verifier.errors import UsageError
from verifier.invariants import core_form, read_spec
from verifier.manifests.nodes import documents
from verifier.query import Invariant


def without_origin(invariant: Invariant) -> Invariant:
    """All that the core form keeps; what is left of sugar is its title."""
    return replace(invariant, origin="")


@given(drawn=specs())
def test_the_core_form_reads_back(drawn: dict[str, Any]) -> None:
    spec = read_spec(as_yaml(drawn), "spec.yaml")
    text = core_form(spec)
    again = read_spec(text, "core.yaml")
    found = [replace(item, location=spec.invariants[0].location) for item in again.invariants]
    given = [replace(item, location=spec.invariants[0].location) for item in spec.invariants]
    assert found == list(map(without_origin, given))
    assert (again.facts, again.cluster, again.ignore_kinds) == (
        spec.facts,
        spec.cluster,
        spec.ignore_kinds,
    )
    assert core_form(again) == text


@given(drawn=specs())
def test_the_core_form_has_no_sugar_and_obeys_the_schema(drawn: dict[str, Any]) -> None:
    (root,) = documents(core_form(read_spec(as_yaml(drawn), "spec.yaml")), "core.yaml")
    form = reads_as_text(root)
    VALIDATOR.validate(form)
    for invariant in form.get("invariants", ()):
        sugar = {"isolated", "isolate", "no-new-access", "equivalent"}
        assert not sugar & invariant.keys()


SPEC = f"""{HEAD}  tiers: [backend, database]
  unused: {{namespace: elsewhere}}
assume:
  - {{id: tiers, why: "an admission policy: enforced", namespace: production, have: tier}}
invariants:
  - {{id: deny, isolated: {{group: tiers}}, severity: warning}}
  - {{id: other, never: {{from: {{namespace: dev}}, to: world}}}}
"""

INGRESS = """\
apiVersion: netproof/v1
groups:
  backend:
    namespace: production
    pods: tier=backend
  database:
    namespace: production
    pods: tier=database
  tiers:
    - backend
    - database
  named-elsewhere:
    namespaces:
      - dev
      - elsewhere
    undeclared: true
assume:
  - id: tiers
    why: "an admission policy: enforced"
    namespace: production
    have: tier
invariants:
  - id: deny/ingress
    title: "default deny: nothing enters tiers without a rule"
    never:
      from: any
      to: tiers
    side: ingress
    by: default
    level: any-namespace
    severity: warning
"""


def test_one_part_with_all_that_it_needs_and_no_more() -> None:
    assert core_form(read_spec(SPEC, "spec.yaml"), ["deny/ingress"]) == INGRESS


def test_a_form_is_chosen_by_its_id() -> None:
    text = core_form(read_spec(SPEC, "spec.yaml"), ["deny"])
    assert [item.id for item in read_spec(text, "x").invariants] == ["deny/ingress", "deny/egress"]


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(UsageError, match="no invariant has the id othr: did you mean `other`"):
        core_form(read_spec(SPEC, "spec.yaml"), ["deny", "othr"])
