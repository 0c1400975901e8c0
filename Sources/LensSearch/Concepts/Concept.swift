// A concept met in a query: the words that name it, and how else it may be said.
import LensText

/// A run of a query's units that the glossary knows.
struct Concept: Sendable {
  /// Bytes of the query that name it.
  var range: Range<Int>
  /// The key it was found by.
  var key: [UInt8]
  /// Whether the query says it in Han.
  var hasHan: Bool
  /// Its spellings in both languages, the query's own among them.
  var spellings: [String]
}

extension ConceptTable {
  /// The concepts of a text: from left to right the longest run of units that the table knows.
  ///
  /// O(units · longest · log keys).
  func concepts(in units: [ConceptUnit]) throws -> [Concept] {
    var found: [Concept] = []
    var first = 0
    while first < units.count {
      var end = min(first + ConceptKey.longest, units.count)
      var next = first + 1
      while end > first {
        let key = ConceptKey.bytes(units[first..<end])
        let meanings = try concepts(meantBy: key)
        if !meanings.isEmpty {
          let spellings = try meanings.flatMap { try self.spellings(of: $0) }
          found.append(
            Concept(
              range: units[first].range.lowerBound..<units[end - 1].range.upperBound, key: key,
              hasHan: units[first..<end].contains(where: \.isHan),
              spellings: spellings))
          next = end
          break
        }
        end -= 1
      }
      first = next
    }
    return found
  }
}
