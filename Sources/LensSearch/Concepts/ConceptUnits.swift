// A text as the units that concepts are matched by: stems of its words and single Han characters.
import LensText

/// One unit of a text: a word's stem or a Han character, with its place.
struct ConceptUnit: Sendable {
  var term: ArraySlice<UInt8>
  var range: Range<Int>
  var isHan: Bool
}

extension TokenBuffer {
  /// The units in order: words, parts and numbers, and Han characters; wholes of compounds and pairs
  /// are left out, since their parts are there.
  var conceptUnits: [ConceptUnit] {
    tokens.compactMap { token in
      switch token.kind {
      case .word, .part, .number, .han:
        ConceptUnit(
          term: ArraySlice(Array(term(token))), range: Int(token.start)..<Int(token.end),
          isHan: token.kind == .han)
      case .compound, .hanPair, .other: nil
      }
    }
  }
}

extension Collection<UInt8> {
  /// Whether an analysed term is of Han, kana or Hangul: their UTF-8 begins at E3.
  var isHanTerm: Bool { (first ?? 0) >= 0xe3 }
}

/// The key that a run of units is looked up by.
enum ConceptKey {
  /// Units that a concept may have.
  static let longest = 12
  private static let separator: UInt8 = 0x1f

  /// The terms with a separator between them.
  static func bytes(_ units: ArraySlice<ConceptUnit>) -> [UInt8] {
    var key: [UInt8] = []
    for unit in units {
      if !key.isEmpty { key.append(separator) }
      key += unit.term
    }
    return key
  }
}
