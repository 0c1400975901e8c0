// Terms to dense numbers and back.
//
// Terms lie end to end in one arena and get ids 0, 1, 2… in the order they are first seen, so that
// the ids depend on the texts and their order alone. Beside each term stands its surface, the first
// spelling it was seen in, so that lists of stems read as words. Lookup is open addressing; a slot
// holds the first eight bytes of its term, so that a short term is found without touching the arena.

import CFolding

/// An interning table of term bytes.
public struct TermTable: Sendable {
  private struct Slot {
    /// The first eight bytes of the term.
    var prefix: UInt64 = 0
    /// hash's upper 24 bits, length up to 255 (8 bits), id + 1 (32 bits); 0 where free.
    var tag: UInt64 = 0
  }

  /// Term bytes, end to end; shape (sum of term lengths).
  private(set) var arena: [UInt8] = []
  /// End of each term in `arena`; shape (count).
  private(set) var ends: [UInt32] = []
  /// Surfaces that differ from their term, end to end.
  private var surfaceArena: [UInt8] = []
  /// Where each term's surface lies: start << 8 | length, 0 where it is the term; shape (count).
  private var surfaces: [UInt64] = []
  /// The lower 32 bits of each term's hash, for growing; shape (count).
  private var hashes: [UInt32] = []
  /// Open addressing, linear probing; the count is a power of two, at most 3/4 taken.
  private var slots: [Slot]

  /// An empty table with room for about `minimumCapacity` terms.
  public init(minimumCapacity: Int = 0) {
    var size = 64
    while size / 4 * 3 < minimumCapacity { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
  }

  /// Number of terms.
  public var count: Int { ends.count }

  /// Bytes held by the table, roughly.
  public var byteCount: Int {
    arena.count + surfaceArena.count + slots.count * 16 + ends.count * 16
  }

  /// The id of a term, given the next free one where it is new, with `surface` as its spelling
  /// (`nil`: the term itself; longer than 255 bytes: cut at a scalar boundary).
  ///
  /// Amortised O(length).
  ///
  /// - Precondition: all terms together stay below 4 GiB, all ids below 2³² − 1.
  @discardableResult
  public mutating func intern(
    _ term: UnsafeBufferPointer<UInt8>, surface: UnsafeBufferPointer<UInt8>? = nil
  ) -> UInt32 {
    intern(term) { surface }
  }

  /// The id of a term, given the next free one where it is new.
  @discardableResult
  public mutating func intern(_ term: String) -> UInt32 {
    var term = term
    return term.withUTF8 { intern($0) }
  }

  /// The id of a term, `nil` where it was never interned.
  ///
  /// O(length).
  public func lookup(_ term: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let prefix = TermHash.prefix(term)
    return lookup(term, prefix: prefix, hash: TermHash.hash(term, prefix: prefix))
  }

  /// The id of a term, `nil` where it was never interned.
  public func lookup(_ term: String) -> UInt32? {
    var term = term
    return term.withUTF8 { lookup($0) }
  }

  /// Whether a term has no bytes.
  ///
  /// - Precondition: `id < count`.
  public func isEmptyTerm(_ id: UInt32) -> Bool { range(id).isEmpty }

  /// The bytes of a term; a copy.
  ///
  /// - Precondition: `id < count`.
  public func term(_ id: UInt32) -> [UInt8] {
    Array(arena[range(id)])
  }

  /// Calls `body` with the bytes of a term, without a copy; the pointer is valid inside only.
  ///
  /// - Precondition: `id < count`.
  public func withTerm<Result, Failure: Error>(
    _ id: UInt32, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let range = range(id)
    return try arena.withUnsafeBufferPointer { bytes throws(Failure) in
      try body(UnsafeBufferPointer(rebasing: bytes[range]))
    }
  }

  /// The first spelling the term was seen in, folded: `language` for `languag`.
  ///
  /// - Precondition: `id < count`.
  public func surface(_ id: UInt32) -> String {
    String(decoding: surfaceBytes(id), as: UTF8.self)
  }

  /// The bytes of `surface(_:)`, without a copy.
  ///
  /// - Precondition: `id < count`.
  public func surfaceBytes(_ id: UInt32) -> ArraySlice<UInt8> {
    let place = surfaces[Int(id)]
    guard place != 0 else { return arena[range(id)] }
    let start = Int(place >> 8)
    return surfaceArena[start..<start + Int(place & 255)]
  }

  /// Interns every term of `other`, in its order, and returns the id here of each id there; shape
  /// (`other.count`).
  ///
  /// Terms known already keep the surface they have. Deterministic: merging batches in order gives
  /// the ids that one table over all texts would give. O(bytes of `other`).
  public mutating func merge(_ other: TermTable) -> [UInt32] {
    var map: [UInt32] = []
    map.reserveCapacity(other.count)
    other.arena.withUnsafeBufferPointer { bytes in
      other.surfaceArena.withUnsafeBufferPointer { surfaceBytes in
        for id in 0..<UInt32(truncatingIfNeeded: other.count) {
          let term = UnsafeBufferPointer(rebasing: bytes[other.range(id)])
          let place = other.surfaces[Int(id)]
          let merged = intern(
            term,
            { () -> UnsafeBufferPointer<UInt8>? in
              guard place != 0 else { return nil }
              let start = Int(place >> 8)
              return UnsafeBufferPointer(rebasing: surfaceBytes[start..<start + Int(place & 255)])
            })
          map.append(merged)
        }
      }
    }
    return map
  }
}

// MARK: - Open addressing

extension TermTable {
  @inline(__always)
  private func range(_ id: UInt32) -> Range<Int> {
    (id == 0 ? 0 : Int(ends[Int(id) - 1]))..<Int(ends[Int(id)])
  }

