// Counting the terms of one document over its fields.
//
// One counter per thread: its scratch grows with the term table and is never cleared as a whole,
// only the entries a document touched, so that a document costs what it holds and nothing more.

import CFolding

/// Scratch that turns the token buffers of a document's fields into one bag of words.
public struct DocumentCounter: Sendable {
  /// Weighted count of each term in the current document; shape (ids seen so far).
  private var counts: [UInt32] = []
  /// Ids with a count above zero, in the order they were met.
  private var touched: [UInt32] = []
  private var packed: [UInt64] = []
  /// The current document as `TermSequences` holds it.
  private var sequence: [UInt32] = []
  /// Prefix, hash and id of the tokens of one group; shape (group).
  private var prefixes = [UInt64](repeating: 0, count: Self.group)
  private var hashes = [UInt64](repeating: 0, count: Self.group)
  private var ids = [UInt32](repeating: 0, count: Self.group)
  /// Scratch of the scanner, and the words it was asked about, for texts that are counted directly.
  var scratch = TokenBuffer()
  var words = WordCache()
  /// Tokens hashed before the first of them is looked up, so that memory answers meanwhile.
  private static let group = 32

  /// An empty counter.
  public init() {}

  /// Number of distinct terms in the current document.
  public var distinctTermCount: Int { touched.count }

  /// Adds a field's tokens, each counting `weight` times, giving new terms an id in `table`.
  ///
  /// - Precondition: `weight >= 1`. O(tokens).
  public mutating func add(
    _ buffer: borrowing TokenBuffer, weight: Int = 1, interning table: inout TermTable
  ) {
    begin(weight: weight)
    intern(buffer, weight: weight, in: &table)
  }

  /// Begins a field.
  mutating func begin(weight: Int) {
    precondition(weight >= 1, "a field weight is at least 1")
    sequence.append(TermSequences.fieldMark)
    sequence.append(UInt32(clamping: weight))
  }

  /// Counts tokens of the current field, giving new terms an id; returns that of the last.
  @discardableResult
  mutating func intern(
    _ buffer: borrowing TokenBuffer, weight: Int, in table: inout TermTable
  ) -> UInt32? {
    if buffer.tokens.isEmpty { return nil }
    forEachGroup(
      buffer, weight: weight, table: &table
    ) { table, bytes, token, prefix, hash in
      let start = Int(token.termStart)
      let surface = Int(token.surfaceLength)
      let term = UnsafeBufferPointer(rebasing: bytes[start..<start + Int(token.termLength)])
      return table.intern(term, prefix: prefix, hash: hash) {
        surface == 0 ? nil : UnsafeBufferPointer(rebasing: bytes[start - surface..<start])
      }
    }
    return ids[(buffer.tokens.count - 1) % Self.group]
  }

  /// Counts terms of the current field by their ids, all of them plain words.
  @inline(__always)
  mutating func count(_ ids: UnsafeBufferPointer<UInt32>, weight: Int) {
    let weight = min(UInt32(clamping: weight), 1 << 24)
    for id in ids where Int(id) >= counts.count { grow(to: id) }
    counts.withUnsafeMutableBufferPointer { counts in
      for id in ids {
        let old = counts[Int(id)]
        if old == 0 { touched.append(id) }
        counts[Int(id)] = old >= 1 << 24 ? old : old + weight
      }
    }
    for id in ids { sequence.append(id + 1) }
  }

  /// Adds a field's tokens that `table` knows already and leaves out the others.
  ///
  /// O(tokens).
  ///
  /// - Precondition: `weight >= 1`.
  public mutating func add(
    _ buffer: borrowing TokenBuffer, weight: Int = 1, lookingUpIn table: TermTable
  ) {
    var table = table  // shared, never written to
    forEachGroup(
      buffer, weight: weight, table: &table
    ) { table, bytes, token, prefix, hash in
      let start = Int(token.termStart)
      let term = UnsafeBufferPointer(rebasing: bytes[start..<start + Int(token.termLength)])
      return table.lookup(term, prefix: prefix, hash: hash)
    }
  }

  /// Hashes the tokens group by group, finds their ids, and counts those that have one.
  @inline(__always)
  private mutating func forEachGroup(
    _ buffer: borrowing TokenBuffer, weight: Int, table: inout TermTable,
    find: (
      inout TermTable, UnsafeBufferPointer<UInt8>, Token, _ prefix: UInt64, _ hash: UInt64
    ) -> UInt32?
  ) {
    precondition(weight >= 1, "a field weight is at least 1")
    let weight = UInt32(clamping: weight)
    let tokens = buffer.tokens
    buffer.termBytes.withUnsafeBufferPointer { bytes in
      var first = 0
      while first < tokens.count {
        let size = min(Self.group, tokens.count - first)
        for index in 0..<size {
          let start = Int(tokens[first + index].termStart)
          let term = UnsafeBufferPointer(
            rebasing: bytes[start..<start + Int(tokens[first + index].termLength)])
          prefixes[index] = TermHash.prefix(term)
          hashes[index] = TermHash.hash(term, prefix: prefixes[index])
          table.prefetch(hash: hashes[index])
        }
        for index in 0..<size {
          let id = find(&table, bytes, tokens[first + index], prefixes[index], hashes[index])
          ids[index] = id ?? .max
          if let id { prefetchCount(id) }
        }
        for index in 0..<size where ids[index] != .max {
          count(ids[index], weight)
          if tokens[first + index].kind.isSequential { sequence.append(ids[index] + 1) }
        }
        first += size
      }
    }
  }

  @inline(__always)
  private func prefetchCount(_ id: UInt32) {
    counts.withUnsafeBufferPointer { counts in
      if Int(id) < counts.count, let base = counts.baseAddress { lens_prefetch(base + Int(id)) }
    }
  }

  /// Appends the current document to `documents`, as it was counted, and starts the next one.
  ///
  /// O(its terms and symbols).
  public mutating func finish(into documents: inout CountedDocuments) {
    pack()
    documents.append(pairs: packed, symbols: sequence)
    sequence.removeAll(keepingCapacity: true)
  }

  /// Appends the current document to `documents` and starts the next one.
  public mutating func finish(into documents: inout DocumentTerms) {
    sequence.removeAll(keepingCapacity: true)
    pack()
    packed.withUnsafeMutableBufferPointer { documents.appendSorting($0) }
  }

  /// Moves the counts of the current document into `packed`.
  private mutating func pack() {
    packed.removeAll(keepingCapacity: true)
    for id in touched {
      packed.append(UInt64(id) << 32 | UInt64(counts[Int(id)]))
      counts[Int(id)] = 0
    }
    touched.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private mutating func count(_ id: UInt32, _ weight: UInt32) {
    let index = Int(id)
    if index >= counts.count { grow(to: id) }
    let old = counts[index]
    if old == 0 { touched.append(id) }
    // Saturates well below overflow; DocumentTerms cuts at 65,535.
    counts[index] = old >= 1 << 24 ? old : old + min(weight, 1 << 24)
  }

  private mutating func grow(to id: UInt32) {
    let index = Int(id)
    counts.append(
      contentsOf: repeatElement(0, count: max(1024, index + 1 - counts.count + index)))
  }
}
