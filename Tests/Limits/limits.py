#!/usr/bin/env python3
"""Feeds lens records that no machine could hold and measures what it does with them.

For every format a file of two good papers with a hostile one between them: a line of 1 GiB, a record of 1 GiB in
many lines, 100,000 levels of nesting, entities that unfold to gigabytes, 1 GiB in a small .gz or .zst. lens must say
where it is and what the limit is, index both neighbours, and take at most 5 seconds and 128 MiB.

    Tests/Limits/limits.py --lens .build/release/lens [--size MiB] [--only ris,csv] [--no-figures]

Smaller sizes make a quick test; --no-figures does not hold the run to the 5 seconds (a busy machine).
"""
import argparse, gzip, json, os, shutil, subprocess, sys, tempfile, time

BEFORE, AFTER = "Ponds before the flood", "Lakes after the flood"
WORDS = b"sheep ponds and lakes " * 47663
WORDS = WORDS[: 1 << 20]


def tagged(field, start, end=b"", joint=b"  - "):
    """Records whose lines begin with a tag."""
    title, text = field
    def paper(name):
        return start + title + joint + name.encode() + b"\n" + end
    return (paper(BEFORE) + start + title + joint + b"The flood itself\n" + text + joint, b"\n" + end, paper(AFTER))


def xml(head, record, text, tail):
    """Documents of records with a title and a text."""
    def paper(name, body=b"Short."):
        number = str(len(name)).encode()
        return record.replace(b"TITLE", name.encode()).replace(b"BODY", body).replace(b"NUMBER", number)
    opening, closing = record.replace(b"TITLE", b"The flood itself").replace(b"NUMBER", b"9").split(b"BODY")
    return (head + paper(BEFORE) + opening, closing, paper(AFTER) + tail)


def json_list(title, text, head=b"[\n", tail=b"]\n", extra=b""):
    def paper(name):
        return b'{%s"%s":"%s"}' % (extra.replace(b"NUMBER", str(len(name)).encode()), title, name.encode())
    extra_here = extra.replace(b"NUMBER", b"9")
    return (head + paper(BEFORE) + b',\n{%s"%s":"The flood itself","%s":"' % (extra_here, title, text), b'"},\n',
            paper(AFTER) + b"\n" + tail)


OAI = b"""<record><header><identifier>oai:NUMBER</identifier></header><metadata>
<oai_dc:dc xmlns:oai_dc="o" xmlns:dc="d"><dc:title>TITLE</dc:title><dc:description>BODY</dc:description></oai_dc:dc>
</metadata></record>\n"""
PUBMED = b"""<PubmedArticle><MedlineCitation><Article><ArticleTitle>TITLE</ArticleTitle>
<Abstract><AbstractText>BODY</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"""

