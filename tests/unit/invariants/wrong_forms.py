"""Wrong uses of `isolated`, `isolate`, `no-path`, `by`, `since` and `assume`."""

from tests.unit.invariants.wrong import HEAD, Wrong, invariant

FLOWS = "{from: backend, to: database}"
FACT = "{id: f, why: w, namespaces: any, have: tenant}"


def isolate(text: str) -> str:
    """A file with one invariant that isolates."""
    return invariant(f"{{isolate: {text}}}")


def isolated(text: str, more: str = "") -> str:
    """A file with one invariant of default deny."""
    return invariant(f"{{isolated: {text}{more}}}")


def no_path(text: str, more: str = "") -> str:
    """A file with one invariant about chains."""
    return invariant(f"{{no-path: {text}{more}}}")


def fact(text: str) -> str:
    """A file with one stated fact."""
    return f"{HEAD}assume:\n  - {text}\n"


def assuming(text: str) -> str:
    """A file with one invariant that assumes something."""
    return invariant(f"{{never: {FLOWS}, assume: {text}}}")


ISOLATED = (
    Wrong("isolated text", isolated("§backend"), "NP953", "expected a mapping, found `backend`"),
    Wrong("no group", isolated("§{direction: ingress}"), "NP952", "`group` is missing"),
    Wrong("pods", isolated("{§pods: backend}"), "NP951", "did you mean `group`?"),
    Wrong("groups", isolated("{§groups: backend}"), "NP951", "did you mean `group`?"),
    Wrong(
        "isolated key", isolated("{group: backend, §direktion: x}"), "NP951", "mean `direction`?"
    ),
    Wrong("isolated end", isolated("{group: §backnd}"), "NP955", "mean `backend`?", False),
    Wrong("isolated world", isolated("{group: §world}"), "NP969", "holds addresses", False),
    Wrong("isolated any", isolated("{group: §any}"), "NP969", "write `any-pod`", False),
    Wrong(
        "direction",
        isolated("{group: backend, direction: §ingres}"),
        "NP960",
        "did you mean `ingress`?",
    ),
    Wrong("no direction", isolated("{group: backend, direction: §[]}"), "NP953", "empty list"),
    Wrong(
        "direction twice",
        isolated("{group: backend, direction: [egress, §egress]}"),
        "NP969",
        "stands twice",
    ),
    Wrong("isolated by", isolated("{group: backend}", ", by: §default"), "NP967", "leave it out"),
    Wrong("isolated side", isolated("{group: backend}", ", side: §egress"), "NP967", "direction:"),
    Wrong("isolated among", isolated("{group: backend}", ", among: §known"), "NP967", "in `group`"),
    Wrong(
        "isolated where",
        isolated("{group: backend}", ", where: §from.labels.a = to.labels.a"),
        "NP967",
        "in `group`",
    ),
    Wrong("isolation", invariant("{§isolation: {namespaces: [a, b]}}"), "NP951", "mean `isolate`?"),
    Wrong("default-deny", invariant("{§default-deny: {group: backend}}"), "NP951", "`isolated`?"),
)

ISOLATE = (
    Wrong("isolate nothing", isolate("§{}"), "NP952", "expected `namespaces` or `by`"),
    Wrong("isolate key", isolate("{§namespace: [a, b]}"), "NP951", "did you mean `namespaces`?"),
    Wrong("isolate both", isolate("§{namespaces: [a, b], by: from.labels.t}"), "NP969", "both"),
    Wrong("isolate one", isolate("{namespaces: §[a]}"), "NP969", "at least two namespaces"),
    Wrong("isolate twice", isolate("{namespaces: [a, b, §a]}"), "NP969", "`a` stands twice"),
    Wrong("isolate text", isolate("{namespaces: §tenant}"), "NP953", "write `by` and `missing`"),
    Wrong("isolate name", isolate("{namespaces: [a, §B]}"), "NP965", "not a namespace name"),
    Wrong(
        "isolate missing names",
        isolate("{namespaces: [a, b], missing: §deny}"),
        "NP969",
        "no label is compared",
    ),
    Wrong(
        "isolate unsaid",
        isolate("§{by: from.namespace.labels.tenant}"),
        "NP952",
        "`deny` is the strictest",
    ),
    Wrong(
        "isolate missing",
        isolate("{by: from.namespace.labels.tenant, missing: §ignored}"),
        "NP960",
        "did you mean `ignore`?",
    ),
    Wrong(
        "isolate label",
        isolate("{by: §tenant, missing: deny}"),
        "NP961",
        "write from.namespace.labels.tenant or from.labels.tenant",
    ),
    Wrong(
        "isolate to",
        isolate("{by: §to.labels.tenant, missing: deny}"),
        "NP961",
        "write from.labels.tenant",
    ),
    Wrong(
        "isolate label key",
        isolate("{by: from.labels.§-x, missing: deny}"),
        "NP961",
        "not a label key",
    ),
    Wrong(
        "isolate by beside",
        invariant("{isolate: {namespaces: [a, b]}, by: §from.labels.t}"),
        "NP967",
        "stands inside",
    ),
    Wrong(
        "isolate where",
        invariant("{isolate: {namespaces: [a, b]}, where: §from.labels.t}"),
        "NP961",
        "compares nothing",
    ),
    Wrong(
        "two forms", invariant(f"§{{never: {FLOWS}, isolate: {{namespaces: [a, b]}}}}"), "NP966", ""
    ),
)

