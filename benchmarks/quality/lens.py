"""lens itself: its index, its rankings, its times."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from .judged import JudgedSet
from .measures import DEPTH, Run

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("LENS") or ROOT / ".build/release/lens").absolute()
MODES = {"lens": "hybrid", "lens-words": "lexical", "lens-meaning": "semantic"}
"""The mode of each system that lens is."""
NAMES = {"lens": "lens", "lens-words": "lens, words", "lens-meaning": "lens, meaning"}
_TIMED_QUERIES = 1000

Command = list[str | Path]


@dataclass(frozen=True)
class Times:
    """What lens took on one set."""

    index_seconds: float
    """The whole process of `lens index`."""
    query_ms_median: float
    query_ms_p99: float


def version() -> dict[str, str]:
    """The version of the binary and the commit of the sources beside it."""
    commit: Command = ["git", "-C", ROOT, "describe", "--always", "--dirty", "--exclude=*"]
    return {"version": _output([BINARY, "--version"]), "commit": _output(commit)}


def run(judged: JudgedSet) -> tuple[dict[str, Run], Times]:
    """The runs of lens on `judged`, by system, from a new index."""
    with TemporaryDirectory(prefix="lens-quality-") as folder:
        directory = Path(folder, "index")
        start = time.perf_counter()
        _output([BINARY, "index", judged.folder / "corpus.jsonl", "--index", directory])
        seconds = time.perf_counter() - start
        milliseconds = _query_milliseconds(judged, directory, Path(folder, "queries.jsonl"))
        runs = {system: _ranked(judged, directory, mode) for system, mode in MODES.items()}
    median, p99 = np.percentile(milliseconds, [50, 99])
    return runs, Times(seconds, float(median), float(p99))


def _ranked(judged: JudgedSet, directory: Path, mode: str) -> Run:
    """The ranking of every judged query by `mode`."""
    command: Command = [BINARY, "query", "--index", directory, "--mode", mode, "--format", "trec"]
    command += ["--limit", str(DEPTH), "--queries", judged.folder / "queries.jsonl"]
    run: Run = {query: [] for query in judged.queries}
    for line in _output(command).splitlines():
        # Columns are separated by tabs where an id has a space in it.
        query, _, paper, *_ = line.split("\t" if "\t" in line else " ")
        if query in run:
            run[query].append(paper)
    return run


def _query_milliseconds(judged: JudgedSet, directory: Path, sample: Path) -> list[float]:
    """The times of hybrid queries with ten hits and their passages, in one running process.

    The process answers one query after the other and writes a line for each; a query takes from
    line to line. The first, which opens the index, does not count.
    """
    step = -(-len(judged.queries) // _TIMED_QUERIES)
    with sample.open("w", encoding="utf-8") as file:
        for query, text in list(judged.queries.items())[::step]:
            print(json.dumps({"id": query, "text": text}), file=file)
    command: Command = [BINARY, "query", "--index", directory]
    command += ["--queries", sample, "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        arrivals = [time.perf_counter() for _ in process.stdout]
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return [1000 * (after - before) for before, after in pairwise(arrivals)]


def _output(command: Command) -> str:
    """What `command` prints; its messages are shown only where it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout.strip()