# What stands before the hostile text, behind it, and the paper that follows.
FORMATS = {
    "jsonl": (b'{"title":"%s"}\n{"title":"The flood itself","abstract":"' % BEFORE.encode(), b'"}\n',
              b'{"title":"%s"}\n' % AFTER.encode()),
    "csl": json_list(b"title", b"abstract", extra=b'"type":"book","id":"NUMBER","issued":{"date-parts":[[2000]]},'),
    "openalex": json_list(b"display_name", b"abstract_x", extra=b'"authorships":[],'),
    "semanticscholar": json_list(b"title", b"abstract", extra=b'"corpusId":NUMBER,"externalIds":{},'),
    "bibtex": (b"@article{a,title={%s}}\n@article{x,title={The flood itself},abstract={" % BEFORE.encode(),
               b"}}\n", b"@article{b,title={%s}}\n" % AFTER.encode()),
    "ris": tagged((b"TI", b"AB"), b"TY  - JOUR\n", b"ER  - \n"),
    "nbib": tagged((b"TI  ", b"AB  "), b"\nPMID- 1\n", joint=b"- "),
    "endnote": tagged((b"%T", b"%X"), b"\n%0 Journal Article\n", joint=b" "),
    "noteexpress": tagged((b"{Title}", b"{Abstract}"), b"\n{Reference Type}: Journal Article\n", joint=b": "),
    "refworks": tagged((b"T1", b"AB"), b"\nRT Journal Article\n", joint=b" "),
    "cnki": tagged(("Title-题名".encode(), "Summary-摘要".encode()), "\nSrcDatabase-来源库: 期刊\n".encode(),
                   joint=b": "),
    "csv": (b"title,abstract\n%s,\nThe flood itself,\"" % BEFORE.encode(), b"\"\n", b"%s,\n" % AFTER.encode()),
    "tsv": (b"title\tabstract\n%s\t\nThe flood itself\t\"" % BEFORE.encode(), b"\"\n", b"%s\t\n" % AFTER.encode()),
    "digest": ("每周AI论文速递(240101-240105)\n\n%s\n\n洪水之前的池塘\n\n我们在洪水之前观察池塘,并记录其中的鱼群数量和水位变化,持续三年之久。\n\n"
               "The Flood Itself in Words\n\n洪水\n\n".encode() % BEFORE.encode(), b"\n\n",
               "%s\n\n洪水之后的湖泊\n\n我们在洪水之后观察湖泊,并记录其中的鱼群数量和水位变化,持续三年之久。\n".encode() % AFTER.encode()),
    "markdown": ("## %s\n[洪水之前](https://arxiv.org/abs/2401.00001)\n\n池塘很安静。\n\n## The flood itself\n"
                 "[洪水](https://arxiv.org/abs/2401.00002)\n\n".encode() % BEFORE.encode(), b"\n\n",
                 "## %s\n[洪水之后](https://arxiv.org/abs/2401.00003)\n\n湖泊很安静。\n".encode() % AFTER.encode()),
    "oai": xml(b'<?xml version="1.0"?>\n<OAI-PMH><ListRecords>\n', OAI, b"", b"</ListRecords></OAI-PMH>\n"),
    "atom": xml(b'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
                b"<entry><id>http://arxiv.org/abs/NUMBER</id><title>TITLE</title><summary>BODY</summary></entry>\n", b"",
                b"</feed>\n"),
    "pubmed": xml(b'<?xml version="1.0"?>\n<PubmedArticleSet>\n', PUBMED, b"", b"</PubmedArticleSet>\n"),
    "acl": xml(b'<?xml version="1.0"?>\n<collection id="2024.x"><volume id="1">\n',
               b'<paper id="NUMBER"><title>TITLE</title><abstract>BODY</abstract></paper>\n', b"", b"</volume></collection>\n"),
}
JSON, XML = {"jsonl", "csl", "openalex", "semanticscholar"}, {"oai", "atom", "pubmed", "acl"}


def text(output, size, between=b""):
    for _ in range(size):
        output.write(WORDS[:-1] + (between or b" "))


