"""Approximate nearest neighbours: lens beside its peers, one thread a search. Called by ann.sh.

Every system is built on all cores from the same vectors and asked for the best ten by inner product.
Recall is against the exact ten of single precision. Peers get all queries in one call with one thread,
so that Python costs nothing; VectorBench asks one by one. Queries are timed in processor seconds of the
whole process, so that what else the machine does costs caches and not time; the fastest of five passes
counts. Builds are timed both ways. Bytes are those of the saved index. Results of earlier runs stay in the
file of results, system by system.
"""

import argparse
import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from ann_chart import chart
from ann_systems import SYSTEMS, Built

BENCHMARKS = Path(__file__).resolve().parent.parent
K = 10
PASSES = 5
MARKS = ("<!-- ann: written by peers/ann.sh -->", "<!-- end of ann -->")
RECALLS = (0.90, 0.95, 0.99)
# Lists looked at, all of them, every row by its full code, and slacks of a walk through the graph.
BREADTHS = "8,16,32,64,128,256,every,exhaustive,"
BREADTHS += "g0.02,g0.03,g0.04,g0.05,g0.06,g0.07,g0.08,g0.09,g0.10,g0.11,g0.12,g0.13,g0.14,g0.15,g0.16,"
BREADTHS += "g0.17,g0.18,g0.19,g0.20,g0.21,g0.22,g0.23,g0.24,g0.26,g0.28,g0.30,g0.35,g0.40"


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    return f"{name}, {os.cpu_count()} cores, {platform.platform()}"


def exact(base: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """The rows of the best ten of each query."""
    rows = []
    for start in range(0, len(queries), 100):
        scores = queries[start : start + 100] @ base.T
        rows.append(np.argpartition(-scores, K, axis=1)[:, :K])
    return np.concatenate(rows).astype(np.int32)


def recall(found: np.ndarray, truth: np.ndarray) -> float:
    return sum(len(set(a) & set(b)) for a, b in zip(found.tolist(), truth.tolist())) / truth.size


def fastest(search: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    best = float("inf")
    for _ in range(PASSES):
        start = time.process_time()
        found = search()
        best = min(best, time.process_time() - start)
    return best, found


def measure(name: str, base: np.ndarray, sets: dict[str, tuple]) -> Iterator[dict]:
    """One record a setting and set of queries."""
    start, computed = time.perf_counter(), time.process_time()
    system: Built = SYSTEMS[name](base, os.cpu_count() or 1)
    build, processor = time.perf_counter() - start, time.process_time() - computed
    with tempfile.TemporaryDirectory() as folder:
        system.save(f"{folder}/index")
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    for label, (queries, truth) in sets.items():
        for setting, search in system.searches:
            seconds, found = fastest(lambda: search(queries, K))
            yield {
                "system": name,
                "build_seconds": round(build, 1),
                "build_processor_seconds": round(processor, 1),
                "bytes_per_vector": round(size / len(base), 1),
                "queries": label,
                "setting": setting,
                "recall": round(recall(found, truth), 4),
                "queries_per_second": round(len(queries) / seconds),
            }


def measure_lens(base: str, sets: dict[str, tuple], paths: dict[str, str]) -> Iterator[dict]:
    """The same of VectorBench, which is told the truth by files."""
    lists, slacks = BREADTHS.rsplit(",g0.02", 1)
    for part, name in ((lists, "lens lists"), ("g0.02" + slacks, "lens graph")):
        yield from measure_part(base, sets, paths, part, name)


def measure_part(
    base: str, sets: dict[str, tuple], paths: dict[str, str], breadths: str, name: str
) -> Iterator[dict]:
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        for label, (_, truth) in sets.items():
            np.save(f"{folder}/{label}.npy", truth)
            arguments += [paths[label], f"{folder}/{label}.npy"]
        run = subprocess.run(
            [os.environ["VECTORBENCH"], base, folder, "0", breadths, *arguments],
            check=True, capture_output=True, text=True,
        )
    head, *settings = [json.loads(line) for line in run.stdout.splitlines()]
    labels = {path: label for label, path in paths.items()}
    for found in settings:
        breadth = found["breadth"]
        yield {
            "system": name,
            "build_seconds": round(head["build_seconds"], 1),
            "build_processor_seconds": round(head["build_processor_seconds"], 1),
            "bytes_per_vector": round(head["bytes_per_vector"], 1),
            "queries": labels[found["queries"]],
            "setting": breadth if breadth.isalpha() else described(breadth),
            "recall": round(found["recall"], 4),
            "queries_per_second": round(found["queries_per_second"]),
        }


def described(breadth: str) -> str:
    return f"{breadth} lists" if breadth.isdigit() else f"slack {breadth[1:]}"


def mark(record: dict) -> str:
    # Records of the first run were timed by the wall clock, on a quiet machine.
    return "" if "build_processor_seconds" in record else " *"


def built(record: dict) -> str:
    seconds = record.get("build_processor_seconds")
    return f"{seconds:.0f} s" if seconds else f"{record['build_seconds']:.0f} s, two cores"


def table(records: list[dict]) -> str:
    """For each system the most queries a second at no less than each recall, and its highest."""
    labels = list(dict.fromkeys(r["queries"] for r in records))
    head = ["system", "build, processor", "bytes a vector"]
    for label in labels:
        head += [f"{label}: ≥ {bound:.2f}" for bound in RECALLS] + ["highest recall"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name in dict.fromkeys(r["system"] for r in records):
        own = [r for r in records if r["system"] == name]
        cells = [name + mark(own[0]), built(own[0]), f"{own[0]['bytes_per_vector']:,.0f}"]
        for label in labels:
            points = [r for r in own if r["queries"] == label]
            for bound in RECALLS:
                rates = [r["queries_per_second"] for r in points if r["recall"] >= bound]
                cells.append(f"{max(rates):,}" if rates else "–")
            best = max(points, key=lambda r: (r["recall"], r["queries_per_second"]))
            cells.append(f"{best['recall']:.4f} at {best['queries_per_second']:,}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("queries", nargs="+")
    parser.add_argument("--systems", default=",".join(["lens", *SYSTEMS]))
    parser.add_argument("--out", type=Path, default=BENCHMARKS / "runs" / "ann.jsonl")
    options = parser.parse_args()

    base = np.load(options.base)
    paths = {Path(path).stem: path for path in options.queries}
    sets = {}
    for label, path in paths.items():
        queries = np.load(path)
        sets[label] = (queries, exact(base, queries))
    old = options.out.read_text().splitlines() if options.out.exists() else []
    records = [json.loads(line) for line in old]
    for name in options.systems.split(","):
        found = list(
            measure_lens(options.base, sets, paths) if name == "lens" else measure(name, base, sets)
        )
        print(f"{name}: {len(found)} settings", flush=True)
        for record in found:
            record["machine"] = machine()
        names = {record["system"] for record in found}
        records = [r for r in records if r["system"] not in names] + found
    order = ["lens graph", "lens lists", *SYSTEMS]
    records.sort(key=lambda r: order.index(r["system"]))
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text("".join(json.dumps(record) + "\n" for record in records))

    readme = BENCHMARKS / "README.md"
    text = readme.read_text()
    before, rest = text.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    readme.write_text(f"{before}{MARKS[0]}\n{table(records)}\n{MARKS[1]}{after}")
    for label in sets:
        (options.out.parent / f"ann-{label}.svg").write_text(chart(records, label))


if __name__ == "__main__":
    main()