BY = (
    Wrong("by", invariant(f"{{never: {FLOWS}, by: §defualt}}"), "NP960", "mean `default`?"),
    Wrong("by only", invariant(f"{{only: {FLOWS}, by: §default}}"), "NP967", "write `never`"),
    Wrong("by always", invariant(f"{{always: {FLOWS}, by: §default}}"), "NP967", "for `always`"),
    Wrong("by possible", invariant(f"{{possible: {FLOWS}, by: §default}}"), "NP967", "`possible`"),
)

SINCE = (
    Wrong("since stdin", invariant(f"{{never: {FLOWS}, since: '§-'}}"), "NP969", "standard input"),
    Wrong("since git", invariant(f"{{never: {FLOWS}, since: '§git:'}}"), "NP969", "no revision"),
    Wrong("since nothing", invariant(f"{{never: {FLOWS}, since: §''}}"), "NP953", "a text"),
    Wrong("since possible", invariant(f"{{possible: {FLOWS}, since: §x}}"), "NP967", "`always`"),
    Wrong("since isolated", isolated("{group: backend}", ", since: §x"), "NP967", "write `never`"),
    Wrong(
        "since path",
        no_path("{from: a/b, to: c/d, max-hops: 2}", ", since: §x"),
        "NP967",
        "single flow",
    ),
    Wrong(
        "since by",
        invariant(f"{{never: {FLOWS}, by: default, since: §x}}"),
        "NP967",
        "beside `by: default`",
    ),
    Wrong(
        "since robust",
        invariant(f"{{never: {FLOWS}, robust: network-policies, since: §x}}"),
        "NP967",
        "beside `robust`",
    ),
    Wrong("equal to", invariant("{equivalent: §{}}"), "NP952", "`to` is missing"),
    Wrong("equal since", invariant("{equivalent: {to: x, §since: x}}"), "NP951", "expected `to`"),
    Wrong("access", invariant("{no-new-access: §git:main}"), "NP953", "expected a mapping"),
    Wrong("access git", invariant("{no-new-access: {since: '§git::x'}}"), "NP969", "git:REV"),
    *(
        Wrong(
            f"{form} {modifier}",
            invariant(f"{{{form}: {{{key}: x}}, {modifier}: §{value}}}"),
            "NP967",
            "write `never` with `since`",
        )
        for form, key in (("no-new-access", "since"), ("equivalent", "to"))
        for modifier, value in (("by", "default"), ("robust", "network-policies"), ("since", "x"))
    ),
)