def cases(size):
    """(name, format, suffix, function that writes the file)."""
    for name, (head, tail, after) in FORMATS.items():
        def write(output, body, head=head, tail=tail, after=after):
            output.write(head)
            body(output)
            output.write(tail + after)
        yield name + " line", name, "", lambda out, w=write: w(out, lambda o: text(o, size))
        # In JSONL, CSV and TSV the lines that follow are records of their own.
        if name not in ("jsonl", "csv", "tsv"):
            yield name + " lines", name, "", lambda out, w=write: w(out, lambda o: text(o, size, b"\n"))
        if name in XML:
            yield name + " nesting", name, "", lambda out, w=write: w(
                out, lambda o: o.write(b"<i>" * 100_000 + b"deep" + b"</i>" * 100_000))
            def bomb(output, head=head, tail=tail, after=after):
                entities = b"".join(
                    b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10 if i else b"flood") for i in range(10))
                first, rest = head.split(b"\n", 1)
                output.write(first + b"<!DOCTYPE x [" + entities + b"]>\n" + rest + b"&e9;" + tail + after)
            yield name + " entities", name, "", bomb
        if name in JSON:
            def deep(output, head=head, tail=tail, after=after):
                place = head.rindex(b'"', 0, len(head) - 1)
                output.write(head[:-1] + b"[" * 100_000 + b"1" + b"]" * 100_000 + tail[1:] + after)
            yield name + " nesting", name, "", deep
        if name == "bibtex":
            yield name + " nesting", name, "", lambda out, w=write: w(
                out, lambda o: o.write(b"{" * 100_000 + b"deep" + b"}" * 100_000))
    head, tail, after = FORMATS["jsonl"]
    def packed(output):
        output.write(head)
        text(output, size)
        output.write(tail + after)
    yield "gzip bomb", "jsonl", ".gz", packed
    if shutil.which("zstd"):
        yield "zstd bomb", "jsonl", ".zst", packed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lens", default=".build/release/lens")
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--only", default="")
    parser.add_argument("--no-figures", action="store_true")
    arguments = parser.parse_args()
    lens = os.path.abspath(arguments.lens)
    only = [name for name in arguments.only.split(",") if name]
    folder = tempfile.mkdtemp(prefix="lens-limits-")
    failed = 0
    try:
        for name, kind, suffix, write in cases(arguments.size):
            if only and not any(part in name for part in only):
                continue
            failed += not run(lens, folder, name, kind, suffix, write, arguments)
    finally:
        shutil.rmtree(folder)
    print(f"{failed} failed")
    sys.exit(1 if failed else 0)


def run(lens, folder, name, kind, suffix, write, arguments):
    path = os.path.join(folder, "in" + suffix)
    if suffix == ".gz":
        with gzip.open(path, "wb", compresslevel=1) as output:
            write(output)
    elif suffix == ".zst":
        with open(path, "wb") as raw:
            packer = subprocess.Popen(["zstd", "-q", "-1", "-c"], stdin=subprocess.PIPE, stdout=raw)
            write(packer.stdin)
            packer.stdin.close()
            packer.wait()
    else:
        with open(path, "wb") as output:
            write(output)
    index = os.path.join(folder, "idx")
    shutil.rmtree(index, ignore_errors=True)
    begin = time.monotonic()
    with open(os.path.join(folder, "err"), "wb") as errors, open(os.devnull, "wb") as nothing:
        child = subprocess.Popen([lens, "index", path, "--from", kind, "--index", index], stdout=nothing, stderr=errors)
        # The child's own peak: ru_maxrss of wait4.
        _, status, usage = os.wait4(child.pid, 0)
    seconds, memory = time.monotonic() - begin, usage.ru_maxrss / 1024
    processor = usage.ru_utime + usage.ru_stime
    with open(os.path.join(folder, "err"), encoding="utf-8", errors="replace") as errors:
        messages = errors.read().replace(path, "in").splitlines()
    # Asked one by one: this process must stay small, a child's peak memory begins with its parent's.
    titles = []
    for title in (BEFORE, AFTER):
        query = [lens, "query", title, "-n", "1", "--format", "json", "--index", index]
        titles += [hit.get("title") for hit in json.loads(subprocess.run(query, capture_output=True).stdout or "[]")]
    problems = [] if os.waitstatus_to_exitcode(status) == 0 else [f"exit {os.waitstatus_to_exitcode(status)}"]
    problems += [f"'{title}' is missing" for title in (BEFORE, AFTER) if title not in titles]
    if not any("expected" in message for message in messages):
        problems.append("no message")
    if not arguments.no_figures:
        problems += [f"{seconds:.1f} s"] * (seconds > 5) + [f"{memory:.0f} MiB"] * (memory > 128)
    os.remove(path)
    said = next((message for message in messages if "expected" in message), "")
    print(f"{'FAILED' if problems else 'ok':6} {name:24} {seconds:5.1f} s ({processor:4.1f} of processors) {memory:5.0f} MiB"
          f"  {said[:110]}{'  [' + ', '.join(problems) + ']' if problems else ''}", flush=True)
    return not problems


if __name__ == "__main__":
    main()