  /// The slot that holds the term, or the free one where it belongs.
  ///
  /// The table is never full.
  @inline(__always)
  private func find(
    _ term: UnsafeBufferPointer<UInt8>, prefix: UInt64, hash: UInt64
  ) -> Int {
    let mask = slots.count - 1
    let wanted = Self.tag(term.count, hash)
    var index = Int(truncatingIfNeeded: hash & 0xFFFF_FFFF) & mask
    while true {
      let slot = slots[index]
      if slot.tag == 0 { return index }
      if slot.tag >> 32 == wanted, slot.prefix == prefix {
        // Equal lengths and eight equal bytes at most: that is all of a short term.
        if term.count <= 8 { return index }
        let found = range(UInt32(truncatingIfNeeded: slot.tag) - 1)
        if found.count == term.count, equal(found, term) { return index }
      }
      index = (index + 1) & mask
    }
  }

  /// Upper half of a slot's tag.
  @inline(__always)
  private static func tag(_ count: Int, _ hash: UInt64) -> UInt64 {
    (hash >> 40) << 8 | UInt64(truncatingIfNeeded: min(count, 255))
  }

  @inline(__always)
  private func equal(_ range: Range<Int>, _ term: UnsafeBufferPointer<UInt8>) -> Bool {
    for offset in 8..<term.count where arena[range.lowerBound + offset] != term[offset] {
      return false
    }
    return true
  }

  @inline(__always)
  private mutating func intern(
    _ term: UnsafeBufferPointer<UInt8>, _ surface: () -> UnsafeBufferPointer<UInt8>?
  ) -> UInt32 {
    let prefix = TermHash.prefix(term)
    let hash = TermHash.hash(term, prefix: prefix)
    return intern(term, prefix: prefix, hash: hash, surface)
  }

  /// Asks for the slot where a term of this hash is looked up first.
  @inline(__always)
  func prefetch(hash: UInt64) {
    let index = Int(truncatingIfNeeded: hash & 0xFFFF_FFFF) & (slots.count - 1)
    slots.withUnsafeBufferPointer { slots in
      if let base = slots.baseAddress { lens_prefetch(base + index) }
    }
  }

  /// `lookup(_:)` with the term's prefix and hash at hand.
  @inline(__always)
  func lookup(_ term: UnsafeBufferPointer<UInt8>, prefix: UInt64, hash: UInt64) -> UInt32? {
    let tag = slots[find(term, prefix: prefix, hash: hash)].tag
    return tag == 0 ? nil : UInt32(truncatingIfNeeded: tag) - 1
  }

  /// `intern(_:surface:)` with the term's prefix and hash at hand; the surface is asked for only
  /// where the term is new.
  @inline(__always)
  mutating func intern(
    _ term: UnsafeBufferPointer<UInt8>, prefix: UInt64, hash: UInt64,
    _ surface: () -> UnsafeBufferPointer<UInt8>?
  ) -> UInt32 {
    let index = find(term, prefix: prefix, hash: hash)
    let tag = slots[index].tag
    if tag != 0 { return UInt32(truncatingIfNeeded: tag) - 1 }
    return add(term, surface(), at: index, prefix: prefix, hash: hash)
  }

  private mutating func add(
    _ term: UnsafeBufferPointer<UInt8>, _ surface: UnsafeBufferPointer<UInt8>?, at index: Int,
    prefix: UInt64, hash: UInt64
  ) -> UInt32 {
    precondition(
      arena.count + term.count <= UInt32.max && ends.count < UInt32.max - 1,
      "a term table holds at most 4 GiB")
    let id = UInt32(truncatingIfNeeded: ends.count)
    arena.append(contentsOf: term)
    ends.append(UInt32(truncatingIfNeeded: arena.count))
    hashes.append(UInt32(truncatingIfNeeded: hash))
    surfaces.append(store(surface, unless: term))
    slots[index] = Slot(prefix: prefix, tag: Self.tag(term.count, hash) << 32 | UInt64(id + 1))
    if ends.count > slots.count / 4 * 3 { grow() }
    return id
  }

  /// Appends a surface to its arena and returns its place; 0 where the term says it already.
  private mutating func store(
    _ surface: UnsafeBufferPointer<UInt8>?, unless term: UnsafeBufferPointer<UInt8>
  ) -> UInt64 {
    guard let surface, surface.count > 0, !surface.elementsEqual(term) else { return 0 }
    var length = min(surface.count, 255)
    if length < surface.count {
      while length > 0, surface[length] & 0xC0 == 0x80 { length -= 1 }
    }
    let start = UInt64(surfaceArena.count)
    surfaceArena.append(contentsOf: surface[..<length])
    return length == 0 ? 0 : start << 8 | UInt64(length)
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var larger = [Slot](repeating: Slot(), count: slots.count * 2)
    for slot in slots where slot.tag != 0 {
      let id = Int(UInt32(truncatingIfNeeded: slot.tag) - 1)
      var index = Int(hashes[id]) & mask
      while larger[index].tag != 0 { index = (index + 1) & mask }
      larger[index] = slot
    }
    slots = larger
  }
}
