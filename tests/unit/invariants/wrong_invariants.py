"""Sentences, mappings and cases that the loader refuses."""

from tests.unit.invariants.wrong import FILES, GROUPS, Wrong, case, invariant
from tests.unit.invariants.wrong_forms import NEW_FORMS

SENTENCES = (
    Wrong("verb", invariant("backend §nevr reaches database"), "NP954", "mean `never`?"),
    Wrong("must", invariant("backend §must reach database"), "NP954", "mean `always`?"),
    Wrong("no verb", invariant("backend §reaches database"), "NP954", "put `never`, `always`"),
    Wrong("two verbs", invariant("only backend §never reaches database"), "NP954", "one verb"),
    Wrong("no sentence", invariant("§backend to database"), "NP954", "is not a sentence"),
    Wrong("group", invariant("only backend reaches §databse:5432"), "NP955", "`database`?", False),
    Wrong(
        "quoted",
        invariant("'only {namespace: ''dev''}, §databse reach database'"),
        "NP955",
        "did you mean `database`?",
        False,
    ),
    Wrong(
        "folded",
        invariant(">-\n    only backend\n    reaches §databse"),
        "NP955",
        "did you mean `database`?",
        False,
    ),
    Wrong("no source", invariant("§never reaches database"), "NP955", "no end here"),
    Wrong("comma", invariant("backend,§ never reaches database"), "NP955", "no end here"),
    Wrong("and", invariant("backend §and database never reach world"), "NP955", "a comma"),
    Wrong("port", invariant("backend never reaches database:§70000"), "NP958", "1 to 65535"),
    Wrong("range order", invariant("backend never reaches database:§90-80"), "NP958", "", False),
    Wrong("protocol", invariant("backend never reaches database:§udp"), "NP958", "udp/1-65535"),
    Wrong("no protocol", invariant("backend never reaches database:§icmp/8"), "NP958", "sctp"),
    Wrong("both protocols", invariant("backend never reaches database:§tcp/udp"), "NP958", "two"),
    Wrong(
        "end among ports",
        invariant("backend never reaches database:80, §backend"),
        "NP954",
        "expected a port",
        False,
    ),
    Wrong("two port lists", invariant("backend never reaches database:80, §world:90"), "NP954", ""),
    Wrong("bare IPv6", invariant("backend never reaches §2001:db8::1:80"), "NP954", "brackets"),
    Wrong("address", invariant("backend never reaches §10.0.0.256"), "NP959", "", False),
    Wrong("workload", invariant("§Prod/api never reaches database"), "NP965", "", False),
    Wrong("every pod", invariant("backend never reaches §dev/*"), "NP955", "{namespace: dev}"),
    Wrong("kind of workload", invariant("backend never reaches dev/api[§web]"), "NP965", "kind"),
    Wrong(
        "inline",
        invariant("'backend never reaches {namespace: dev, §pod: a=b}'"),
        "NP956",
        "did you mean `pods`?",
        False,
    ),
    Wrong("bracket", invariant("'backend never reaches §{namespace: dev'"), "NP954", "closing"),
)

