"""MiniLM-L6 and BM25 together: the sum of their min-max normalised scores."""

from collections.abc import Sequence

from . import Scores, bm25, minilm


class Ranker:
    """The usual hybrid of a dense and a sparse ranker."""

    def __init__(self) -> None:
        self._parts = (minilm.Ranker(), bm25.Ranker())

    def index(self, papers: Sequence[str]) -> None:
        """Takes in the texts of all papers."""
        for part in self._parts:
            part.index(papers)

    def score(self, queries: Sequence[str]) -> Scores:
        """Scores every paper for every query."""
        dense, sparse = (_normalise(part.score(queries)) for part in self._parts)
        return dense + sparse


def _normalise(scores: Scores) -> Scores:
    """Scores of each query between 0 and 1."""
    low = scores.min(axis=1, keepdims=True)
    span = scores.max(axis=1, keepdims=True) - low
    span[span == 0] = 1
    normalised: Scores = (scores - low) / span
    return normalised
