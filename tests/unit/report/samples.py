"""Reports made by hand, one of each shape that a format must render."""

from dataclasses import replace

from verifier.analysis.results import (
    AllowedPorts,
    Assumption,
    CheckReport,
    InvariantResult,
    WhyReport,
)
from verifier.decision import Because, Decided, Decision, Reason, Trace
from verifier.dialect import Dialect, Level
from verifier.errors import Problem
from verifier.flow import ExternalEndpoint, Flow, NamedPort, PodEndpoint, Protocol
from verifier.location import Location
from verifier.query import (
    BuiltIn,
    End,
    Invariant,
    Member,
    PodGroup,
    Query,
    StatedFact,
    Verb,
)
from verifier.resources import LabelSelector
from verifier.verdict import Counterexample, Hop, Proved, Refuted, Unknown, Vacuous, Verdict

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: db
  ingress:
    - from:
        - podSelector:
            matchExpressions:
              - {key: app, operator: NotIn, values: [web]}
      ports:
        - port: 5432
"""
TEXTS = {"k8s/db.yaml": POLICY}
ANY = End((Member(BuiltIn.ANY, "any"),), "any")
RULE = Because("rule", "NetworkPolicy shop/db", 0, 0, Location("k8s/db.yaml", 12, 11))
SELECTS = Because("selects", "NetworkPolicy shop/db", None, None, Location("k8s/db.yaml", 1, 1))
OPEN = Trace(Decision.ALLOW, Reason.NOT_ISOLATED, False)
ADMITTED = Trace(Decision.ALLOW, Reason.RULE, True, (RULE,))
CLOSED = Trace(Decision.DENY, Reason.NO_RULE, True, (SELECTS,))
DB = PodEndpoint(
    namespace="shop",
    labels={"app": "db"},
    named_ports=(NamedPort("sql", Protocol.TCP, 5432),),
    pod="shop/db",
    workload="shop/db[Pod]",
)
STRANGER = PodEndpoint(namespace="shop", namespace_labels={"team": "x"})
WORLD = ExternalEndpoint(ip="203.0.113.9")


def invariant(name: str, title: str, line: int, **more: str) -> Invariant:
    """An invariant called `name`; what it asks does not matter here."""
    return Invariant(
        id=name,
        title=title,
        sentence=title,
        query=Query(verb=Verb.NEVER, source=ANY, destination=ANY),
        level=Level.ANY_NAMESPACE,
        dialect=Dialect(),
        severity="warning" if more else "error",
        location=Location("netproof.yaml", line, 5),
    )


def levels(declared: Verdict, pod: Verdict, namespace: Verdict) -> dict[Level, Verdict]:
    """A verdict for each level."""
    return {Level.DECLARED: declared, Level.ANY_POD: pod, Level.ANY_NAMESPACE: namespace}


ADMITS = Counterexample(
    Flow(STRANGER, DB, Protocol.TCP, 5432),
    Decided(Decision.ALLOW, OPEN, ADMITTED),
    "any pod in namespace shop without label app",
)
READING = Counterexample(
    Flow(WORLD, DB, Protocol.UDP, 53),
    Decided(Decision.DENY, Trace(Decision.ALLOW, Reason.NOT_A_SUBJECT, False), CLOSED),
    "",
    readings={"ipblock_matches_pods": ("yes",)},
    facts=("the labels of namespace dev hold team=x",),
)
RELAY = PodEndpoint(namespace="shop", labels={"app": "relay"})
CHAIN = Counterexample(
    Flow(WORLD, RELAY, Protocol.TCP, 80),
    Decided(Decision.ALLOW, Trace(Decision.ALLOW, Reason.NOT_A_SUBJECT, False), OPEN),
    "any external address -> any pod in namespace shop without label app -> db",
    onward=(Hop(Flow(RELAY, DB, Protocol.TCP, 5432), Decided(Decision.ALLOW, OPEN, ADMITTED)),),
)
FACT = StatedFact(
    id="tenant-label",
    why="the admission webhook sets it",
    of="namespace",
    group=PodGroup(None, LabelSelector()),
    have=LabelSelector(),
    text="every namespace has tenant",
    location=Location("netproof.yaml", 2, 5),
)
CHECK = CheckReport(
    results=(
        InvariantResult(
            invariant("web-never-db", "web never reaches db", 8),
            Proved(),
            levels(Proved(), Proved(), Proved()),
            0.0123,
        ),
        InvariantResult(
            invariant("only-backend", "Only the backend reaches the database", 9),
            Refuted(ADMITS),
            levels(Proved(), Refuted(ADMITS), Refuted(ADMITS)),
            0.5,
            notes=("the labels of namespace shop were taken as unknown",),
        ),
        InvariantResult(
            invariant("again", "The same rule once more", 10, severity="warning"),
            Refuted(ADMITS),
            levels(Proved(), Refuted(ADMITS), Refuted(ADMITS)),
            0.5,
        ),
        InvariantResult(
            invariant("names", "World always reaches db on udp/53", 11),
            Refuted(READING),
            levels(Refuted(READING), Refuted(READING), Refuted(READING)),
            0.5,
        ),
        InvariantResult(
            invariant("scrape", "Prometheus can scrape", 12),
            Proved(ADMITS),
            {Level.DECLARED: Proved(ADMITS)},
            0.1,
        ),
        InvariantResult(
            invariant("slow", "any never reaches db", 13),
            Unknown("no answer within 60 seconds"),
            levels(Proved(), Unknown("t"), Unknown("t")),
            60.0,
        ),
        InvariantResult(
            invariant("typo", "bakend never reaches db", 14),
            Vacuous("group bakend matches none of the 3 declared workloads"),
            levels(Vacuous("v"), Vacuous("v"), Vacuous("v")),
            0.1,
        ),
    ),
    assumptions=(
        Assumption("enforced", "the network plugin enforces policies"),
        Assumption("hidden-labels", "controllers add labels of unknown value", 2),
    ),
    warnings=(
        Problem(
            "NP920",
            "10.0.0.1/24 has host bits; the API server reads it as 10.0.0.0/24",
            Location("k8s/db.yaml", 16, 11),
            "spec.egress[0].to[0].ipBlock.cidr",
            "write 10.0.0.0/24",
            "NetworkPolicy shop/db",
        ),
    ),
    texts=TEXTS,
    declared=3,
    used="1 NetworkPolicy, 3 workloads",
    ignored="2 Services",
)
CHAINED = CheckReport(
    results=tuple(
        InvariantResult(
            replace(stated, query=replace(stated.query, hops=2, facts=(FACT,))),
            Refuted(CHAIN) if level is Level.ANY_NAMESPACE else Proved(),
            levels(Proved(), Refuted(CHAIN), Refuted(CHAIN)),
            0.5,
        )
        for level in (Level.ANY_NAMESPACE, Level.DECLARED)
        for stated in [replace(invariant("blast-radius", "No path to db", 9), level=level)]
    ),
    assumptions=(),
    texts=TEXTS,
    declared=14,
)
WHY = WhyReport(
    flow=Flow(STRANGER, DB, Protocol.TCP, 5432),
    decided=Decided(Decision.ALLOW, OPEN, ADMITTED),
    allows=(AllowedPorts(Protocol.TCP, 5432, 5432), AllowedPorts(Protocol.UDP, 1, 65535)),
    texts=TEXTS,
    used="1 NetworkPolicy, 3 workloads",
)
WHY_NOT = WhyReport(
    flow=Flow(DB, WORLD, Protocol.SCTP, 9),
    decided=Decided(Decision.DENY, CLOSED, Trace(Decision.ALLOW, Reason.NOT_A_SUBJECT, False)),
    texts=TEXTS,
)
WHY_DEPENDS = WhyReport(
    flow=Flow(DB, WORLD, Protocol.TCP, 9),
    decided=Decided(
        Decision.DEPENDS,
        Trace(Decision.DEPENDS, Reason.RULE, True, (RULE,), ("ipblock-matches-pods",)),
        OPEN,
        ("ipblock-matches-pods",),
    ),
    allows=(),
    texts=TEXTS,
)
