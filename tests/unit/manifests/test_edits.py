"""Edits of YAML text, layout by layout."""

import pytest

from verifier.manifests.edits import (
    Edit,
    NotEditableError,
    Remove,
    RemoveObject,
    Replace,
    Write,
    edited,
)
from verifier.manifests.load import load_texts

PATH = "p.yaml"
HEAD = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: a}
"""
POLICY = (
    HEAD
    + """\
spec:
  podSelector: {}
  ingress:
    # the frontend
    - from:
        - podSelector: {matchLabels: {app: web}}
        - podSelector: {matchLabels: {app: db}}  # twin

    # all ports
    - ports: [{port: 80}, {port: 443}]
"""
)
OTHER = "apiVersion: v1\nkind: Namespace\nmetadata: {name: z}\n"


def edit(text: str, *edits: Edit, index: int = 0) -> str:
    """The text with its policy of that index edited."""
    policy = load_texts({PATH: text}).policies[index]
    return edited(text, PATH, {policy.location: edits})


def refusal(text: str, *edits: Edit) -> str:
    """Why the text is left alone."""
    with pytest.raises(NotEditableError) as refused:
        edit(text, *edits)
    return refused.value.reason


def without(text: str, *lines: str) -> str:
    """The text less some of its lines."""
    for line in lines:
        assert line in text
        text = text.replace(line, "", 1)
    return text


def test_an_item_goes_with_its_comments() -> None:
    """A comment above an item speaks of it, and a blank line sets it off."""
    assert edit(POLICY, Remove("spec.ingress[0].from[1]")) == without(
        POLICY, "        - podSelector: {matchLabels: {app: db}}  # twin\n"
    )
    assert edit(POLICY, Remove("spec.ingress[1]")) == without(
        POLICY, "\n    # all ports\n    - ports: [{port: 80}, {port: 443}]\n"
    )


@pytest.mark.parametrize("index", [0, 1])
def test_flow_items_go_with_their_comma(index: int) -> None:
    """Either of two."""
    kept = ("[{port: 443}]", "[{port: 80}]")[index]
    assert edit(POLICY, Remove(f"spec.ingress[1].ports[{index}]")) == POLICY.replace(
        "[{port: 80}, {port: 443}]", kept
    )


def test_edits_inside_what_is_removed_count_for_nothing() -> None:
    """The outermost removal is made."""
    rule = Remove("spec.ingress[0]")
    assert edit(POLICY, rule, Remove("spec.ingress[0].from[1]")) == edit(POLICY, rule)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_stay(end: str, mark: str) -> None:
    """The edit is the same in each encoding of lines, and so is what it writes."""
    text = POLICY.replace("  ingress:", "  egress: [{ports: [{port: 53}]}]\n  ingress:", 1)
    wanted = (
        Write("spec", "policyTypes", ("Ingress", "Egress"), before="egress"),
        Remove("spec.egress"),
        Remove("spec.ingress[0]"),
    )
    plain = edit(text, *wanted)
    assert "  policyTypes: [Ingress, Egress]\n  ingress:\n" in plain
    assert "egress:" not in plain
    assert edit(mark + text.replace("\n", end), *wanted) == mark + plain.replace("\n", end)


def test_json_stays_json() -> None:
    """Commas and quotes are those of JSON."""
    text = (
        '{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",\n'
        ' "metadata": {"name": "db"},\n "spec": {"podSelector": {},\n'
        '  "egress": [\n    {"ports": [{"port": 53}]},\n    {}\n  ]\n }}\n'
    )
    assert edit(text, Remove("spec.egress[1]")) == text.replace("]},\n    {}", "]}")
    written = edit(
        text,
        Remove("spec.egress"),
        Write("spec", "policyTypes", ("Ingress", "Egress"), before="egress"),
    )
    assert '"spec": {"policyTypes": ["Ingress", "Egress"], "podSelector": {}\n }}' in written


def test_tabs_where_yaml_takes_them() -> None:
    """Behind values, and before comments."""
    text = POLICY.replace("{app: db}}  # twin", "{app: db}}\t# twin")
    assert "twin" not in edit(text, Remove("spec.ingress[0].from[1]"))


def test_keys_with_dots_and_brackets() -> None:
    """A label's key may hold dots and slashes, and stand in brackets."""
    labels = "{matchLabels: {app.kubernetes.io/name: db, app: x}}"
    text = POLICY.replace("podSelector: {}", f"podSelector: {labels}")
    gone = text.replace("app.kubernetes.io/name: db, ", "")
    for field in ("matchLabels.app.kubernetes.io/name", "matchLabels[app.kubernetes.io/name]"):
        assert edit(text, Remove(f"spec.podSelector.{field}")) == gone


