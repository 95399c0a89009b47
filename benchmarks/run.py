"""How long netproof takes, as ratios of the time that PyYAML needs to read the same files.

python benchmarks/run.py [SIZE...] [--seed N] [--repeat N]

Each job is a whole process, run in turn with the base, and measured in CPU seconds (its own and its
children's): they tell more than the clock on a machine that does other work, too. Ratios are the
medians of those of the single turns. Goals are those of specs: a job fails its goal, never a test,
because machines differ.
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
from statistics import median

import yaml

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.generate import SIZES, Size, invariants, write_cluster

GIBIBYTE = 2**30
PROGRAM = (sys.executable, "-m", "verifier")


@dataclass(frozen=True)
class Run:
    """What one process took: CPU time in seconds, and its largest memory in bytes."""

    seconds: float
    memory: int


def run(*arguments: str) -> Run:
    """Run netproof once, its output thrown away."""
    with subprocess.Popen(
        (*PROGRAM, *arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        complaint = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        sys.exit(f"netproof {' '.join(arguments)} ended with {process.returncode}:\n{complaint}")
    seconds = usage.ru_utime + usage.ru_stime
    return Run(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


@dataclass(frozen=True)
class Bench:
    """A cluster, and how often each job is run on it."""

    cluster: Path
    repeat: int

    def base(self) -> float:
        """The base of all ratios: CSafeLoader on the cluster's files, in CPU seconds."""
        texts = [path.read_text(encoding="utf-8") for path in sorted(self.cluster.glob("*.yaml"))]
        start = time.process_time()
        for text in texts:
            for _document in yaml.load_all(text, yaml.CSafeLoader):
                pass
        return time.process_time() - start

    def line(self, job: str, goal: float | None, *arguments: str, bases: int = 1) -> None:
        """One row of the table: the job in turn with the base, which counts `bases` times."""
        turns = [(self.base(), run(*arguments)) for _ in range(self.repeat)]
        seconds = median(took.seconds for _, took in turns)
        ratio = median(took.seconds / base / bases for base, took in turns)
        row(job, seconds, ratio, goal, max(took.memory for _, took in turns))

    def further(self, job: str, goal: float, one: list[str], many: list[str], more: int) -> None:
        """One row: what each of `more` invariants adds, in turn with the base."""
        turns = [(self.base(), run(*one), run(*many)) for _ in range(self.repeat)]
        seconds = [(high.seconds - low.seconds) / more for _, low, high in turns]
        ratios = [second / base for second, (base, *_) in zip(seconds, turns, strict=True)]
        row(job, median(seconds), median(ratios), goal, 0)


def measure(name: str, size: Size, seed: int, repeat: int) -> None:
    """Print the table of one cluster."""
    with tempfile.TemporaryDirectory() as temporary:
        cluster = Path(temporary) / "cluster"
        write_cluster(cluster, size, seed)
        specs = {count: Path(temporary) / f"{count}.invariants.yaml" for count in (1, 50, 51)}
        for count, path in specs.items():
            path.write_text(invariants(size, count, seed), encoding="utf-8")
        megabytes = sum(path.stat().st_size for path in cluster.iterdir()) / 1e6
        bench = Bench(cluster, repeat)
        base = median(bench.base() for _ in range(3))
        print(
            f"\n{name}: {size.namespaces} namespaces, {size.workloads:,} workloads, "
            f"{size.policies:,} policies, {megabytes:.1f} MB; base {base:.2f} s\n\n"
            "| job | CPU seconds | x base | goal | memory |\n| --- | ---: | ---: | ---: | ---: |"
        )
        table(bench, {count: str(path) for count, path in specs.items()})


def table(bench: Bench, specs: dict[int, str]) -> None:
    """One line per job."""
    cluster = str(bench.cluster)
    checks = {count: ["check", cluster, "-f", path] for count, path in specs.items()}
    bench.line("check, 50 invariants", 1.5, *checks[50])
    bench.line("check, 1 invariant", None, *checks[1])
    bench.further("each further invariant", 0.01, checks[1], checks[51], 50)
    source, target = "{namespace: ns-0, pods: app=app-1}", "{namespace: ns-1, pods: app=app-2}"
    question = f"{source} never reaches {target}:80"
    bench.line("ask", 1.2, "ask", question, cluster, "--no-config", "--level", "any-pod")
    bench.line("why", 1.2, "why", *ends(cluster), cluster)
    bench.line("lint, every code", 15, "lint", cluster)
    bench.line("map, JSON", 2, "map", cluster, "-o", "json")
    with edited(bench.cluster) as new:
        bench.line("diff, one rule (x both versions)", 2.5, "diff", cluster, new, bases=2)
    start = time.perf_counter()
    took = run("--version")
    print(f"| --version | {time.perf_counter() - start:.2f} | | 0.25 s | {memory(took.memory)} |")


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


def row(job: str, seconds: float, ratio: float, goal: float | None, largest: int) -> None:
    """One row of the table; a missed goal is marked."""
    missed = " missed" if goal is not None and ratio > goal else ""
    asked = f"{goal:g}{missed}" if goal is not None else ""
    print(f"| {job} | {seconds:.3f} | {ratio:.3f} | {asked} | {memory(largest)} |", flush=True)


def memory(size: int) -> str:
    """Gibibytes, where they were measured."""
    return f"{size / GIBIBYTE:.2f} GiB" if size else ""


def main() -> None:
    """Print one table per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help="S, M or L; default: M L")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name in asked.sizes or ["M", "L"]:
        if name not in SIZES:
            parser.error(f"unknown size {name}: expected one of {', '.join(SIZES)}")
        measure(name, SIZES[name], asked.seed, asked.repeat)


if __name__ == "__main__":
    main()
