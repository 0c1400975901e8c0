"""Rankings, their measures by query, and whether a difference is more than chance."""

import ir_measures
import numpy as np
from numpy.typing import NDArray
from scipy.stats import permutation_test

from .judged import JudgedSet
from .rankers import Scores

DEPTH = 100
PERMUTATIONS = 10_000
SEED = 1
MEASURES = {
    "ndcg_10": ir_measures.nDCG @ 10,
    "mrr_10": ir_measures.RR @ 10,
    "recall_100": ir_measures.R @ 100,
}

Run = dict[str, list[str]]
"""Ids of papers by query, best first, at most `DEPTH`."""

Values = dict[str, NDArray[np.float64]]
"""By key of `MEASURES`, one value for each query, in the order of the set's queries."""


def ranked(scores: Scores, judged: JudgedSet) -> Run:
    """The best papers by `scores`, equal ones in the order of the set, none that scores 0."""
    run: Run = {}
    for query, row in zip(judged.queries, scores, strict=True):
        best = np.argsort(-row, kind="stable")[:DEPTH]
        run[query] = [judged.paper_ids[paper] for paper in best if row[paper] != 0]
    return run


def measure(run: Run, judged: JudgedSet) -> Values:
    """The measures of `run`; a query that it does not answer counts as 0."""
    # trec_eval orders by score alone, so the rank is the score: ties stand as the system put them.
    scored = {
        query: {paper: -float(rank) for rank, paper in enumerate(papers)}
        for query, papers in run.items()
    }
    rows = {query: row for row, query in enumerate(judged.queries)}
    values = {key: np.zeros(len(rows)) for key in MEASURES}
    keys = {measure: key for key, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(keys), judged.qrels, scored):
        values[keys[metric.measure]][rows[metric.query_id]] = metric.value
    return values


def p_value(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Fisher's paired randomisation test on the mean, two-sided."""
    differences = first - second
    if not differences.any():
        return 1.0
    test = permutation_test(
        (differences,),
        lambda values, axis: values.mean(axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=500,
        rng=SEED,
    )
    return float(test.pvalue)
