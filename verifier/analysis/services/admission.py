"""What policies leave of traffic to a port, from every pod or address that could send it."""

import time
from dataclasses import replace

from verifier.analysis.services.questions import Question
from verifier.analysis.services.results import Admission, Admits
from verifier.dialect import Dialect, Level
from verifier.engine import Session, judge
from verifier.engine.cover import violations
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise import inventory, selector
from verifier.query import ClusterFacts, Query, Verb
from verifier.resources import NetworkPolicy
from verifier.smt.declared import may_match
from verifier.verdict import Counterexample, Proved, Refuted, Unknown, Vacuous, Verdict

LEVEL = Level.ANY_NAMESPACE
MOST = 6  # general statements about one port
TIMEOUT_MS = 10_000  # for one verdict, and for one list of statements
TELLING = 10.0  # seconds for all lists of statements together


class Gate:
    """Answers questions about one input, each once, and those alike together."""

    def __init__(self, manifests: Manifests, cluster: ClusterFacts, dialect: Dialect) -> None:
        self.manifests = manifests
        self.cluster = cluster
        self.dialect = dialect
        self.inventory = inventory(manifests)
        self.on_nodes = tuple(pod for pod in self.inventory.pods if pod.host_network)
        self.policies: dict[str, list[NetworkPolicy]] = {}
        for policy in manifests.policies:
            self.policies.setdefault(policy.namespace, []).append(policy)
        self.told_until = time.monotonic() + TELLING
        self.admissions: dict[object, Admission] = {}
        self.reached: dict[object, bool | None] = {}

    def admission(self, question: Question) -> Admission:
        """What is left of this traffic: all of it, or who, or nobody. Raises SoundnessError when an
        answer does not stand up to the reference evaluator."""
        key = self.key(question)
        if key not in self.admissions:
            self.admissions[key] = self.ask(question)
        return self.admissions[key]

    def reaches(self, question: Question) -> bool | None:
        """Something of this traffic is admitted; None where that is not known."""
        key = self.key(question)
        if key not in self.reached:
            match self.verdict(self.session(question), question.query):
                case Proved() | Vacuous():
                    self.reached[key] = False
                case Refuted():
                    self.reached[key] = True
                case Unknown():
                    self.reached[key] = None
        return self.reached[key]

    def ask(self, question: Question) -> Admission:
        """The answer, anew: without policies on the pods it is plain."""
        if not self.selecting(question.pods) and not self.manifests.admin_policies:
            return Admission(Admits.ALL)
        session, query = self.session(question), question.query
        if isinstance(self.verdict(session, replace(query, verb=Verb.ALWAYS)), Proved):
            return Admission(Admits.ALL)
        if time.monotonic() > self.told_until:
            return self.untold(question)
        found = violations(session, query, self.dialect, LEVEL, TIMEOUT_MS, MOST)
        if found.members:
            words = tuple(dict.fromkeys(source_words(each) for each in found.members))
            more, _, _ = found.reason.partition(":")  # what cut it off is no option of a map
            return Admission(Admits.SOME, words, more)
        if found.complete:
            return Admission(Admits.NONE)
        return Admission(Admits.UNKNOWN, reason=found.reason)

    def untold(self, question: Question) -> Admission:
        """Whether anybody is let in, where there is no time to tell who."""
        match self.reaches(question):
            case True:
                return Admission(Admits.SOME, reason="who is not told: that would take long")
            case False:
                return Admission(Admits.NONE)
            case None:
                return Admission(Admits.UNKNOWN, reason="it would take long")

    def verdict(self, session: Session, query: Query) -> Verdict:
        """The verdict on a query about every possible pod."""
        return judge(session, query, self.dialect, TIMEOUT_MS, LEVEL)[LEVEL]

    def session(self, question: Question) -> Session:
        """All that decides the ingress of these pods. Possible pods stand for the declared ones
        that are on the pod network."""
        declared = replace(
            self.inventory, pods=tuple(dict.fromkeys((*question.pods, *self.on_nodes)))
        )
        least = replace(self.manifests, policies=self.selecting(question.pods))
        return Session(least, self.cluster, [question.query], declared)

    def selecting(self, pods: tuple[DeclaredPod, ...]) -> tuple[NetworkPolicy, ...]:
        """The NetworkPolicies that may select one of these pods, which share a namespace."""
        here = self.policies.get(pods[0].namespace, ())
        return tuple(policy for policy in here if any(may_select(policy, pod) for pod in pods))

    def key(self, question: Question) -> object:
        """What the answer depends on: labels beyond the selecting policies count for policies of
        administrators alone."""
        pods = question.pods
        seen = {
            (
                pod.named_ports,
                pod.sidecar_ports,
                pod.host_network,
                pod.addresses,
                pod.unknown_labels,
                pod.labels if self.manifests.admin_policies else (),
                tuple(may_select(policy, pod) for policy in self.selecting(pods)),
            )
            for pod in pods
        }
        chosen = tuple(policy.location for policy in self.selecting(pods))
        place = pods[0].namespace, chosen, frozenset(seen)
        return question.sources, question.protocol, question.port, place


def may_select(policy: NetworkPolicy, pod: DeclaredPod) -> bool:
    """The policy may select the pod, in whose namespace it is."""
    chosen = selector(policy.spec.pod_selector)
    return may_match(chosen, dict(pod.labels), pod.unknown_labels)


def source_words(found: Counterexample) -> str:
    """Whose flows a general statement is about, and what else it asks of them."""
    source, _, rest = found.general.partition(" -> ")
    _, _, more = rest.partition(" over ")
    conditions = [f"over {more}"] if more else []
    if found.facts:
        conditions.append("when " + " and ".join(found.facts))
    if found.readings:
        named = (f"{point}={'|'.join(values)}" for point, values in sorted(found.readings.items()))
        conditions.append("under " + ", ".join(named))
    return " ".join([source, *conditions])
