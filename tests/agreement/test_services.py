"""What policies leave of traffic to the pods behind a Service, asked of the least that decides it,
and of everything."""

from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier.analysis.services.admission import LEVEL, Gate
from verifier.analysis.services.questions import ANY_POD, ANYBODY, INTERNET, Question
from verifier.analysis.services.results import Admits
from verifier.dialect import Dialect
from verifier.engine import Session, judge
from verifier.flow import Protocol
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import ClusterFacts, Query, Verb
from verifier.testing import strategies
from verifier.verdict import Proved, Refuted, Verdict

TIMEOUT_MS = 30_000
PORTS = (53, 80, 8080)


def verdict(manifests: Manifests, query: Query) -> Verdict:
    """The verdict with everything that the input holds."""
    session = Session(manifests, ClusterFacts(), [query])
    return judge(session, query, Dialect(), TIMEOUT_MS, LEVEL)[LEVEL]


@settings(max_examples=share_of_examples(4))
@given(data=st.data(), manifests=strategies.manifests(most_workloads=3))
def test_the_least_that_decides_decides_alike(data: st.DataObject, manifests: Manifests) -> None:
    pods = inventory(manifests).pods
    if not pods:
        return
    chosen = data.draw(st.sampled_from(pods))
    question = Question(
        data.draw(st.sampled_from((ANY_POD, ANYBODY, INTERNET))),
        tuple(pod for pod in pods if pod.workload == chosen.workload),
        data.draw(st.sampled_from((Protocol.TCP, Protocol.UDP))),
        data.draw(st.sampled_from(PORTS)),
    )
    gate = Gate(manifests, ClusterFacts(), Dialect())
    found = gate.admission(question)
    event(found.admits.value)
    never = verdict(manifests, question.query)
    always = verdict(manifests, replace(question.query, verb=Verb.ALWAYS))
    assert (found.admits is Admits.ALL) == isinstance(always, Proved)
    assert (found.admits is Admits.SOME) == (
        isinstance(always, Refuted) and isinstance(never, Refuted)
    )
    assert gate.reaches(question) is isinstance(never, Refuted)
