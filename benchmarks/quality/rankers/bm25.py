"""BM25 by bm25s, k1 1.2 and b 0.75."""

from collections.abc import Sequence

import bm25s
import numpy as np

from . import Scores
from .tokens import tokenize


class Ranker:
    """Okapi BM25 with Lucene's idf, the default of bm25s."""

    def __init__(self) -> None:
        self._model = bm25s.BM25(k1=1.2, b=0.75)

    def index(self, papers: Sequence[str]) -> None:
        """Takes in the texts of all papers."""
        self._model.index([tokenize(paper) for paper in papers], show_progress=False)

    def score(self, queries: Sequence[str]) -> Scores:
        """Scores every paper for every query."""
        tokens = (self._model.get_tokens_ids(tokenize(query)) for query in queries)
        return np.stack([self._model.get_scores_from_ids(each) for each in tokens])
