// Messages, word for word: they are what a user sees.

import LensStore
import Testing

@testable import LensLexical

@Suite struct LexicalErrorTests {
  @Test(arguments: [
    (
      LexicalError.newerFormat(expected: 1, found: 7),
      "lexical index, header: expected format version 1 or older, found 7. "
        + "Update lens, or rebuild the index with this release."
    ),
    (
      .tooLarge(what: "documents of a segment", limit: 10, found: 11),
      "lexical index, documents of a segment: expected at most 10, found 11. "
        + "Split the papers over several segments."
    ),
    (
      .unusableWeight(term: "model", found: -1),
      "query term \"model\": expected a positive finite weight, found -1.0. "
        + "Leave the term out."
    ),
    (
      .unusableParameters(name: "b", expected: "0...1", found: 2),
      "BM25 parameter b: expected 0...1, found 2.0. Give a value of that range."
    ),
    (
      .overlappingSegments(row: 5, expected: 9),
      "segment base 5: expected 9 or more, found 5. "
        + "Give each segment the sum of the counts before it."
    ),
    (
      .noSuchRow(row: 12, rows: 9),
      "row 12: expected a row of one of the segments, found none among 9 rows. "
        + "Ask for rows of the same snapshot only."
    ),
  ])
  func messagesNamePlaceExpectationFindingAndCure(_ error: LexicalError, _ message: String) {
    #expect(error.description == message)
  }

  @Test func aStoreErrorSpeaksForItself() {
    let error = StoreError.sectionMissing(file: "segment-1", section: "LXHD")
    #expect(LexicalError.store(error).description == error.description)
  }

  @Test func parametersOutsideTheirRangeAreRefused() {
    for (parameters, name) in [
      (BM25Parameters(k1: -0.1), "k1"), (BM25Parameters(k1: .nan), "k1"),
      (BM25Parameters(k1: 1001), "k1"), (BM25Parameters(b: 1.1), "b"),
      (BM25Parameters(b: -0.1), "b"),
    ] {
      #expect {
        try BM25Searcher(segments: [], parameters: parameters)
      } throws: { error in
        guard case LexicalError.unusableParameters(name, _, _) = error else { return false }
        return true
      }
    }
  }
}
