#!/usr/bin/env python3
"""What a condition costs: processor milliseconds a query by selectivity, beside no condition.

    python3 filters.py INDEX PAPERS.jsonl --lens ../.build/release/lens --out runs/filters.json

Queries are titles of PAPERS, asked in one process, passages and all; the cost of a process with one query
is taken off. Random papers are tagged while it runs, so that what a condition lets in lies
anywhere. Recall is that of the vector search against all full codes under the same condition.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import tempfile

MODES = ["hybrid", "lexical", "semantic"]


def run(arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def processor_seconds(arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index")
    parser.add_argument("papers")
    parser.add_argument("--lens", default="../.build/release/lens")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--out")
    options = parser.parse_args()

    with open(options.papers, encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    choice = random.Random(7)
    queries = [paper["title"] for paper in choice.sample(papers, options.queries)]

    def lens(verb, *words):
        return [options.lens, verb, "--index", options.index, *words]

    total = json.loads(run(lens("status", "--format", "json")))["papers"]

    conditions = [("none", None), ("by year", "year >= 1900"), ("by year", "year >= 2014")]
    for share in [0.1, 0.01, 0.001, 0.0001]:
        tag = f"bench {share}"
        ids = [paper["id"] for paper in choice.sample(papers, round(share * total))]
        run(lens("tag", *ids, tag))
        conditions.append(("random tags", f'tag = "{tag}"'))
    conditions += [
        ("by subject", 'category = "computer science"'),
        ("by subject", 'category = "Computer Science - Computation and Language"'),
        ("by author", "author = Smith"),
        ("by author", 'author = "Wang, Wei"'),
        ("by part of a name", 'author ~ "wang"'),
        ("compound", 'year >= 2010 and (author = Wang or category ~ learning) and not has doi'),
        ("nothing", "venue = nosuch"),
    ]

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for count in [1, len(queries)]:
            files[count] = os.path.join(folder, f"{count}.jsonl")
            with open(files[count], "w", encoding="utf-8") as out:
                for number, text in enumerate(queries[:count]):
                    out.write(json.dumps({"id": str(number), "text": text}) + "\n")
        for name, condition in conditions:
            where = ["--where", condition] if condition else []
            facets = run(lens("query", "--facets", "year", "--format", "json", *where))
            row = {
                "kind": name,
                "where": condition,
                "papers": json.loads(facets)["papers"],
                "milliseconds": {},
            }
            for mode in MODES:
                words = ["--format", "jsonl", "--mode", mode, *where]
                costs = []
                for _ in range(options.passes):
                    one, many = (
                        processor_seconds(lens("query", "--queries", files[count], *words))
                        for count in [1, len(queries)]
                    )
                    costs.append((many - one) / (len(queries) - 1) * 1000)
                row["milliseconds"][mode] = round(min(costs), 2)
            if row["papers"] > 0:
                bench = json.loads(
                    run(lens("bench", "--queries", "50", "--format", "json", *where))
                )
                searches = bench["vector_searches"]
                row["recall_10"] = [s["recall_10"] for s in searches if s["breadth"] == "every"][0]
                if condition:
                    row["condition_ms"] = round(bench["condition"]["ms"], 2)
            rows.append(row)
            base = rows[0]["milliseconds"]
            ratios = {mode: round(row["milliseconds"][mode] / base[mode], 2) for mode in MODES}
            print(row["papers"], condition, row["milliseconds"], ratios, row.get("recall_10"), row.get("condition_ms"), flush=True)
    for share in [0.1, 0.01, 0.001, 0.0001]:
        run(lens("tag", "--remove", "--all", f"bench {share}"))
    if options.out:
        with open(options.out, "w", encoding="utf-8") as out:
            json.dump({"papers": total, "queries": len(queries), "conditions": rows}, out, indent=1)


if __name__ == "__main__":
    main()
