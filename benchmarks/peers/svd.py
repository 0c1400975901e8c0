"""The truncated SVD alone, by lens, scikit-learn and gensim, of one matrix: scikit-learn's TF-IDF.

    python3 svd.py papers.jsonl --svd ../.build/release/SVDBench --out ../runs/svd.json

Prints a JSON line a system, one after another in one run: seconds, processor seconds, captured energy.
`--folder` keeps the matrix for further runs of SVDBench. A space's
energy is that of the matrix's rows projected into it; how long that takes is not counted for the peers.
"""

import argparse
import os
import subprocess
import tempfile
import time
import json
import platform

import numpy as np
from index import texts


def clocked(name, work):
    wall, processor = time.perf_counter(), time.process_time()
    energy = work()
    seconds, used = time.perf_counter() - wall, time.process_time() - processor
    return {
        "system": name, "way": "default", "seconds": round(seconds, 2),
        "processor_seconds": round(used, 2), "captured_energy": energy(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers")
    parser.add_argument("--svd", required=True, help="the SVDBench executable")
    parser.add_argument("--folder")
    parser.add_argument("--systems", default="lens,sklearn,gensim")
    parser.add_argument("--ways", default="default", help="for SVDBench, comma-separated")
    parser.add_argument("--out")
    options = parser.parse_args()

    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2, dtype=np.float32).fit_transform(
        [text for _, text in texts(options.papers)])
    total = float(matrix.multiply(matrix).sum())
    report = {
        "rows": matrix.shape[0], "columns": matrix.shape[1], "cells": matrix.nnz, "rank": 256,
        "machine": platform.platform(), "processors": os.cpu_count(), "runs": [],
    }
    print(json.dumps(report))

    def take(run):
        run["load"] = round(os.getloadavg()[0], 2)
        report["runs"].append(run)
        print(json.dumps(run), flush=True)

    def energy_of(right):  # columns x 256, any basis
        basis = np.linalg.qr(np.asarray(right, dtype=np.float64))[0]
        return lambda: round(float(np.square(matrix @ basis).sum()) / total, 5)

    if "lens" in options.systems:
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.folder or temporary
            os.makedirs(folder, exist_ok=True)
            matrix.indptr.astype(np.int64).tofile(folder + "/offsets.i64")
            matrix.indices.astype(np.uint32).tofile(folder + "/indices.u32")
            matrix.data.astype(np.float32).tofile(folder + "/values.f32")
            found = subprocess.run(
                [options.svd, folder, "256"] + options.ways.split(","), check=True,
                stdout=subprocess.PIPE)
            for line in found.stdout.splitlines():
                take({"system": "lens", **json.loads(line)})
    if "sklearn" in options.systems:
        from sklearn.decomposition import TruncatedSVD

        def by_sklearn():
            svd = TruncatedSVD(256, n_iter=5, random_state=0)
            svd.fit_transform(matrix)
            return energy_of(svd.components_.T)

        take(clocked("sklearn", by_sklearn))
    if "gensim" in options.systems:
        from gensim.matutils import Sparse2Corpus
        from gensim.models import LsiModel

        def by_gensim():
            model = LsiModel(Sparse2Corpus(matrix, documents_columns=False), num_topics=256)
            return energy_of(model.projection.u)

        take(clocked("gensim", by_gensim))
    if options.out:
        with open(options.out, "w") as file:
            file.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
