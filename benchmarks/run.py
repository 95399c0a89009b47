"""How long netproof takes, as ratios of the time that PyYAML needs to read the same files.

python benchmarks/run.py [SIZE...] [--seed N] [--repeat N]

Goals are those of specs: a job fails its goal, never a test, because machines differ.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.generate import SIZES, Size, invariants, write_cluster

GIBIBYTE = 2**30
PROGRAM = (sys.executable, "-m", "verifier")


@dataclass(frozen=True)
class Run:
    """What one process took: wall time in seconds, and its largest memory in bytes."""

    seconds: float
    memory: int
    code: int


def run(*arguments: str) -> Run:
    """Run netproof once, its output thrown away."""
    start = time.perf_counter()
    with subprocess.Popen(
        (*PROGRAM, *arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        complaint = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode not in (0, 1, 3):
        sys.exit(f"netproof {' '.join(arguments)} ended with {process.returncode}:\n{complaint}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss * unit, process.returncode)


def best(repeat: int, *arguments: str) -> Run:
    """The fastest of several runs, with the largest memory of all."""
    runs = [run(*arguments) for _ in range(repeat)]
    fastest = min(runs, key=lambda one: one.seconds)
    return Run(fastest.seconds, max(one.memory for one in runs), fastest.code)


def base_seconds(folder: Path, repeat: int) -> float:
    """The base of all ratios: CSafeLoader on the cluster's files."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]
    times: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        for text in texts:
            for _document in yaml.load_all(text, yaml.CSafeLoader):
                pass
        times.append(time.perf_counter() - start)
    return min(times)


def measure(name: str, size: Size, seed: int, repeat: int) -> None:
    """Print the table of one cluster."""
    with tempfile.TemporaryDirectory() as temporary:
        cluster = Path(temporary) / "cluster"
        write_cluster(cluster, size, seed)
        specs = {count: Path(temporary) / f"{count}.invariants.yaml" for count in (1, 50, 51)}
        for count, path in specs.items():
            path.write_text(invariants(size, count, seed), encoding="utf-8")
        megabytes = sum(path.stat().st_size for path in cluster.iterdir()) / 1e6
        base = base_seconds(cluster, repeat)
        print(
            f"\n{name}: {size.namespaces} namespaces, {size.workloads:,} workloads, "
            f"{size.policies:,} policies, {megabytes:.1f} MB; base {base:.2f} s\n\n"
            "| job | seconds | x base | goal | memory |\n| --- | ---: | ---: | ---: | ---: |"
        )
        table(str(cluster), {count: str(path) for count, path in specs.items()}, base, repeat)


def table(cluster: str, specs: dict[int, str], base: float, repeat: int) -> None:
    """One line per job."""
    fifty = best(repeat, "check", cluster, "-f", specs[50])
    line("check, 50 invariants", fifty, base, 1.5)
    one = best(repeat, "check", cluster, "-f", specs[1])
    line("check, 1 invariant", one, base, None)
    more = best(repeat, "check", cluster, "-f", specs[51])
    line("each further invariant", Run((more.seconds - one.seconds) / 50, 0, 0), base, 0.01)
    source, target = "{namespace: ns-0, pods: app=app-1}", "{namespace: ns-1, pods: app=app-2}"
    question = f"{source} never reaches {target}:80"
    line("ask", best(repeat, "ask", question, cluster, "--level", "any-pod"), base, 1.2)
    line("why", best(repeat, "why", *ends(cluster), cluster), base, 1.2)
    line("lint, every code", best(repeat, "lint", cluster), base, 15)
    line("map, JSON", best(repeat, "map", cluster, "-o", "json"), base, 2)
    with edited(Path(cluster)) as new:
        line("diff, one rule (x both versions)", best(repeat, "diff", cluster, new), 2 * base, 2.5)
    version = best(repeat, "--version")
    print(f"| --version | {version.seconds:.2f} | | 0.25 s | {memory(version)} |")


@contextmanager
def edited(cluster: Path) -> Iterator[str]:
    """A copy of the cluster in which the last port of one rule is another."""
    with tempfile.TemporaryDirectory() as temporary:
        new = Path(temporary) / "new"
        shutil.copytree(cluster, new)
        path = new / "policies.yaml"
        text = path.read_text(encoding="utf-8")
        first = re.search(r"endPort: (\d+)", text)
        assert first is not None
        changed = f"endPort: {int(first[1]) + 40}"
        path.write_text(text.replace(first[0], changed, 1), encoding="utf-8")
        yield str(new)


def ends(cluster: str) -> tuple[str, str]:
    """The first two workloads of the cluster, for `why`."""
    with (Path(cluster) / "workloads.yaml").open(encoding="utf-8") as file:
        found = [next(documents) for documents in [yaml.safe_load_all(file)] for _ in range(2)]
    first, second = (f"{d['metadata']['namespace']}/{d['metadata']['name']}" for d in found)
    return first, f"{second}:80"


def line(job: str, took: Run, base: float, goal: float | None) -> None:
    """One row of the table; a missed goal is marked."""
    ratio = took.seconds / base
    missed = " missed" if goal is not None and ratio > goal else ""
    asked = f"{goal:g}{missed}" if goal is not None else ""
    print(f"| {job} | {took.seconds:.3f} | {ratio:.3f} | {asked} | {memory(took)} |", flush=True)


def memory(took: Run) -> str:
    """Gibibytes, where they were measured."""
    return f"{took.memory / GIBIBYTE:.2f} GiB" if took.memory else ""


def main() -> None:
    """Print one table per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help="S, M or L; default: M L")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=1)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name in asked.sizes or ["M", "L"]:
        if name not in SIZES:
            parser.error(f"unknown size {name}: expected one of {', '.join(SIZES)}")
        measure(name, SIZES[name], asked.seed, asked.repeat)


if __name__ == "__main__":
    main()
