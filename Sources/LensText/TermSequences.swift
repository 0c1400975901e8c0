// The terms of documents in the order they stand in: what bags of words forget.
//
// Numbers as varints, field after field, each field headed by a zero and its weight. Numbers are
// given out as terms are first met, so that the common ones are small: about two bytes a term.

/// The sequence of terms of each of a run of documents.
public struct TermSequences: Sendable, Equatable {
  /// What stands before a field, followed by the field's weight; a term is its id plus one.
  public static let fieldMark: UInt32 = 0

  /// The varints of all documents, one after another.
  public private(set) var bytes: [UInt8] = []
  /// Where each document ends in `bytes`; shape (documents).
  public private(set) var ends: [Int] = []

  /// No documents.
  public init() {}

  /// Number of documents.
  public var count: Int { ends.count }

  /// Appends a document, given as field marks, weights and term ids plus one.
  ///
  /// O(symbols).
  public mutating func append(_ symbols: [UInt32]) {
    append(symbols[...]) { $0 }
  }

  /// Appends a document, id `i` written as `map[i]`.
  mutating func append(_ symbols: ArraySlice<UInt32>, through map: [UInt32]) {
    map.withUnsafeBufferPointer { map in append(symbols) { map[Int($0)] } }
  }

  @inline(__always)
  private mutating func append(_ symbols: ArraySlice<UInt32>, id: (UInt32) -> UInt32) {
    // Five bytes are room for any number.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 5 * symbols.count) { room in
      var count = 0
      var isWeight = false
      for symbol in symbols {
        let isNumber = isWeight || symbol == Self.fieldMark
        var rest = isNumber ? symbol : id(symbol - 1) + 1
        isWeight = !isWeight && symbol == Self.fieldMark
        while rest >= 0x80 {
          room[count] = UInt8(truncatingIfNeeded: rest) | 0x80
          count += 1
          rest >>= 7
        }
        room[count] = UInt8(truncatingIfNeeded: rest)
        count += 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<count]))
    }
    ends.append(bytes.count)
  }

  /// Appends every document of `other`.
  ///
  /// O(bytes).
  public mutating func append(_ other: TermSequences) {
    let base = bytes.count
    bytes.append(contentsOf: other.bytes)
    ends.append(contentsOf: other.ends.lazy.map { $0 + base })
  }

  /// Puts documents in the place of some.
  ///
  /// O(bytes).
  ///
  /// - Precondition: `rows` ascend and are as many as the replacements.
  public mutating func replace(_ rows: [Int], by replacements: TermSequences) {
    precondition(rows.count == replacements.count, "a replacement for each row")
    var result = TermSequences()
    var next = 0
    for document in 0..<count {
      let isReplaced = next < rows.count && rows[next] == document
      let source = isReplaced ? replacements : self
      result.bytes += source.bytes[source.range(of: isReplaced ? next : document)]
      result.ends.append(result.bytes.count)
      if isReplaced { next += 1 }
    }
    self = result
  }

  private func range(of document: Int) -> Range<Int> {
    (document == 0 ? 0 : ends[document - 1])..<ends[document]
  }
}

/// Reads varints of at most 32 bits, seven bits a byte, low bits first.
///
/// A view: the bytes must outlive it.
public struct VarintDecoder {
  @usableFromInline var position: UnsafeRawPointer?
  @usableFromInline let end: UnsafeRawPointer?

  /// A decoder at the start of `bytes`.
  @inlinable
  public init(_ bytes: UnsafeRawBufferPointer) {
    position = bytes.baseAddress
    end = bytes.baseAddress.map { $0 + bytes.count }
  }

  /// The next number; `nil` at the end, or where a number is cut short or too long.
  @inlinable
  public mutating func next() -> UInt32? {
    guard var place = position, let end else { return nil }
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while place < end, shift < 35 {
      let byte = place.load(as: UInt8.self)
      place += 1
      value |= UInt32(byte & 0x7F) << shift
      if byte < 0x80 {
        position = place
        return value
      }
      shift += 7
    }
    position = nil
    return nil
  }
}

extension TokenKind {
  /// Whether tokens of the kind make up sequences: words, and the parts of compounds.
  ///
  /// Compounds are told by their parts, and of Han the pairs say already what stands together.
  public var isSequential: Bool {
    switch self {
    case .word, .part, .number, .other: true
    case .compound, .han, .hanPair: false
    }
  }
}
