"""Times queries that no paper of the index answers word for word.

    query.py CORPUS.jsonl OTHERS.jsonl[.zst] --lens BINARY --index DIR --out runs/query-300k.json

The queries are titles of 1,000 papers of OTHERS that are not in CORPUS, drawn with a fixed seed. The index
is made where DIR has none. `lens bench` times them in one process; then `lens query` is started 40 times
for a cold process, and the memory of a process that answers all of them is read while it runs.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time


def lines(path):
    if not path.endswith(".zst"):
        with open(path, encoding="utf-8") as file:
            yield from file
        return
    with subprocess.Popen(["zstdcat", path], stdout=subprocess.PIPE, text=True) as process:
        yield from process.stdout


def plain(title):
    return re.sub(r"\W+", " ", (title or "").lower()).strip()


def titles(corpus, others, count):
    known = set()
    for line in lines(corpus):
        paper = json.loads(line)
        known.update((paper["id"], plain(paper.get("title"))))
    papers = [json.loads(line) for line in lines(others)]
    papers = [
        (p["id"], p["title"])
        for p in papers
        if p.get("title") and p["id"] not in known and plain(p["title"]) not in known
    ]
    random.Random(7).shuffle(papers)
    return papers[:count]


def cold(command, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return {"median_ms": statistics.median(times), "min_ms": times[0], "max_ms": times[-1]}


def memory(command):
    """The greatest resident sizes of a process, in megabytes: all, and what is not a mapped file."""
    most = {"VmHWM": 0, "RssAnon": 0}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            try:
                with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                    for line in status:
                        name, _, value = line.partition(":")
                        if name in most:
                            most[name] = max(most[name], int(value.split()[0]))
            except OSError:
                pass
            time.sleep(0.01)
    return {"resident_mb": most["VmHWM"] / 1024, "anonymous_mb": most["RssAnon"] / 1024}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("others")
    parser.add_argument("--lens", default="../.build/release/lens")
    parser.add_argument("--index", required=True)
    parser.add_argument("--out")
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()

    at = ["--index", options.index]
    if not os.path.exists(os.path.join(options.index, "papers.sqlite")):
        subprocess.run([options.lens, "index", *at, options.corpus], check=True)
    queries = titles(options.corpus, options.others, options.count)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for name, text in queries:
            file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
        file.flush()
        command = [options.lens, "bench", *at, "--queries", file.name, "--format", "json"]
        bench = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        batch = [options.lens, "query", *at, "--queries", file.name, "--format", "jsonl"]
        report = {
            "papers": bench["papers"],
            "queries": bench["queries"],
            "kernels": bench["kernels"],
            "load": os.getloadavg()[0],
            "searches": bench["searches"],
            "cold": cold([options.lens, "query", *at, "long context"], 40),
            "memory": memory(batch),
        }
    text = json.dumps(report, indent=2) + "\n"
    sys.stdout.write(text)
    if options.out:
        with open(options.out, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