MAPPINGS = (
    Wrong("no verb", invariant("§{id: a}"), "NP966", "found none"),
    Wrong(
        "verbs",
        invariant("§{never: {from: a/b, to: c/d}, only: {from: a/b, to: c/d}}"),
        "NP966",
        "found `never` and `only`",
    ),
    Wrong("verb key", invariant("{§nevr: {from: a/b, to: c/d}}"), "NP951", "mean `never`?"),
    Wrong("later verb", invariant("{§via: {to: x}}"), "NP951", "not supported"),
    Wrong("on", invariant("{never: {from: a/b, to: c/d, §on: 80}}"), "NP951", "mean `ports`?"),
    Wrong("to", invariant("{never: §{from: backend}}"), "NP952", "`to` is missing"),
    Wrong("port in to", invariant("{never: {from: a/b, to: '§a/b:80'}}"), "NP955", "`ports:`"),
    Wrong("no ports", invariant("{never: {from: a/b, to: c/d, ports: §[]}}"), "NP953", "empty"),
    Wrong("id", invariant("{id: §a b, never: {from: a/b, to: c/d}}"), "NP963", "not an id"),
    Wrong(
        "same id",
        invariant(
            "{id: x, never: {from: a/b, to: c/d}}\n  - {id: §x, never: {from: a/b, to: c/d}}"
        ),
        "NP963",
        "first in line 6",
        False,
    ),
    Wrong(
        "reason",
        invariant("{never: {from: a/b, to: c/d}, except: §{from: backend}}"),
        "NP952",
        "`reason` is missing",
    ),
    Wrong(
        "no reason",
        invariant("{never: {from: a/b, to: c/d}, except: {from: backend, reason: §''}}"),
        "NP953",
        "found nothing",
    ),
    Wrong(
        "everything exempt",
        invariant("{never: {from: a/b, to: c/d}, except: §{reason: because}}"),
        "NP962",
        "exempts every flow",
    ),
    Wrong(
        "until",
        invariant(
            "{never: {from: a/b, to: c/d}, except: {to: c/d, reason: r, until: §31.01.2027}}"
        ),
        "NP962",
        "expected one such as 2027-01-31",
    ),
    Wrong(
        "no such day",
        invariant(
            "{never: {from: a/b, to: c/d}, except: {to: c/d, reason: r, until: §2027-02-30}}"
        ),
        "NP962",
        "not a date",
        False,
    ),
    Wrong(
        "except possible",
        invariant("{possible: {from: a/b, to: c/d}, except: §{to: c/d, reason: r}}"),
        "NP967",
        "no meaning for `possible`",
    ),
    Wrong(
        "among possible",
        invariant("{possible: {from: a/b, to: c/d}, among: §known}"),
        "NP967",
        "say it in `from`",
    ),
    Wrong("side", invariant("{never: {from: a/b, to: c/d}, side: §in}"), "NP960", "`ingress`"),
    Wrong(
        "where",
        invariant("{never: {from: a/b, to: c/d}, where: from.labels.a = §b}"),
        "NP961",
        'write "b" in quotes',
    ),
    Wrong(
        "where label",
        invariant("{never: {from: a/b, to: c/d}, where: §form.labels.a = to.labels.a}"),
        "NP961",
        "is not a label",
    ),
    Wrong(
        "where twice",
        invariant("{never: {from: a/b, to: c/d}, where: from.labels.a = §to.labels.a and x}"),
        "NP961",
        "make a list",
    ),
    Wrong(
        "nothing compared",
        invariant("{never: {from: a/b, to: c/d}, where: §from.labels.a}"),
        "NP961",
        "compares nothing",
    ),
)

CASES = (
    Wrong("decision", case("{§alow: a/b -> c/d:80}"), "NP964", "did you mean `allow`?"),
    Wrong("two decisions", case("§{allow: a/b -> c/d:80, deny: x}"), "NP964", "one key"),
    Wrong("arrow", case("'deny: §a/b to c/d:80'"), "NP964", "has no `->`"),
    Wrong("no port", case("'deny: a/b -> §c/d'"), "NP964", "has no port"),
    Wrong("ports", case("'deny: a/b -> c/d:§80-90'"), "NP964", "more than one port", False),
    Wrong("addresses", case("'deny: §1.1.1.1 -> 8.8.8.8:53'"), "NP964", "one pod", False),
    Wrong("group", case("'deny: a/b -> §world:80'"), "NP964", "single ends"),
    Wrong("range", case("'deny: a/b -> §10.0.0.0/8:80'"), "NP964", "is a range"),
    Wrong("label", case("'deny: a/x=1,§x=2 -> c/d:80'"), "NP964", "stands twice", False),
    Wrong("from a Service", case("'deny: §service:a/b -> c/d:80'"), "NP964", "no single end"),
    Wrong("no port of it", case("'deny: a/b -> service:§c/d'"), "NP964", "has no port"),
    Wrong("its ports", case("'deny: a/b -> service:c/d:§80-90'"), "NP964", "one port", False),
    Wrong("no decision", case("§a/b -> c/d"), "NP964", "is not a case"),
)

ALL = (*FILES, *GROUPS, *SENTENCES, *MAPPINGS, *NEW_FORMS, *CASES)
