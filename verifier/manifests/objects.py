"""Documents to Kubernetes objects: lists are opened, modelled kinds decoded, the others named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from verifier.errors import Problem
from verifier.location import Location
from verifier.manifests import core
from verifier.manifests.admin import admin_policy
from verifier.manifests.admin_shapes import SHAPES
from verifier.manifests.codes import Code
from verifier.manifests.fields import Fields, Report
from verifier.manifests.gateway_api import gateway, gateway_route
from verifier.manifests.ingresses import ingress
from verifier.manifests.networking import network_policy
from verifier.manifests.nodes import RENDER, fields_of, location_of
from verifier.manifests.openshift import route
from verifier.manifests.places import place_of, value_of
from verifier.manifests.scalars import is_null, shown
from verifier.manifests.services import service
from verifier.manifests.validate_object import (
    Resource,
    resource_problems,
    resource_warnings,
    title,
)

CONTROLLERS = {
    "ReplicationController": "v1",
    "Deployment": "apps/v1",
    "ReplicaSet": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
}
MODELLED: dict[str, tuple[str, Callable[[Fields, str], Resource]]] = {
    "NetworkPolicy": ("networking.k8s.io/v1", network_policy),
    "Namespace": ("v1", core.namespace),
    "Node": ("v1", core.node),
    "Pod": ("v1", core.pod),
    **{kind: (api, partial(core.workload, kind)) for kind, api in CONTROLLERS.items()},
    **{s.kind: (s.api_version, partial(admin_policy, s)) for s in SHAPES.values()},
}

# What leads to pods decides no flow: another version of these is named, and never refused.
LEADING: dict[tuple[str, str], Callable[[Fields, str], Resource]] = {
    ("v1", "Service"): service,
    ("networking.k8s.io/v1", "Ingress"): ingress,
    ("gateway.networking.k8s.io/v1", "Gateway"): gateway,
    ("gateway.networking.k8s.io/v1beta1", "Gateway"): gateway,
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): partial(gateway_route, "HTTPRoute"),
    ("gateway.networking.k8s.io/v1beta1", "HTTPRoute"): partial(gateway_route, "HTTPRoute"),
    ("gateway.networking.k8s.io/v1", "GRPCRoute"): partial(gateway_route, "GRPCRoute"),
    ("route.openshift.io/v1", "Route"): route,
}

# In these groups the API server itself knows every kind, so another version is a mistake.
BUILT_IN_GROUPS = frozenset({"", "apps", "batch", "extensions", "networking.k8s.io"})


@dataclass(frozen=True, slots=True)
class Header:
    """An object of any kind, where it is; `decoded` is None unless its kind is modelled, and
    `namespace` is only what an object that is not modelled writes."""

    api_version: str
    kind: str
    location: Location
    decoded: Resource | None = None
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class Untyped:
    """A document without apiVersion and kind."""

    location: Location


@dataclass(slots=True)
class Reader:
    """Reads the documents of one text; `warnings` and `problems` fill while it does.

    `strict`: whether a document that is no object is a problem. `namespace`: where objects go
    that name none.
    """

    path: str
    namespace: str
    strict: bool
    problems: list[Problem]
    warnings: list[Problem]

    def read(self, root: Node) -> Iterator[Header | Untyped]:
        """The objects of one document; those that have problems are left out."""
        yield from self._read(root, None)

    def _read(
        self, node: Node, inherited: tuple[str | None, str | None] | None
    ) -> Iterator[Header | Untyped]:
        kind, api_version = _text(node, "kind"), _text(node, "apiVersion")
        if inherited is not None:
            api_version, kind = api_version or inherited[0], kind or inherited[1]
        if api_version is not None and api_version.startswith("netproof/"):
            return
        if kind is None or api_version is None:
            if self.strict or kind is not None or inherited is not None:
                self._refuse_document(node, kind, api_version)
            else:
                yield Untyped(location_of(node, self.path))
            return
        items = self._items(node, kind) if kind.endswith("List") else None
        if items is None:
            yield from self._object(node, api_version, kind)
            return
        element = (None, None) if kind == "List" else (api_version, kind.removesuffix("List"))
        for item in items:
            yield from self._read(item, element)

    def _items(self, node: Node, kind: str) -> list[Node] | None:
        """The items of a list object; None where an unknown kind has none: it is no list."""
        items = value_of(node, "items")
        if isinstance(items, SequenceNode):
            return list(items.value)
        if kind != "List" and kind.removesuffix("List") not in MODELLED:
            return None
        if items is not None and not is_null(items):
            report = Report(self.path)
            advice = "write the objects as items of a list"
            message = f"expected a list, found {shown(items)}"
            report.add(Code.WRONG_TYPE, message, items, "items", advice)
            self.problems += report.problems
        return []

    def _object(self, node: Node, api_version: str, kind: str) -> Iterator[Header]:
        expected, decoder = MODELLED.get(kind) or (api_version, LEADING.get((api_version, kind)))
        if decoder is None or (
            api_version != expected and group_of(api_version) not in BUILT_IN_GROUPS
        ):
            place = location_of(node, self.path)
            yield Header(api_version, kind, place, namespace=_namespace(node))
        elif api_version != expected:
            self._refuse_version(node, api_version, kind, expected)
        else:
            resource = self._decode(node, decoder)
            if resource is not None:
                yield Header(api_version, kind, resource.location, resource)

    def _decode(self, node: Node, decoder: Callable[[Fields, str], Resource]) -> Resource | None:
        report = Report(self.path)
        resource = decoder(Fields(node, report), self.namespace)
        problems = report.problems or self._placed(resource_problems(resource), node)
        if problems:
            name = title(resource)
            self.problems += [_advised(replace(problem, object=name)) for problem in problems]
            return None
        for warning in self._placed(resource_warnings(resource), node):
            self.warnings.append(replace(warning, object=title(resource)))
        return resource

    def _placed(self, problems: Iterator[Problem], root: Node) -> list[Problem]:
        return [
            replace(problem, location=place_of(problem.field, root, self.path))
            for problem in problems
        ]

    def _refuse_document(self, node: Node, kind: str | None, api_version: str | None) -> None:
        report = Report(self.path)
        if not isinstance(node, MappingNode):
            message = "expected a Kubernetes object, found something that is no mapping"
            advice = "an object starts with apiVersion and kind"
        elif kind is not None:
            known = MODELLED.get(kind)
            message = f"a {kind} without apiVersion"
            advice = f"add apiVersion: {known[0]}" if known else "add its apiVersion"
        else:
            missing = "kind" if api_version else "apiVersion and kind"
            message = f"expected a Kubernetes object, but {missing} is missing"
            advice = "name files that hold manifests; in folders other documents are passed over"
        report.add(Code.NO_OBJECT, message, node, advice=advice)
        self.problems += report.problems

    def _refuse_version(self, node: Node, written: str, kind: str, expected: str) -> None:
        report = Report(self.path)
        message = f'no kind "{kind}" in apiVersion "{written}"'
        at = value_of(node, "apiVersion") or node
        report.add(Code.WRONG_VERSION, message, at, "apiVersion", f"write apiVersion: {expected}")
        self.problems += report.problems


def _advised(problem: Problem) -> Problem:
    """A problem whose value looks like a template's says to render it."""
    template = "{{" in problem.message or "${" in problem.message
    return replace(problem, advice=RENDER) if template and not problem.advice else problem


def group_of(api_version: str) -> str:
    """The API group, "" for the core group: `apps` of `apps/v1`."""
    return api_version.rpartition("/")[0]


def _text(node: Node, name: str) -> str | None:
    """The scalar in the field `name`, None where it is absent or empty."""
    value = fields_of(node).get(name) if node.__class__ is MappingNode else None
    if value.__class__ is ScalarNode:
        return value.value or None
    return None


def _namespace(node: Node) -> str:
    """The text of metadata.namespace, "" where there is none."""
    metadata = value_of(node, "metadata")
    written = None if metadata is None else value_of(metadata, "namespace")
    return written.value if isinstance(written, ScalarNode) else ""
