"""Sources to Manifests: every problem of a run is collected before any is raised."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from verifier.collecting import without_collection
from verifier.errors import InputError, Problem
from verifier.location import Location
from verifier.manifests.charts import charts_told_once
from verifier.manifests.codes import Code
from verifier.manifests.objects import Header, Untyped, group_of
from verifier.manifests.readings import Reading, read_all
from verifier.manifests.result import Manifests, OtherKind
from verifier.manifests.sources import Text, read_sources
from verifier.manifests.traffic import changes_traffic
from verifier.manifests.validate_object import Resource, title
from verifier.resources import (
    AdminPolicy,
    EntryPoint,
    Namespace,
    NetworkPolicy,
    Node,
    Pod,
    Service,
    Workload,
)

# What sound texts hold, by text and by whether each was named itself.
Parsed = dict[tuple[str, bool], list[Header | Untyped]]


def _nothing_else() -> None:
    """Done while other processes read, where there is nothing to do."""


def load_manifests(
    sources: Sequence[str],
    *,
    namespace: str = "default",
    stdin: Callable[[], str] | None = None,
    skip_unreadable: bool = False,
    parsed: Parsed | None = None,
    meanwhile: Callable[[], object] = _nothing_else,
) -> Manifests:
    """The resources in files, folders, `-` (stdin) and `git:REV[:PATH]`. Raises InputError.

    `namespace`: that of objects that name none. `skip_unreadable`: what cannot be read or parsed
    becomes `Manifests.skipped` instead of an error. `parsed`: texts that were read before, for the
    same `namespace`, are not read again, and keep the places that they had; those read now are
    added. `meanwhile` is done here while other processes read, where there is much to read.
    """
    texts, unreadable, plugins = read_sources(sources, stdin)
    loader = _Loader(namespace, skip_unreadable, dict(parsed or {}), meanwhile=meanwhile)
    loader.unreadable(unreadable)
    with without_collection():
        found = loader.load(texts, " ".join(sources))
    if parsed is not None:
        parsed.update(loader.fresh)
    return replace(found, plugins=tuple(plugins)) if plugins else found


def load_texts(
    texts: Mapping[str, str], *, namespace: str = "default", named: bool = True
) -> Manifests:
    """The resources in texts, by path; `named`: as if each were named itself, so that each must
    hold an object. Raises InputError."""
    loader = _Loader(namespace, skip_unreadable=False)
    given = [Text(path, text, named=named) for path, text in texts.items()]
    with without_collection():
        return loader.load(given, ", ".join(texts) or "the input")


@dataclass(slots=True)
class _Loader:
    """Collects what the texts of a run hold."""

    namespace: str
    skip_unreadable: bool
    known: Parsed = field(default_factory=dict)
    meanwhile: Callable[[], object] = _nothing_else
    fresh: Parsed = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    others: list[Header] = field(default_factory=list)
    untyped: list[Location] = field(default_factory=list)

    def load(self, texts: Iterable[Text], sources: str) -> Manifests:
        read = {text.path: text.text for text in self._read(list(texts))}
        if not self.problems and not self.resources and not self.others:
            self.problems.append(_nothing(sources))
        resources = self._unique()
        if self.problems:
            raise InputError(charts_told_once(self.problems))
        policies = tuple(r for r in resources if isinstance(r, NetworkPolicy))
        admin_policies = tuple(r for r in resources if isinstance(r, AdminPolicy))
        if not policies and not admin_policies:
            message = f"no NetworkPolicy in {sources}: every flow is allowed"
            advice = "name the files or folders that hold the policies"
            self.warnings.append(Problem(Code.NO_POLICY, message, advice=advice))
        return Manifests(
            policies=policies,
            namespaces=tuple(r for r in resources if isinstance(r, Namespace)),
            pods=tuple(r for r in resources if isinstance(r, Pod)),
            workloads=tuple(r for r in resources if isinstance(r, Workload)),
            admin_policies=admin_policies,
            nodes=tuple(r for r in resources if isinstance(r, Node)),
            services=tuple(r for r in resources if isinstance(r, Service)),
            entry_points=tuple(r for r in resources if isinstance(r, EntryPoint)),
            other_kinds=_counted(self.others),
            warnings=tuple(self.warnings),
            skipped=tuple(self.skipped),
            untyped=tuple(self.untyped),
            other_namespaces=tuple(sorted({o.namespace for o in self.others if o.namespace})),
            texts=read,
        )

    def unreadable(self, problems: Iterable[Problem]) -> None:
        (self.skipped if self.skip_unreadable else self.problems).extend(problems)

    def _read(self, texts: Sequence[Text]) -> Iterator[Text]:
        """Reads the texts. Those that are skipped, with everything in them, are left out."""
        new = [text for text in texts if (text.text, text.named) not in self.known]
        readings = dict(zip(new, read_all(new, self.namespace, self.meanwhile), strict=True))
        for text in texts:
            reading = readings.get(text)
            if reading is None:
                self._take(self.known[text.text, text.named])
                yield text
            elif self._keep(text, reading):
                yield text

    def _keep(self, text: Text, reading: Reading) -> bool:
        """Keeps what a text holds; False where it is skipped."""
        self.unreadable(reading.unparsed)
        if reading.unparsed and self.skip_unreadable:
            return False
        self._take(reading.found)
        self.problems += reading.problems
        self.warnings += reading.warnings
        if reading.sound:
            self.fresh[text.text, text.named] = reading.found
        return True

    def _take(self, found: Iterable[Header | Untyped]) -> None:
        """Keeps the objects of one text."""
        for each in found:
            if not isinstance(each, Header):
                self.untyped.append(each.location)
            elif each.decoded is None:
                self.others.append(each)
            else:
                self.resources.append(each.decoded)

    def _unique(self) -> list[Resource]:
        """Each resource once; two different ones of one name are a problem."""
        first: dict[str, Resource] = {}
        kept: list[Resource] = []
        for resource in self.resources:
            name = title(resource)
            earlier = first.setdefault(name, resource)
            if resource.name.endswith("*") or earlier is resource:
                kept.append(resource)
            elif earlier == resource:
                message = f"the same object is also at {earlier.location}; it counts once"
                self._twice(self.warnings, Code.REPEATED, message, resource, "keep one of them")
            else:
                message = f"a different object of this name is at {earlier.location}"
                advice = "if one is a base and the other an overlay, render them first"
                self._twice(self.problems, Code.CONFLICT, message, resource, advice)
        return kept

    def _twice(
        self, to: list[Problem], code: Code, message: str, resource: Resource, advice: str
    ) -> None:
        to.append(Problem(code, message, resource.location, advice=advice, object=title(resource)))


def _nothing(sources: str) -> Problem:
    message = f"no Kubernetes object in {sources}"
    return Problem(Code.NO_OBJECT, message, advice="name files or folders that hold manifests")


def _counted(headers: Iterable[Header]) -> tuple[OtherKind, ...]:
    groups: dict[tuple[str, str], list[Header]] = {}
    for header in headers:
        groups.setdefault((header.api_version, header.kind), []).append(header)
    return tuple(
        OtherKind(
            api_version=api_version,
            kind=kind,
            count=len(found),
            location=found[0].location,
            changes_traffic=changes_traffic(group_of(api_version), kind),
        )
        for (api_version, kind), found in groups.items()
    )