def test_values_keep_their_quotes() -> None:
    """Whichever they are."""
    for quote in ("", '"', "'"):
        cidr = f"{quote}10.0.0.1/8{quote}"
        text = HEAD + f"spec: {{ingress: [{{from: [{{ipBlock: {{cidr: {cidr}}}}}]}}]}}"
        found = edit(text, Replace("spec.ingress[0].from[0].ipBlock.cidr", "10.0.0.0/8"))
        assert found == text.replace("10.0.0.1/8", "10.0.0.0/8")


FIRST = "# about this file\n\n# about db\n" + POLICY


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (FIRST + "---\n" + OTHER, "# about this file\n\n" + OTHER),
        ("---\n" + POLICY + "---\n" + OTHER, "---\n" + OTHER),
        (OTHER + "---\n" + POLICY, OTHER),
        (OTHER + "---\n" + POLICY + "---\n" + OTHER, OTHER + "---\n" + OTHER),
    ],
)
def test_a_document_goes_with_one_separator(text: str, rest: str) -> None:
    """The others stay as they are."""
    assert edit(text, RemoveObject()) == rest


def test_items_of_a_list() -> None:
    """Objects in a List are edited, and taken out, where they stand."""
    inner = POLICY.replace("\n", "\n    ").rstrip()
    other = OTHER.replace("\n", "\n    ").rstrip()
    text = f"apiVersion: v1\nkind: List\nitems:\n  - {inner}\n  - {other}\n"
    assert edit(text, Remove("spec.ingress[0].from[1]")) == without(
        text, "            - podSelector: {matchLabels: {app: db}}  # twin\n"
    )
    assert edit(text, RemoveObject()) == f"apiVersion: v1\nkind: List\nitems:\n  - {other}\n"


ANCHORED = HEAD + "spec: {ingress: [{from: [&a {podSelector: {}}]}, {from: [*a]}, {}]}\n"
MERGED = HEAD + "spec:\n  ingress:\n  - &a {ports: [{port: 1}, {port: 2}]}\n  - <<: *a\n"


@pytest.mark.parametrize(
    ("text", "edits", "reason"),
    [
        (ANCHORED, [Remove("spec.ingress[2]")], "an anchor, an alias or a merge key"),
        (MERGED, [Remove("spec.ingress[1].ports[0]")], "an anchor, an alias or a merge key"),
        (POLICY, [Remove("spec.ingress[0].from")], "nothing would be left"),
        (POLICY, [Remove("spec.egress")], "spec.egress is not written there"),
        (POLICY, [RemoveObject()], "all that the file holds"),
        (POLICY + "# " + '"\\ud83d\\ude00"\n', [Remove("spec.ingress[0]")], "pairs of escapes"),
        (
            POLICY.replace("[{port: 80},", "[{port: 80}, # web\n     "),
            [Remove("spec.ingress[1].ports[0]")],
            "a comment stands inside brackets",
        ),
        (
            "%YAML 1.1\n---\n" + POLICY + "---\n" + OTHER,
            [RemoveObject()],
            "the file has directives",
        ),
        (
            HEAD + "spec: {ingress: [{from: [{ipBlock: {cidr: !!str 10.0.0.1/8}}]}]}\n",
            [Replace("spec.ingress[0].from[0].ipBlock.cidr", "10.0.0.0/8")],
            "has a tag",
        ),
    ],
)
def test_what_is_left_alone(text: str, edits: list[Edit], reason: str) -> None:
    """The reason is said."""
    assert reason in refusal(text, *edits)


def test_an_anchor_elsewhere_in_the_file_is_no_reason() -> None:
    """Only objects that are edited must be written out."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: &l {a: b}, annotations: *l}\n"
    text = f"{pod}---\n{POLICY}"
    assert edit(text, Remove("spec.ingress[0]")) == pod + "---\n" + edit(
        POLICY, Remove("spec.ingress[0]")
    )
