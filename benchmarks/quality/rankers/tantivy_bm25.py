"""BM25 by tantivy, k1 1.2 and b 0.75 (its only setting)."""

from collections.abc import Sequence

import numpy as np
import tantivy

from ..measures import DEPTH
from . import Scores

_ANALYZER = "english"


class Ranker:
    """One text field, English stop words and stems by tantivy's own filters."""

    def __init__(self) -> None:
        analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stopword("english"))
            .filter(tantivy.Filter.stemmer("english"))
            .build()
        )
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name=_ANALYZER)
        builder.add_unsigned_field("row", stored=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer(_ANALYZER, analyzer)
        self._analyzer = analyzer
        self._count = 0

    def index(self, papers: Sequence[str]) -> None:
        """Takes in the texts of all papers."""
        writer = self._index.writer()
        for row, paper in enumerate(papers):
            writer.add_document(tantivy.Document(text=paper, row=row))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._count = len(papers)

    def score(self, queries: Sequence[str]) -> Scores:
        """Scores the best papers for every query and leaves the others at 0."""
        scores = np.zeros((len(queries), self._count), np.float32)
        searcher = self._index.searcher()
        for row, query in enumerate(queries):
            for score, address in searcher.search(self._any_word(query), DEPTH).hits:
                scores[row, searcher.doc(address)["row"][0]] = score
        return scores

    def _any_word(self, query: str) -> tantivy.Query:
        """The words of `query`, any of which may match: nothing in it is syntax."""
        words = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word))
            for word in self._analyzer.analyze(query)
        ]
        return tantivy.Query.boolean_query(words)
