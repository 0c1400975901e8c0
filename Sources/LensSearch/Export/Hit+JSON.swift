// The JSON of answers and papers. Names and order are a contract: docs/json.md lists them.
import LensCorpus

extension Hit {
  /// `{rank, id, title, title_zh, year, score, lexical, semantic, snippet, …}`.
  public var json: JSONValue {
    .object([
      "rank": .integer(rank),
      "id": .string(paper.id),
      "title": .text(paper.title),
      "title_zh": .text(paper.titleZH),
      "year": paper.year.map { .integer($0) },
      "score": .number(score),
      "lexical": .number(lexical),
      "semantic": .number(semantic),
      "snippet": .text(snippet?.text),
      "matches": .strings(snippet?.matches ?? []),
      "date": .text(paper.date),
      "url": .text(paper.url),
      "duplicates": .strings(duplicates),
      "explanation": explanation?.json,
    ])
  }
}

extension Explanation {
  /// `{lexical_weight, semantic_weight, bm25, bm25_reference, adjacency, feedback, query_terms, …}`.
  public var json: JSONValue {
    .object([
      "lexical_weight": .number(lexicalWeight),
      "semantic_weight": .number(semanticWeight),
      "bm25": .number(bm25),
      "bm25_reference": .number(bm25Reference),
      "adjacency": .number(adjacency),
      "feedback": .number(feedback),
      "query_terms": .array(
        queryTerms.map { share in
          .object([
            "term": .string(share.term),
            "lexical": .number(share.lexical),
            "semantic": .number(share.semantic),
            "total": .number(share.total),
            "rendering": .text(share.rendering),
          ])
        }),
      "paper_terms": .array(
        paperTerms.map { share in
          .object(["term": .string(share.term), "semantic": .number(share.semantic)])
        }),
      "other_paper_terms": .number(otherPaperTerms),
    ])
  }
}

extension Paper {
  /// The paper in the field names that `lens index` reads, unknown fields included.
  public var json: JSONValue {
    let known: JSONValue = .object([
      "id": .string(id),
      "title": .text(title),
      "title_zh": .text(titleZH),
      "abstract": .text(abstract),
      "abstract_zh": .text(abstractZH),
      "authors": .strings(authors),
      "year": year.map { .integer($0) },
      "date": .text(date),
      "venue": .text(venue),
      "keywords": .strings(keywords),
      "url": .text(url),
      "doi": .text(doi),
    ])
    guard case .object(let members) = known else { return known }
    return .object(members + extra.map { JSONValue.Member($0.name, .raw($0.json)) })
  }
}
