"""TF-IDF and truncated SVD by scikit-learn over a JSONL of abstracts, the usual way to LSA in Python.

    python3 sklearn_lsa.py papers.jsonl

Prints the seconds of each step and the share of the matrix's energy that the space holds. Reading,
matrix and SVD are what `lens index` does before it writes; nothing is made searchable here.
"""

import sys
import time

import orjson
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer


def main(path: str) -> None:
    start = time.perf_counter()
    with open(path, "rb") as lines:
        papers = [orjson.loads(line) for line in lines]
    texts = [f"{p.get('title') or ''} {p.get('abstract') or ''}" for p in papers]
    read = time.perf_counter()
    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(texts)
    weighed = time.perf_counter()
    svd = TruncatedSVD(256, n_iter=5, random_state=0)
    svd.fit_transform(matrix)
    done = time.perf_counter()
    energy = float((svd.singular_values_**2).sum()) / float(matrix.multiply(matrix).sum())
    print(f"papers {len(texts)}, terms {matrix.shape[1]}, energy {energy:.4f}")
    print(f"read {read - start:.1f} s, matrix {weighed - read:.1f} s, svd {done - weighed:.1f} s")
    print(f"in all {done - start:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1])
