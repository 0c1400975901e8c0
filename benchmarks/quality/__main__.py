"""Measures lens and its peers on judged sets; `run.sh` says how to call it."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from . import lens, report
from .cache import peer_run
from .judged import JudgedSet, find_sets
from .measures import Run
from .rankers import PEERS
from .results import SetResult, write_json

BENCHMARKS = Path(__file__).resolve().parents[1]
SYSTEMS = ("lens", *(peer.key for peer in PEERS))


def main() -> None:
    """Runs what was asked for, prints the tables, and writes them where nothing was left out."""
    arguments = _arguments()
    sets = [JudgedSet.read(arguments.data / name) for name in arguments.sets]
    sets.sort(key=lambda judged: (not judged.is_english, judged.name))
    results = {judged.name: _measured(judged, arguments.systems) for judged in sets}
    tables = report.tables(results)
    print(tables)
    if arguments.is_part:
        print("\nOnly a part was run: nothing is written.", file=sys.stderr)
        return
    path = BENCHMARKS / "runs" / f"quality-{date.today()}.json"
    write_json(path, results)
    report.write_readme(BENCHMARKS / "README.md", tables)


def _measured(judged: JudgedSet, systems: list[str]) -> SetResult:
    """The figures of the chosen systems on one set."""
    runs: dict[str, Run] = {}
    for peer in PEERS:
        if peer.key not in systems or (peer.english_only and not judged.is_english):
            continue
        start = time.perf_counter()
        runs[peer.key], was_kept = peer_run(peer, judged)
        _progress(judged, peer.name, "kept" if was_kept else f"{time.perf_counter() - start:.1f} s")
    times = None
    if "lens" in systems:
        start = time.perf_counter()
        lens_runs, times = lens.run(judged)
        runs |= lens_runs
        _progress(judged, "lens", f"{time.perf_counter() - start:.1f} s")
    return SetResult.of(judged, runs, times)


def _progress(judged: JudgedSet, system: str, state: str) -> None:
    print(f"{judged.name}: {system}: {state}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="quality/run.sh", description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder of judged sets")
    parser.add_argument("--sets", metavar="NAME,…", help="only these sets")
    parser.add_argument("--systems", metavar="NAME,…", help=f"only these of {', '.join(SYSTEMS)}")
    arguments = parser.parse_args()
    if arguments.data is None:
        if not os.environ.get("LENS_TEST_DATA"):
            parser.error("name the folder of judged sets, or set LENS_TEST_DATA")
        arguments.data = Path(os.environ["LENS_TEST_DATA"], "judged")
    if not arguments.data.is_dir():
        parser.error(f"{arguments.data}: expected a folder of judged sets, found none")
    arguments.is_part = bool(arguments.sets or arguments.systems)
    arguments.sets = _chosen(parser, "sets", arguments.sets, find_sets(arguments.data))
    arguments.systems = _chosen(parser, "systems", arguments.systems, SYSTEMS)
    if "lens" in arguments.systems and not lens.BINARY.exists():
        parser.error(f"{lens.BINARY}: expected the lens binary, found none; build it or set LENS")
    return arguments


def _chosen(
    parser: argparse.ArgumentParser, kind: str, text: str | None, known: Sequence[str]
) -> list[str]:
    """The names in `text`, separated by commas; all that are known where there is no text."""
    names = text.split(",") if text else list(known)
    if not names or not set(names) <= set(known):
        parser.error(f"expected {kind} among: {', '.join(known)}; found: {', '.join(names)}")
    return names


if __name__ == "__main__":
    main()
