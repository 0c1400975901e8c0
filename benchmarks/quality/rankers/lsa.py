"""LSA by scikit-learn: TF-IDF, truncated SVD, cosine."""

from collections.abc import Sequence

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

from . import Scores
from .tokens import tokenize


class Ranker:
    """256 topics; terms of two papers or more, 1 + log tf."""

    def __init__(self) -> None:
        self._space = make_pipeline(
            TfidfVectorizer(analyzer=tokenize, sublinear_tf=True, min_df=2),
            TruncatedSVD(256, n_iter=5, random_state=0),
            Normalizer(copy=False),
        )
        self._papers: Scores

    def index(self, papers: Sequence[str]) -> None:
        """Takes in the texts of all papers."""
        self._papers = self._space.fit_transform(papers).astype(np.float32)

    def score(self, queries: Sequence[str]) -> Scores:
        """Scores every paper for every query."""
        scores: Scores = self._space.transform(queries).astype(np.float32) @ self._papers.T
        return scores
