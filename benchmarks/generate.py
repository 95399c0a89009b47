"""Clusters for benchmarks, the same for the same seed.

python benchmarks/generate.py SIZE FOLDER [--seed N]
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TIERS = ("web", "api", "data", "cache")
TEAMS = tuple(f"team-{letter}" for letter in "abcdefgh")
ENVIRONMENTS = ("production", "staging", "development")
PORT_NAMES = ("http", "metrics", "grpc")
APPS = 40


@dataclass(frozen=True)
class Size:
    """How many objects a cluster has."""

    namespaces: int
    workloads: int
    policies: int


SIZES = {"S": Size(10, 100, 50), "M": Size(100, 1_000, 1_000), "L": Size(100, 5_000, 2_000)}


def write_cluster(folder: Path, size: Size, seed: int = 1) -> None:
    """Write namespaces.yaml, workloads.yaml and policies.yaml."""
    random_ = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, documents in {
        "namespaces.yaml": namespaces(size, random_),
        "workloads.yaml": workloads(size, random_),
        "policies.yaml": policies(size, random_),
    }.items():
        (folder / name).write_text("---\n".join(documents), encoding="utf-8")


def namespaces(size: Size, random_: random.Random) -> Iterator[str]:
    """Namespace objects; every seventh has no label of its own."""
    for number in range(size.namespaces):
        labels = f"    team: {random_.choice(TEAMS)}\n    env: {random_.choice(ENVIRONMENTS)}\n"
        yield (
            f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns-{number}\n"
            + ("" if number % 7 == 6 else f"  labels:\n{labels}")
        )


def workloads(size: Size, random_: random.Random) -> Iterator[str]:
    """Deployments, and one bare Pod in four."""
    for number in range(size.workloads):
        kind = random_.choice(("Deployment", "Deployment", "Deployment", "Pod"))
        metadata = f"  name: w-{number}\n  namespace: ns-{random_.randrange(size.namespaces)}\n"
        labels = {
            "app": f"app-{random_.randrange(APPS)}",
            "tier": random_.choice(TIERS),
            "release": f"r{random_.randrange(5)}",
        }
        if random_.random() < 0.3:
            labels["canary"] = "yes-please"
        yield (
            pod(metadata, labels, random_)
            if kind == "Pod"
            else deployment(metadata, labels, random_)
        )


def pod(metadata: str, labels: dict[str, str], random_: random.Random) -> str:
    """A bare Pod."""
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata:\n{metadata}  labels:\n{mapping(labels, 4)}"
        f"spec:\n{containers(2, random_)}"
    )


def deployment(metadata: str, labels: dict[str, str], random_: random.Random) -> str:
    """A Deployment with its pod template."""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n{metadata}"
        f"spec:\n  replicas: {random_.randrange(1, 9)}\n"
        f"  selector:\n    matchLabels:\n{mapping(labels, 6)}"
        f"  template:\n    metadata:\n      labels:\n{mapping(labels, 8)}"
        f"    spec:\n{containers(6, random_)}"
    )


def containers(indent: int, random_: random.Random) -> str:
    """One container with some named ports."""
    pad = " " * indent
    text = f"{pad}containers:\n{pad}  - name: main\n{pad}    image: registry.example/app:1\n"
    text += f"{pad}    ports:\n"
    for name in random_.sample(PORT_NAMES, random_.randrange(1, 4)):
        number = random_.choice((80, 8080, 9090, 9100))
        text += f"{pad}      - name: {name}\n{pad}        containerPort: {number}\n"
    return text


def mapping(pairs: dict[str, str], indent: int) -> str:
    """A block mapping."""
    return "".join(f"{' ' * indent}{key}: {value}\n" for key, value in pairs.items())


def policies(size: Size, random_: random.Random) -> Iterator[str]:
    """NetworkPolicies of every shape."""
    for number in range(size.policies):
        types = random_.choice((("Ingress",), ("Ingress",), ("Egress",), ("Ingress", "Egress")))
        text = (
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
            f"metadata:\n  name: p-{number}\n  namespace: ns-{number % size.namespaces}\n"
            f"spec:\n  podSelector: {pod_selector(random_)}\n  policyTypes: [{', '.join(types)}]\n"
        )
        for direction, peers in (("Ingress", "from"), ("Egress", "to")):
            if direction in types:
                text += rules(direction.lower(), peers, random_)
        yield text


def rules(direction: str, peers: str, random_: random.Random) -> str:
    """Up to three rules; one policy in ten has none."""
    count = 0 if random_.random() < 0.1 else random_.randrange(1, 4)
    if not count:
        return f"  {direction}: []\n"
    text = f"  {direction}:\n"
    for _ in range(count):
        text += f"    - {peers}:\n"
        text += "".join(f"        - {peer(random_)}\n" for _ in range(random_.randrange(1, 4)))
        if random_.random() < 0.9:
            text += "      ports:\n"
            text += "".join(f"        - {port(random_)}\n" for _ in range(random_.randrange(1, 3)))
    return text


def pod_selector(random_: random.Random) -> str:
    """A label selector on pods, in flow style."""
    app = f"app-{random_.randrange(APPS)}"
    other = f"app-{random_.randrange(APPS)}"
    expression = "{{matchExpressions: [{{key: {}, operator: {}}}]}}"
    return random_.choice(
        (
            f"{{matchLabels: {{app: {app}}}}}",
            f"{{matchLabels: {{app: {app}, tier: {random_.choice(TIERS)}}}}}",
            f"{{matchLabels: {{tier: {random_.choice(TIERS)}}}}}",
            expression.format("app", f"In, values: [{app}, {other}]"),
            expression.format("app", f"NotIn, values: [{app}, {other}]"),
            expression.format("canary", random_.choice(("Exists", "DoesNotExist"))),
            "{}" if random_.random() < 0.3 else f"{{matchLabels: {{release: r{len(app) % 5}}}}}",
        )
    )


def namespace_selector(random_: random.Random) -> str:
    """A label selector on namespaces, in flow style."""
    return random_.choice(
        (
            f"{{matchLabels: {{team: {random_.choice(TEAMS)}}}}}",
            f"{{matchLabels: {{env: {random_.choice(ENVIRONMENTS)}}}}}",
            f"{{matchExpressions: [{{key: env, operator: NotIn, values: [{ENVIRONMENTS[2]}]}}]}}",
            f"{{matchLabels: {{kubernetes.io/metadata.name: ns-{random_.randrange(10)}}}}}",
        )
    )


def peer(random_: random.Random) -> str:
    """One item of `from` or `to`, in flow style."""
    kind = random_.randrange(4)
    if kind == 0:
        return f"{{podSelector: {pod_selector(random_)}}}"
    if kind == 1:
        return f"{{namespaceSelector: {namespace_selector(random_)}}}"
    if kind == 2:
        selectors = namespace_selector(random_), pod_selector(random_)
        return "{{namespaceSelector: {}, podSelector: {}}}".format(*selectors)
    net = random_.randrange(256)
    block = f"cidr: 100.{net}.0.0/16, except: [100.{net}.{random_.randrange(256)}.0/24]"
    return f"{{ipBlock: {{{block}}}}}"


def port(random_: random.Random) -> str:
    """One item of `ports`, in flow style."""
    first = random_.choice((80, 443, 5432, 8080, 9090))
    return random_.choice(
        (
            f"{{port: {first}}}",
            f"{{protocol: UDP, port: {random_.choice((53, 123, 514))}}}",
            f"{{port: {first}, endPort: {first + random_.randrange(1, 200)}}}",
            f"{{port: {random_.choice(PORT_NAMES)}}}",
        )
    )


ALWAYS = (2, 6)  # the turns of the verb `always`


def invariants(size: Size, count: int, seed: int = 1) -> str:
    """An invariants file: of the same seed, a longer one begins with the shorter one."""
    random_ = random.Random(seed)
    text = "apiVersion: netproof/v1\ngroups:\n  stripe: {cidrs: [198.51.100.0/24]}\n"
    claims: list[str] = []
    for number in range(count):
        groups = {end: group(size, number, random_) for end in ("from", "to")}
        said = claim(number, random_)
        for end, found in groups.items():
            text += f"  {end}-{number}: {found}\n" if f"{end}-{number}" in said else ""
        claims.append(said)
    return f"{text}invariants:\n" + "".join(
        f"  - {{id: i-{n}, {c}}}\n" for n, c in enumerate(claims)
    )


def group(size: Size, number: int, random_: random.Random) -> str:
    """Pods of one namespace. What `always` speaks about is in namespaces of its own, lest the file
    contradict itself."""
    kept = size.namespaces // 5
    namespace, app = random_.randrange(size.namespaces - kept), random_.randrange(APPS)
    namespace = size.namespaces - 1 - namespace % kept if number % 8 in ALWAYS else namespace
    selector = random_.choice((f"app=app-{app}", f"tier={random_.choice(TIERS)}"))
    return f"{{namespace: ns-{namespace}, pods: {selector}, undeclared: true}}"


def claim(number: int, random_: random.Random) -> str:
    """One property; the verbs take turns."""
    source, target = f"from-{number}", f"to-{number}"
    port = random_.choice(("80", "5432", "udp/53", "8000-8100", "http"))
    return (
        f"only: {{from: {source}, to: {target}, ports: {port}}}",
        f"never: {{from: {source}, to: {target}}}",
        f"always: {{from: {source}, to: {target}, ports: {port}}}",
        f"possible: {{from: {source}, to: {target}, ports: {port}}}",
        f"never: {{from: world, to: {target}, ports: {port}}}",
        f"never: {{from: {source}, to: internet}}",
        f"always: {{from: {source}, to: stripe, ports: 443}}, level: declared",
        f"never: {{from: any-pod, to: {target}, ports: {port}}}, level: any-pod",
    )[number % 8]


def main() -> None:
    """Write one cluster with fifty invariants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_cluster(asked.folder, SIZES[asked.size], asked.seed)
    text = invariants(SIZES[asked.size], 50, asked.seed)
    (asked.folder / "netproof.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
