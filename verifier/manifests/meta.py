"""Decoding of what every kind has: ObjectMeta, labels, label selectors."""

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.location import Location
from verifier.manifests.fields import Fields
from verifier.resources import LabelSelector, LabelSelectorRequirement, OwnerReference

OBJECT = frozenset({"apiVersion", "kind", "metadata", "spec", "status"})
OBJECT_META = frozenset(
    {
        "name",
        "generateName",
        "namespace",
        "labels",
        "annotations",
        "ownerReferences",
        "finalizers",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "managedFields",
        "selfLink",
    }
)
SELECTOR = frozenset({"matchLabels", "matchExpressions"})
REQUIREMENT = frozenset({"key", "operator", "values"})


@dataclass(frozen=True, slots=True)
class Meta:
    """`name` ends with `*` where the API server completes a generateName; "" where none is.
    `location` is that of the name, where a reader looks for the object."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    owner: OwnerReference | None
    location: Location


def metadata(fields: Fields, namespace: str) -> Meta:
    """The metadata of an object that is applied to `namespace` unless it names another one."""
    meta = fields.child("metadata")
    if meta is None:
        return Meta("", namespace, {}, None, fields.location)
    name, written, location = _identity(meta)
    return Meta(name, written or namespace, labels(meta), _controller(meta), location)


def named(fields: Fields, namespace: str) -> tuple[str, str, Location]:
    """The name, the namespace and the place of an object, as `metadata` has them, where nothing
    else of its metadata counts."""
    meta = fields.child("metadata")
    if meta is None:
        return "", namespace, fields.location
    name, written, location = _identity(meta)
    return name, written or namespace, location


def _identity(meta: Fields) -> tuple[str, str | None, Location]:
    """The name, the namespace that is written, and where a reader looks for the object."""
    name = meta.text("name")
    prefix = meta.text("generateName")
    place = meta.location_of("name" if name else "generateName")
    return name or (f"{prefix}*" if prefix else ""), meta.text("namespace"), place


def strict_metadata(fields: Fields) -> None:
    """Reports the fields of `metadata` that ObjectMeta does not have, and annotations' types."""
    meta = fields.child("metadata")
    if meta is None:
        return
    meta.only(OBJECT_META)
    if annotations := meta.child("annotations"):
        for key in annotations.nodes:
            annotations.text(key)


def labels(meta: Fields) -> Mapping[str, str]:
    """The labels of a `metadata`."""
    return dict(meta.pairs("labels") or ())


def selector(
    fields: Fields, name: str, elsewhere: Mapping[str, str] | None = None
) -> LabelSelector | None:
    """The label selector in the field `name`; `elsewhere`: advice on fields that it never has."""
    written = fields.child(name)
    if written is None:
        return None
    written.only(SELECTOR, elsewhere)
    expressions = written.children("matchExpressions")
    return LabelSelector(
        match_labels=written.pairs("matchLabels"),
        match_expressions=None if expressions is None else tuple(map(_requirement, expressions)),
        location=written.location,
    )


def _requirement(fields: Fields) -> LabelSelectorRequirement:
    fields.only(REQUIREMENT)
    return LabelSelectorRequirement(
        key=fields.text("key") or "",
        operator=fields.text("operator") or "",
        values=fields.texts("values"),
        location=fields.location,
    )


def _controller(meta: Fields) -> OwnerReference | None:
    """The owner that manages the object."""
    for owner in meta.children("ownerReferences") or ():
        if owner.boolean("controller"):
            return OwnerReference(kind=owner.text("kind") or "", name=owner.text("name") or "")
    return None
