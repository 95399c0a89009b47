"""Files that the loader refuses: `§` stands before the word that the message must blame."""

from dataclasses import dataclass

HEAD = """\
apiVersion: netproof/v1
groups:
  backend: {namespace: production, pods: tier=backend}
  database: {namespace: production, pods: tier=database}
"""


@dataclass(frozen=True, slots=True)
class Wrong:
    """`said` is part of the message or the advice; `schema` iff the JSON Schema refuses it too."""

    name: str
    text: str
    code: str
    said: str
    schema: bool = True


def invariant(text: str) -> str:
    """A file with one invariant."""
    return f"{HEAD}invariants:\n  - {text}\n"


def group(text: str) -> str:
    """A file with one more group."""
    return f"{HEAD}  extra: {text}\n"


def case(text: str) -> str:
    """A file with one case."""
    return f"{HEAD}cases:\n  - {text}\n"


FILES = (
    Wrong("empty", "§", "NP950", "the file is empty"),
    Wrong("no mapping", "§[a]", "NP953", "expected a mapping, found a list"),
    Wrong("no version", "§invariants: []", "NP950", "`apiVersion` is missing"),
    Wrong("version", "apiVersion: §netproof/v2", "NP950", "unknown apiVersion `netproof/v2`"),
    Wrong("two documents", f"{HEAD}---\n§apiVersion: netproof/v1\n", "NP950", "second document"),
    Wrong("key", f"{HEAD}§invariant: []\n", "NP951", "did you mean `invariants`?"),
    Wrong("later key", f"{HEAD}§via: []\n", "NP951", "not supported by this version"),
    Wrong("no list", f"{HEAD}invariants: §only\n", "NP953", "expected a list, found `only`"),
    Wrong("nothing", f"{HEAD}invariants:§\n", "NP953", "expected a list, found nothing"),
    Wrong("range", f"{HEAD}cluster: {{podCIDRs: [§10.0.0.1/8]}}\n", "NP959", "`10.0.0.0/8`", False),
    Wrong("cluster", f"{HEAD}cluster: {{§podCidrs: 10.0.0.0/8}}\n", "NP951", "`podCIDRs`?"),
    Wrong("level", f"{HEAD}defaults: {{level: §anypod}}\n", "NP960", "did you mean `any-pod`?"),
    Wrong("severity", f"{HEAD}defaults: {{severity: §critical}}\n", "NP960", "`error`, `warning`"),
    Wrong("profile", f"{HEAD}defaults: {{dialect: §calcio}}\n", "NP960", "did you mean `calico`?"),
    Wrong(
        "dialect point",
        f"{HEAD}defaults: {{dialect: 'families=ipv4, §host-netwrk=pod'}}\n",
        "NP960",
        "did you mean `host-network`?",
    ),
    Wrong(
        "reading",
        f"{HEAD}defaults: {{dialect: {{families: §ipv5}}}}\n",
        "NP960",
        "unknown reading of families `ipv5`",
    ),
    Wrong("kind", f"{HEAD}ignore-kinds: [§cilium]\n", "NP960", "is not a kind"),
    Wrong("lint", f"{HEAD}lint: {{§ignored: []}}\n", "NP951", "did you mean `ignore`?"),
    Wrong("ignored", f"{HEAD}lint: {{ignore: [§{{codes: NP401}}]}}\n", "NP952", "`reason`"),
    Wrong("code", f"{HEAD}lint: {{ignore: [{{codes: §401, reason: x}}]}}\n", "NP960", "NP401"),
    Wrong(
        "ignored until",
        f"{HEAD}lint: {{ignore: [{{codes: NP4, reason: x, until: §never}}]}}\n",
        "NP962",
        "is not a date",
    ),
    Wrong("tag", f"{HEAD}ignore-kinds: [§!secret Foo]\n", "NP953", "tag", False),
)

GROUPS = (
    Wrong("no namespace", group("§{pods: app=x}"), "NP956", "write `namespaces: any`"),
    Wrong("both", group("§{namespace: a, namespaces: any}"), "NP956", "found both"),
    Wrong("mixed", group("§{namespace: a, cidrs: 10.0.0.0/8}"), "NP956", "selects pods"),
    Wrong("no cidrs", group("§{except: 10.0.0.0/8}"), "NP956", "`except` needs `cidrs`"),
    Wrong(
        "outside",
        group("{cidrs: 10.0.0.0/8, except: [10.1.0.0/16, §11.0.0.0/16]}"),
        "NP959",
        "not a part of any",
        False,
    ),
    Wrong("member key", group("{namespace: a, §pod: app=x}"), "NP951", "did you mean `pods`?"),
    Wrong("namespace name", group("{namespace: §Prod}"), "NP965", "`Prod` is not a namespace"),
    Wrong("selector", group("{namespace: a, pods: 'app in (x§'}"), "NP957", "found the end"),
    Wrong("operator", group("{namespace: a, pods: app §> x}"), "NP957", "cannot compare"),
    Wrong("label key", group("{namespace: a, pods: '§-a=b'}"), "NP957", "not a label key"),
    Wrong("label value", group("{namespace: a, pods: 'a=§b:c'}"), "NP957", "not a label value"),
    Wrong(
        "expression",
        group("{namespace: a, pods: {matchExpressions: [§{key: a, operator: In}]}}"),
        "NP957",
        "needs at least one item",
    ),
    Wrong(
        "expression operator",
        group("{namespace: a, pods: {matchExpressions: [{key: a, operator: §Gt, values: [b]}]}}"),
        "NP957",
        "expected `In`",
    ),
    Wrong("undeclared", group("{namespace: a, undeclared: §yes}"), "NP956", "`true` or `false`"),
    Wrong("unknown member", group("[backend, §fronted]"), "NP955", "unknown end `fronted`", False),
    Wrong("cycle", f"{HEAD}  §a: b\n  b: [c, backend]\n  c: a\n", "NP956", "made of itself", False),
    Wrong("reserved", f"{HEAD}  §world: backend\n", "NP956", "a word of the language"),
    Wrong("number", f"{HEAD}  §80: backend\n", "NP956", "not a group name"),
    Wrong("list in list", group("[§[backend]]"), "NP953", "a list in a list"),
    Wrong("empty list", group("§[]"), "NP953", "empty list"),
)