PATHS = (
    Wrong("no_path", invariant(f"{{§no_path: {FLOWS}}}"), "NP951", "did you mean `no-path`?"),
    Wrong(
        "no-path from the own node",
        no_path("{from: §[own-node, any-pod], to: database, max-hops: 2}"),
        "NP969",
        "own node is no hop",
        schema=False,
    ),
    Wrong("path without hops", no_path("§{from: world, to: database}"), "NP952", "`max-hops`"),
    Wrong(
        "max_hops",
        no_path("{from: world, to: database, max-hops: 2, §max_hops: 2}"),
        "NP951",
        "did you mean `max-hops`?",
    ),
    Wrong("hops", no_path("{from: a/b, to: c/d, max-hops: §two}"), "NP969", "expected 1 to 5"),
    Wrong("no hops", no_path("{from: a/b, to: c/d, max-hops: §0}"), "NP969", "expected 1 to 5"),
    Wrong("many hops", no_path("{from: a/b, to: c/d, max-hops: §6}"), "NP969", "expected 1 to 5"),
    Wrong("path end", no_path("{from: a/b, to: §databse, max-hops: 2}"), "NP955", "mean", False),
    Wrong("path port", no_path("{from: a/b, to: c/d, max-hops: 2, on: §0}"), "NP958", "65535"),
    Wrong(
        "path ports twice",
        no_path("{from: a/b, to: c/d, max-hops: 2, ports: 80, on: §80}"),
        "NP969",
        "expected one of both",
    ),
    *(
        Wrong(
            f"path {modifier}",
            no_path("{from: a/b, to: c/d, max-hops: 2}", f", {modifier}: §{value}"),
            "NP967",
            "a path has several",
        )
        for modifier, value in (
            ("among", "known"),
            ("by", "default"),
            ("except", "{to: c/d, reason: r}"),
            ("side", "ingress"),
            ("where", "from.labels.a = to.labels.a"),
        )
    ),
)

FACTS = (
    Wrong("no facts", f"{HEAD}assume: §tenant\n", "NP953", "expected a list, found `tenant`"),
    Wrong("assumptions", f"{HEAD}§assumptions: []\n", "NP951", "did you mean `assume`?"),
    Wrong("fact text", fact("§tenant"), "NP953", "expected a mapping"),
    Wrong("fact without id", fact("§{why: w, namespaces: any, have: t}"), "NP952", "`id` is"),
    Wrong("fact without why", fact("§{id: f, namespaces: any, have: t}"), "NP952", "`why` is"),
    Wrong("fact without have", fact("§{id: f, why: w, namespaces: any}"), "NP952", "`have` is"),
    Wrong("fact of nobody", fact("§{id: f, why: w, pods: a=b, have: t}"), "NP956", "`namespaces"),
    Wrong(
        "fact reason",
        fact("{id: f, why: w, §reason: w, namespaces: any, have: t}"),
        "NP951",
        "did you mean `why`?",
    ),
    Wrong("fact id", fact("{id: §a b, why: w, namespaces: any, have: t}"), "NP963", "not an id"),
    Wrong("fact why", fact("{id: f, why: §'', namespaces: any, have: t}"), "NP953", "a text"),
    Wrong("fact have", fact("{id: f, why: w, namespaces: any, have: a §> b}"), "NP957", "compare"),
    Wrong("fact nothing", fact("{id: f, why: w, namespaces: any, have: §{}}"), "NP968", "nothing"),
    Wrong("fact namespace", fact("{id: f, why: w, namespace: §A, have: t}"), "NP965", "namespace"),
    Wrong(
        "fact twice",
        fact(f"{FACT}\n  - {{id: §f, why: other, namespaces: any, have: tenant}}"),
        "NP963",
        "first in line 6",
        False,
    ),
    Wrong("no own facts", assuming("§[]"), "NP953", "empty list"),
    Wrong("own fact", assuming("§f"), "NP953", "expected a mapping"),
    Wrong(
        "own fact twice",
        f"{HEAD}assume: [{FACT}]\ninvariants:\n"
        f"  - {{never: {FLOWS}, assume: {{id: §f, why: w, namespaces: any, have: other}}}}\n",
        "NP963",
        "fact `f` stands twice",
        False,
    ),
)

IDS = (
    Wrong(
        "id of a part",
        invariant(
            f"{{id: x, isolated: {{group: backend}}}}\n  - {{id: §x/ingress, never: {FLOWS}}}"
        ),
        "NP963",
        "first in line 6",
        False,
    ),
    Wrong(
        "part of an id",
        invariant(
            f"{{id: x/egress, never: {FLOWS}}}\n  - {{id: §x, isolated: {{group: backend}}}}"
        ),
        "NP963",
        "id `x/egress` stands twice",
        False,
    ),
)

NEW_FORMS = (*ISOLATED, *ISOLATE, *BY, *SINCE, *PATHS, *FACTS, *IDS)
