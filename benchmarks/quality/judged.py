"""Judged sets: papers, queries, and which papers answer which query."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .rankers.tokens import HAN

FILES = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
TEXT_FIELDS = ("title", "abstract", "title_zh", "abstract_zh")


@dataclass(frozen=True)
class JudgedSet:
    """One set, read whole; every system sees the same `papers` and `queries`."""

    name: str
    folder: Path
    paper_ids: list[str]
    """Ids, in the order of `papers`."""
    papers: list[str]
    """Titles and abstracts in both languages, one text a paper."""
    queries: dict[str, str]
    """Text by id; only queries that were judged."""
    qrels: dict[str, dict[str, int]]
    """Grade by query and paper."""
    is_english: bool
    """Whether no query and no paper has a Chinese character."""
    digest: str
    """A hash of the three files."""

    @classmethod
    def read(cls, folder: Path) -> "JudgedSet":
        """Reads the set of `folder`."""
        records = list(_json_lines(folder / "corpus.jsonl"))
        papers = [
            "\n".join(record[field] for field in TEXT_FIELDS if record.get(field))
            for record in records
        ]
        qrels: dict[str, dict[str, int]] = {}
        for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
            query, paper, grade = line.split("\t")
            qrels.setdefault(query, {})[paper] = int(grade)
        queries = {
            query["id"]: query["text"]
            for query in _json_lines(folder / "queries.jsonl")
            if query["id"] in qrels
        }
        return cls(
            name=folder.name,
            folder=folder,
            paper_ids=[record["id"] for record in records],
            papers=papers,
            queries=queries,
            qrels=qrels,
            is_english=not any(re.search(HAN, text) for text in (*papers, *queries.values())),
            digest=_digest(folder),
        )


def find_sets(data: Path) -> list[str]:
    """The names of the folders in `data` that hold a judged set, sorted."""
    folders = [each for each in data.iterdir() if all((each / name).exists() for name in FILES)]
    return sorted(folder.name for folder in folders)


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as lines:
        yield from map(json.loads, lines)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
