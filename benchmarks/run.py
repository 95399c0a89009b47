"""How long netproof takes, as ratios of the time that PyYAML needs to read the same files.

python benchmarks/run.py [SIZE...] [--seed N] [--repeat N]

Each job is a whole process, run in turn with the base; ratios are the medians of those of the
single turns. `x base` is by the clock, `CPU` by the CPU time of all processes, which tells more on
a machine that does other work, too. Goals are those of specs: a job fails its goal, never a test,
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
    """What a job took: seconds by the clock and of CPU time, and its largest memory in bytes."""

    seconds: float
    cpu: float
    memory: int = 0


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
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


@dataclass(frozen=True)
class Bench:
    """A cluster, and how often each job is run on it."""

    cluster: Path
    repeat: int

    def base(self) -> Run:
        """The base of all ratios: CSafeLoader on the cluster's files."""
        texts = [path.read_text(encoding="utf-8") for path in sorted(self.cluster.glob("*.yaml"))]
        start, cpu = time.perf_counter(), time.process_time()
        for text in texts:
            for _document in yaml.load_all(text, yaml.CSafeLoader):
                pass
        return Run(time.perf_counter() - start, time.process_time() - cpu)

    def line(self, job: str, goal: float | None, *arguments: str, bases: int = 1) -> None:
        """One row of the table: the job in turn with the base, which counts `bases` times."""
        turns = [(self.base(), run(*arguments)) for _ in range(self.repeat)]
        row(job, goal, [(base, took, bases) for base, took in turns])

    def further(self, job: str, goal: float, one: list[str], many: list[str], more: int) -> None:
        """One row: what each of `more` invariants adds, in turn with the base."""
        turns = [(self.base(), run(*one), run(*many)) for _ in range(self.repeat)]
        added = [
            (base, Run((high.seconds - low.seconds) / more, (high.cpu - low.cpu) / more), 1)
            for base, low, high in turns
        ]
        row(job, goal, added)


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
        base = median(bench.base().seconds for _ in range(3))
        print(
            f"\n{name}: {size.namespaces} namespaces, {size.workloads:,} workloads, "
            f"{size.policies:,} policies, {megabytes:.1f} MB; base {base:.2f} s\n\n"
            f"| job | seconds | x base | goal | CPU | memory |\n| --- |{' ---: |' * 5}"
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
    page = bench.cluster.parent / "report.html"
    bench.line("report, HTML", 6, "report", cluster, "-f", specs[50], "-o", f"html={page}")
    bench.line("report without lint", None, "report", cluster, "--no-lint", "-o", f"html={page}")
    print(f"| size of the page | {page.stat().st_size / 1e6:.1f} MB | | 10 MB | | |", flush=True)
    with edited(bench.cluster) as new:
        bench.line("diff, one rule (x both versions)", 2.5, "diff", cluster, new, bases=2)
    version = run("--version")
    print(f"| --version | {version.seconds:.2f} | | 0.25 s | | {memory(version.memory)} |")


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


def row(job: str, goal: float | None, turns: list[tuple[Run, Run, int]]) -> None:
    """One row of the table, of what base and job took in each turn; a missed goal is marked."""
    seconds = median(took.seconds for _, took, _ in turns)
    ratio = median(took.seconds / base.seconds / bases for base, took, bases in turns)
    cpu = median(took.cpu / base.cpu / bases for base, took, bases in turns)
    missed = " missed" if goal is not None and ratio > goal else ""
    asked = f"{goal:g}{missed}" if goal is not None else ""
    largest = memory(max(took.memory for _, took, _ in turns))
    print(f"| {job} | {seconds:.3f} | {ratio:.3f} | {asked} | {cpu:.3f} | {largest} |", flush=True)


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
