"""The figures of one set, and all of them as JSON."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import lens, machine
from .judged import JudgedSet
from .measures import PERMUTATIONS, SEED, Run, Values, measure, p_value
from .rankers import PEERS

NAMES = lens.NAMES | {peer.key: peer.name for peer in PEERS}
"""The name in print of every system, in the order of the tables."""


@dataclass
class SetResult:
    """The figures of every system on one set."""

    papers: int
    queries: int
    means: dict[str, dict[str, float]]
    """By system, then by measure."""
    p_against_lens: dict[str, float]
    """By peer: the paired randomisation test of nDCG@10 against lens."""
    lens_times: lens.Times | None = field(default=None)

    @classmethod
    def of(cls, judged: JudgedSet, runs: dict[str, Run], times: lens.Times | None) -> "SetResult":
        """Measures `runs`, by system."""
        values: dict[str, Values] = {key: measure(run, judged) for key, run in runs.items()}
        return cls(
            papers=len(judged.papers),
            queries=len(judged.queries),
            means={
                system: {key: float(each.mean()) for key, each in by_measure.items()}
                for system, by_measure in values.items()
            },
            p_against_lens={
                peer.key: p_value(values["lens"]["ndcg_10"], values[peer.key]["ndcg_10"])
                for peer in PEERS
                if peer.key in values and "lens" in values
            },
            lens_times=times,
        )

    def best_peer(self) -> str | None:
        """The peer of the highest nDCG@10."""
        peers = [peer.key for peer in PEERS if peer.key in self.means]
        return max(peers, key=lambda key: self.means[key]["ndcg_10"], default=None)


def write_json(path: Path, results: dict[str, SetResult]) -> None:
    """Writes the raw results, with what they were measured on."""
    path.parent.mkdir(exist_ok=True)
    content = {
        "machine": machine.describe(),
        "lens": lens.version(),
        "test": {"kind": "paired randomisation", "permutations": PERMUTATIONS, "seed": SEED},
        "systems": NAMES,
        "sets": {name: asdict(result) for name, result in results.items()},
    }
    path.write_text(json.dumps(_rounded(content), indent=1, ensure_ascii=False) + "\n", "utf-8")


def _rounded(value: object) -> object:
    """`value` with its numbers at six decimals."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return round(value, 6) if isinstance(value, float) else value
