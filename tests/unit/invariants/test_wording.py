"""Titles and sentences of the forms that no sentence can say."""

import pytest

from tests.unit.invariants.test_forms import only, read


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (
            "{isolated: {group: backend, direction: ingress}, except: {from: nodes, reason: r}}",
            "default deny: nothing enters backend without a rule, with 1 exception",
        ),
        (
            "{isolated: {group: backend, direction: egress}}",
            "default deny: nothing leaves backend without a rule",
        ),
        ("{isolate: {namespaces: [a, b, c]}}", "no flow between the namespaces a, b and c"),
        (
            "{isolate: {by: from.namespace.labels.t, missing: deny}, among: known}",
            "no flow between namespaces that do not share a label t, among known",
        ),
        (
            "{isolate: {by: from.labels.t, missing: ignore}, side: ingress}",
            "no flow between pods with different labels t, judged by the ingress of the "
            "destination alone",
        ),
        (
            "{no-path: {from: world, to: backend, max-hops: 1, on: 80}}",
            "no path leads from world to backend on TCP 80, in at most 1 hop",
        ),
    ],
)
def test_titles(item: str, title: str) -> None:
    assert only(item).title == title


def test_a_title_of_the_file_tells_its_parts_apart() -> None:
    read_titles = [
        item.title for item in read("{title: Mine, isolated: {group: backend}}").invariants
    ]
    assert read_titles == ["Mine (ingress)", "Mine (egress)"]


def test_sentences_tell_all_that_is_taken_as_true() -> None:
    item = (
        "{never: {from: any, to: backend, ports: 80}, by: default, side: ingress,"
        " assume: {id: t, why: w, namespaces: any, have: t}}"
    )
    assert only(item).sentence == (
        "any never reaches backend:80, by default (admitted by no rule), judged by the ingress of "
        "the destination alone, assuming t"
    )
    chain = "{no-path: {from: world, to: backend, max-hops: 3, on: 80}}"
    assert only(chain).sentence == "no path leads from world to backend:80, in at most 3 hops"
