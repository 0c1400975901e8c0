// The glossary as the index keeps it: spellings by concept, and a sorted table from analysed spellings
// to the concepts they may mean. A query touches the keys it looks up and the concepts it meets.
//
// Kept in the model file, so that an index answers the same wherever it is opened, with the entries
// a user added when it was made.
import LensStore
import LensText

/// Sections of the concept table; docs/format.md describes them.
private enum ConceptSections {
  static let keys = StringTable.Sections(offsets: SectionID("CKYO"), bytes: SectionID("CKYB"))
  static let spellings = StringTable.Sections(offsets: SectionID("CSPO"), bytes: SectionID("CSPB"))
  /// Concepts + 1 numbers: where each concept's spellings begin.
  static let concepts = SectionID("CSPC")
  /// Keys + 1 numbers: where each key's meanings begin.
  static let meaningStarts = SectionID("CMNO")
  /// Concepts, by key.
  static let meanings = SectionID("CMNG")

  static let all: Set<SectionID> = [
    keys.offsets, keys.bytes, spellings.offsets, spellings.bytes, concepts, meaningStarts, meanings,
  ]
}

/// What the spellings of a language can mean.
struct ConceptTable: Sendable {
  private let keys: StringTable
  private let spellings: StringTable
  private let concepts: MappedArray<UInt32>
  private let meaningStarts: MappedArray<UInt32>
  private let meanings: MappedArray<UInt32>

  /// Concepts in the table.
  var count: Int { concepts.count - 1 }

  /// Opens the table of a model file.
  ///
  /// O(1).
  init(reading file: SectionedFile) throws(StoreError) {
    keys = try StringTable(reading: file, sections: ConceptSections.keys)
    spellings = try StringTable(reading: file, sections: ConceptSections.spellings)
    concepts = try file.section(ConceptSections.concepts).array(of: UInt32.self)
    meaningStarts = try file.section(ConceptSections.meaningStarts).array(of: UInt32.self)
    meanings = try file.section(ConceptSections.meanings).array(of: UInt32.self)
    guard keys.isSorted, concepts.count >= 1, meaningStarts.count == keys.count + 1 else {
      throw concepts.section.damaged(
        expected: "a sorted table of keys", found: "\(keys.count) keys, \(concepts.count) bounds")
    }
  }

  /// The concepts a key may mean, none for an unknown one.
  ///
  /// O(log keys).
  func concepts(meantBy key: [UInt8]) throws(StoreError) -> [Int] {
    guard let place = try keys.find(key) else { return [] }
    let bounds = try meaningStarts.slice(place..<place + 2)
    guard bounds[0] <= bounds[1] else {
      throw meaningStarts.section.damaged(
        expected: "ascending numbers", found: "\(bounds[0]), \(bounds[1])")
    }
    return try meanings.slice(Int(bounds[0])..<Int(bounds[1])).map { Int($0) }
  }

  /// The spellings of a concept, as the glossary writes them.
  func spellings(of concept: Int) throws(StoreError) -> [String] {
    guard concept >= 0, concept < count else { throw concepts.failure("\(concept)") }
    let bounds = try concepts.slice(concept..<concept + 2)
    guard bounds[0] <= bounds[1] else {
      throw concepts.section.damaged(
        expected: "ascending numbers", found: "\(bounds[0]), \(bounds[1])")
    }
    var found: [String] = []
    for place in bounds[0]..<bounds[1] { found.append(try spellings.string(at: Int(place))) }
    return found
  }

  /// Writes the table of another model file as it is.
  static func copy(from file: SectionedFile, to writer: SectionedFileWriter) throws(StoreError) {
    for id in file.sectionIDs where ConceptSections.all.contains(id) {
      let section = try file.section(id)
      try writer.add(id, bytes: try section.bytes())
      withExtendedLifetime(section) {}
    }
  }

  /// Writes the table of a glossary.
  ///
  /// O(spellings · log spellings).
  static func write(_ glossary: Glossary, to writer: SectionedFileWriter) throws(StoreError) {
    let analyzer = Analyzer()
    var buffer = TokenBuffer()
    var meanings: [[UInt8]: [UInt32]] = [:]
    var spellings: [String] = []
    var starts: [UInt32] = [0]
    for (concept, entry) in glossary.entries.enumerated() {
      for spelling in entry.spellings {
        for key in Self.keys(of: spelling, analyzer, &buffer) {
          if meanings[key, default: []].last != UInt32(concept) {
            meanings[key, default: []].append(UInt32(concept))
          }
        }
      }
      spellings += entry.spellings
      starts.append(UInt32(spellings.count))
    }
    let sorted = meanings.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var bounds: [UInt32] = [0]
    for (_, concepts) in sorted { bounds.append(bounds[bounds.count - 1] + UInt32(concepts.count)) }
    try StringTable.write(
      sorted.map(\.key), sorted: true, sections: ConceptSections.keys, to: writer)
    try StringTable.write(spellings, sorted: false, sections: ConceptSections.spellings, to: writer)
    try writer.add(ConceptSections.concepts, starts)
    try writer.add(ConceptSections.meaningStarts, bounds)
    try writer.add(ConceptSections.meanings, sorted.flatMap(\.value))
  }

  /// The keys a spelling is found by: its units, and for several words also their compound written as
  /// one (`fine tuning` is found by `finetuning` too).
  private static func keys(
    of spelling: String, _ analyzer: Analyzer, _ buffer: inout TokenBuffer
  ) -> [[UInt8]] {
    analyzer.analyze(spelling, into: &buffer)
    let units = buffer.conceptUnits
    guard !units.isEmpty, units.count <= ConceptKey.longest else { return [] }
    var keys = [ConceptKey.bytes(units[...])]
    if spelling.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }) {
      let joined = spelling.split { $0 == " " || $0 == "-" }.joined(separator: "-")
      analyzer.analyze(joined, into: &buffer)
      if let whole = buffer.tokens.first(where: { $0.kind == .compound }),
        Int(whole.start) == 0, Int(whole.end) == joined.utf8.count
      {
        keys.append(Array(buffer.term(whole)))
      }
    }
    return keys
  }
}
