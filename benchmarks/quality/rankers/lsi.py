"""LSI by gensim: log-entropy weights, truncated SVD, cosine."""

from collections.abc import Sequence

import numpy as np
from gensim.corpora import Dictionary
from gensim.matutils import corpus2dense
from gensim.models import LogEntropyModel, LsiModel

from . import Scores
from .tokens import tokenize

_TOPICS = 256


class Ranker:
    """256 topics; terms of two papers or more."""

    def __init__(self) -> None:
        self._dictionary = Dictionary()
        self._weights: LogEntropyModel
        self._model: LsiModel
        self._papers: Scores

    def index(self, papers: Sequence[str]) -> None:
        """Takes in the texts of all papers."""
        tokens = [tokenize(paper) for paper in papers]
        self._dictionary.add_documents(tokens)
        self._dictionary.filter_extremes(no_below=2, no_above=1.0, keep_n=None)
        counts = [self._dictionary.doc2bow(paper) for paper in tokens]
        self._weights = LogEntropyModel(counts)
        self._model = LsiModel(
            [self._weights[paper] for paper in counts],
            id2word=self._dictionary,
            num_topics=_TOPICS,
            random_seed=0,
        )
        self._papers = self._project(tokens)

    def score(self, queries: Sequence[str]) -> Scores:
        """Scores every paper for every query."""
        return self._project([tokenize(query) for query in queries]) @ self._papers.T

    def _project(self, texts: Sequence[list[str]]) -> Scores:
        """The texts in the space, rows of unit length; shape (texts, topics)."""
        weighed = [self._weights[self._dictionary.doc2bow(text)] for text in texts]
        rows = corpus2dense(self._model[weighed], _TOPICS, len(texts)).T.astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        vectors: Scores = np.divide(rows, lengths, out=rows, where=lengths > 0)
        return vectors
