"""Several objects of one text edited at once: those that can be are."""

from verifier.manifests.edits import Edit, Remove, RemoveObject, edited_where_possible
from verifier.manifests.load import load_texts

PATH = "p.yaml"


def policy(name: str, spec: str = "{ingress: [{}, {ports: [{port: 80}]}]}") -> str:
    """A policy of two rules."""
    head = f"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\n"
    return f"{head}spec: {spec}\n"


def edit(text: str, **wanted: Edit) -> tuple[str, dict[str, str]]:
    """The text with policies edited, by name, and why some are not."""
    found = {item.name: item.location for item in load_texts({PATH: text}).policies}
    edits = {found[name]: (each,) for name, each in wanted.items()}
    names = {location: name for name, location in found.items()}
    after, refused = edited_where_possible(text, PATH, edits)
    return after, {names[location]: reason for location, reason in refused.items()}


ALIASED = "{ingress: [&a {}, *a]}"
FIXED = "{ingress: [{}]}"


def test_objects_that_cannot_be_edited_do_not_stand_in_the_way() -> None:
    """Whatever the reason."""
    second = Remove("spec.ingress[1]")
    text = "---\n".join((policy("a"), policy("b", ALIASED), policy("c")))
    after, refused = edit(text, a=second, b=second, c=second)
    assert after == "---\n".join((policy("a", FIXED), policy("b", ALIASED), policy("c", FIXED)))
    assert refused == {"b": "it uses an anchor, an alias or a merge key"}


def test_an_object_that_another_one_needs_is_left() -> None:
    """Its anchor is used further down, which only shows when both are read again."""
    anchored = policy("a", "{ingress: [{}, &a {ports: [{port: 80}]}]}")
    user = policy("b", "{ingress: [*a, {}]}")
    joined = "".join(f"- {text}".replace("\n", "\n  ").rstrip() + "\n" for text in (anchored, user))
    text = f"apiVersion: v1\nkind: List\nitems:\n{joined}"
    assert edit(text, a=Remove("spec.ingress[1]")) == (
        text,
        {"a": "its layout is one that cannot be edited"},
    )
    after, refused = edit(text, a=Remove("spec.ingress[0]"))
    assert (after, refused) == (text.replace("{}, &a", "&a"), {})


def test_not_every_object_of_a_file_goes() -> None:
    """What would be an empty file is left."""
    text = policy("a") + "---\n" + policy("b")
    assert edit(text, a=RemoveObject())[0] == policy("b")
    after, refused = edit(text, a=RemoveObject(), b=RemoveObject())
    assert after == text
    assert set(refused) == {"a", "b"}


def test_a_text_that_cannot_be_edited_at_all() -> None:
    """Every object says so."""
    text = policy("a") + "# \u2028\n---\n" + policy("b")
    after, refused = edit(text, a=RemoveObject(), b=Remove("spec.ingress[0]"))
    assert after == text
    assert set(refused.values()) == {"its lines end in an unusual way"}
