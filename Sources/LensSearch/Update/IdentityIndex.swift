// The names of a segment's papers as hashes, so that a record that is added finds the papers it may be
// one of by bisection in the mapped file. Half a hash is kept: two names of one half cost the look at a
// paper, which is compared before anything is believed.
import LensCorpus
import LensStore

/// From the hashes of names to the documents of a segment.
struct IdentityIndex: Sendable {
  /// Numbers of 64 bits, ascending: half a hash, then the document.
  private static let section = SectionID("IDKY")
  private let entries: MappedArray<UInt64>

  /// Opens the names of a segment; nil where it was written without.
  ///
  /// O(1).
  init?(reading file: SectionedFile) throws(StoreError) {
    guard file.sectionIDs.contains(Self.section) else { return nil }
    entries = try file.section(Self.section).array(of: UInt64.self)
  }

  /// Documents that may have a name, ascending.
  ///
  /// O(log names).
  func documents(under hash: UInt64) throws(StoreError) -> [Int] {
    let half = hash >> 32
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      if try entries.at(middle) >> 32 < half { low = middle + 1 } else { high = middle }
    }
    var found: [Int] = []
    while low < entries.count {
      let entry = try entries.at(low)
      guard entry >> 32 == half else { break }
      found.append(Int(entry & 0xFFFF_FFFF))
      low += 1
    }
    return found
  }

  /// Writes the names of papers; those without an id are places of papers that were removed.
  ///
  /// O(names · log names).
  static func write(_ papers: [Paper], to writer: SectionedFileWriter) throws(StoreError) {
    var entries: [UInt64] = []
    entries.reserveCapacity(papers.count * 4)
    for document in papers.indices where !papers[document].id.isEmpty {
      let first = entries.count
      for hash in papers[document].identityHashes {
        let entry = hash & ~0xFFFF_FFFF | UInt64(document)
        if !entries[first...].contains(entry) { entries.append(entry) }
      }
    }
    entries.sort()
    try writer.add(section, entries)
  }
}
