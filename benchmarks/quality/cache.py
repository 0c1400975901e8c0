"""Runs of peers kept on disk, so that a change of lens runs lens alone again."""

import gzip
import hashlib
import json
from pathlib import Path

from .judged import JudgedSet
from .measures import DEPTH, Run, ranked
from .rankers import Peer

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "quality"


def peer_run(peer: Peer, judged: JudgedSet) -> tuple[Run, bool]:
    """The run of `peer` on `judged`, and whether it was kept from before.

    A run is made again when the set, a package's version or the peer's source has changed.
    """
    identity = f"{peer.identity()}\n{judged.digest}\n{DEPTH}"
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    path = CACHE / f"{peer.key}-{judged.name}-{digest}.json.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as kept:
            return json.load(kept), True
    CACHE.mkdir(parents=True, exist_ok=True)
    ranker = peer.make()
    ranker.index(judged.papers)
    run = ranked(ranker.score(list(judged.queries.values())), judged)
    with gzip.open(path, "wt", encoding="utf-8") as kept:
        json.dump(run, kept)
    return run, False
