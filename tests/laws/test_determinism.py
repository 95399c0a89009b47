"""Terms and SMT-LIB text do not depend on the hash seed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
from verifier.dialect import Dialect
from verifier.engine.asker import Deadline
from verifier.engine.session import Session
from verifier.manifests import load_texts
from verifier.query import ANYTHING, ALL_PORTS, BuiltIn, ClusterFacts, Comparison, End, LabelOf
from verifier.query import Member, PodGroup, Query, Verb
from verifier.resources import LabelSelector
from verifier.smt.logic import conj

text = '''
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: prod}
spec:
  podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api, db]}]}
  ingress:
  - from:
    - podSelector: {matchLabels: {tier: front, team: x, zone: z}}
      namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [dev, test, qa]}]}
    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}
    ports: [{port: http}, {port: dns, protocol: UDP}, {port: 80, endPort: 90}]
---
apiVersion: v1
kind: Namespace
metadata: {name: prod, labels: {env: prod, team: x, owner: w}}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: prod, labels: {app: web, tier: front}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: d, namespace: dev}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: []}}}
'''
group = PodGroup(("prod", "dev"), LabelSelector(match_labels=(("app", "db"),)))
end = End((Member(group, "g"), Member(BuiltIn.WORLD, "world")), "g")
where = Comparison(LabelOf("from", "pod", "tier"), "=", LabelOf("to", "namespace", "team"))
query = Query(verb=Verb.ONLY, source=end, destination=end, where=(where,))
session = Session(load_texts({"x.yaml": text}), ClusterFacts(), [query])
asked = session.prepare(query, Dialect(), Deadline.after(30_000))
asked.asker.add(asked.conditions.premise, asked.conditions.bad)
asked.asker.ask(asked.conditions.premise, asked.conditions.bad)
print(asked.asker.solver.text())
"""


def smt_lib(seed: str) -> str:
    """What a session asserts, under a hash seed."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        cwd=ROOT,
    )
    return done.stdout


def test_smt_lib_text_does_not_depend_on_the_hash_seed() -> None:
    first = smt_lib("1")
    assert "declare-fun" in first
    assert first == smt_lib("2")
