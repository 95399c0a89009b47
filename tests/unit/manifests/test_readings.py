"""A text that several processes read, piece by piece, holds what it holds as a whole."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from verifier.errors import InputError
from verifier.manifests import Manifests, load_manifests, readings
from verifier.manifests.readings import cut, shares
from verifier.manifests.sources import Text

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: p-{0}}}
spec:
  podSelector: {{matchLabels: {{app: a-{0}}}}}
  ingress: [{{from: [{{ipBlock: {{cidr: {1}}}}}]}}]
"""
NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {{name: n-{0}}}\n"
MANY = [POLICY.format(n, "10.0.0.0/8") if n % 3 else NAMESPACE.format(n) for n in range(60)]
TEXTS = {
    "sound": "---\n".join(MANY),
    "comments between": "\n--- # next\n\n# one more\n".join(MANY),
    "dashes in a text": "---\n".join([*MANY, 'apiVersion: v1\nkind: X\ndata: "a\n ---\n b"\n']),
    "warnings": "---\n".join([*MANY, *(POLICY.format(n, "10.0.0.1/8") for n in range(70, 90))]),
    "problems": "---\n".join([*MANY, *(POLICY.format(n, "10.0.0.0/40") for n in range(70, 90))]),
    "a syntax error": "---\n".join([*MANY[:30], "a: [\n", *MANY[30:]]),
    "a duplicate key": "---\n".join([*MANY[:30], "a: 1\na: 2\n", *MANY[30:]]),
    "a template": "---\n".join([*MANY[:30], "a: {{ .Values.a }}\n", *MANY[30:]]),
    "a directive": "%YAML 1.1\n---\n" + "---\n".join(MANY),
    "directives": "...\n%YAML 1.1\n---\n".join(MANY),
    "other ends of lines": "---\n".join(MANY).replace("\n", "\r\n"),
    "an end that is none": "---\n".join([f"# \u2028{MANY[0]}", *MANY[1:]]),
    "documents that end": "...\n---\n".join(MANY),
    "no last line end": "---\n".join(MANY).rstrip(),
    "a byte order mark": "\ufeff" + "---\n".join(MANY),
}
Outcome = Manifests | tuple[object, ...]


def outcome(load: Callable[[], Manifests]) -> Outcome:
    try:
        return load()
    except InputError as error:
        return error.problems


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_pieces_hold_what_the_whole_holds(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> Manifests:
        return load_manifests(["-"], stdin=lambda: text)

    whole = outcome(load)
    monkeypatch.setattr(readings, "LARGE", 0)
    monkeypatch.setattr(readings, "PIECE", 500)
    monkeypatch.setattr(readings, "processes", lambda _: 3 if sys.platform == "linux" else 1)
    assert places(outcome(load)) == places(whole)


def places(found: Outcome) -> object:
    """What is found, with its places, which equality does not look at."""
    if not isinstance(found, Manifests):
        return found
    policies = [
        (p, p.location, p.spec.ingress[0].location) for p in found.policies if p.spec.ingress
    ]
    return found, policies, [n.location for n in found.namespaces]


def test_small_texts_are_read_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "PIECE", 1000)
    texts = [Text(f"{n}.yaml", text, named=False) for n, text in enumerate(MANY)]

    found = shares(texts)

    assert sorted(at for share in found for at in share) == list(range(len(MANY)))
    assert len(found) < len(MANY) / 3
    assert all("kind: NetworkPolicy" in MANY[at] for at in found[-1])


def test_a_text_is_cut_where_documents_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "PIECE", 20)
    text = "a: 1\n---\nb: 222222222222222\n---\nc: 3\n--- # d\nd: 44444444444444444\n---e: 5\n"

    pieces = [piece.text for piece in cut(Text("x.yaml", text, named=True))]

    assert [piece.lstrip("\n") for piece in pieces] == [
        "a: 1\n---\nb: 222222222222222\n",
        "---\nc: 3\n--- # d\nd: 44444444444444444\n---e: 5\n",
    ]
    assert pieces[1].startswith("\n" * 3 + "---")


def test_an_empty_file_beside_large_ones_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "sound.yaml").write_text(TEXTS["sound"])
    whole = load_manifests([str(tmp_path)])
    monkeypatch.setattr(readings, "LARGE", 0)
    monkeypatch.setattr(readings, "PIECE", 500)
    monkeypatch.setattr(readings, "processes", lambda _: 3 if sys.platform == "linux" else 1)
    assert load_manifests([str(tmp_path)]) == whole
