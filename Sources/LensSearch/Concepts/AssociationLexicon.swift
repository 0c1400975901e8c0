// Which terms of the other language go with a term, learnt from the library's own bilingual papers.
//
// What the glossary does not know (new methods, names, a field's own words) a library says itself, if
// some of its papers have both languages: terms that stand in the same of those papers, and are not
// explained by their neighbours, translate each other. Kept in the model file; a query reads the terms it looks up.
import LensStore

/// A term of the other language and how strongly it goes with a term.
struct Association: Sendable, Equatable {
  /// The analysed term.
  var term: [UInt8]
  /// The squared cosine of the two terms' sets of bilingual papers, smoothed, times the geometric
  /// mean of the probabilities that each translates the other; above 0, below 1.
  var strength: Float
}

/// The sections of the lexicon; docs/format.md describes them.
private enum AssociationSections {
  static let terms = StringTable.Sections(offsets: SectionID("ATMO"), bytes: SectionID("ATMB"))
  /// Terms + 1 numbers: where each term's partners begin.
  static let starts = SectionID("APRS")
  static let partners = StringTable.Sections(offsets: SectionID("APRO"), bytes: SectionID("APRB"))
  /// The partners' strengths.
  static let strengths = SectionID("APRW")
}

/// Terms with their partners in the other language, strongest first.
struct AssociationLexicon: Sendable {
  private let terms: StringTable
  private let starts: MappedArray<UInt32>
  private let partners: StringTable
  private let strengths: MappedArray<Float>

  /// Opens the lexicon of a model file.
  ///
  /// O(1).
  init(reading file: SectionedFile) throws(StoreError) {
    terms = try StringTable(reading: file, sections: AssociationSections.terms)
    starts = try file.section(AssociationSections.starts).array(of: UInt32.self)
    partners = try StringTable(reading: file, sections: AssociationSections.partners)
    strengths = try file.section(AssociationSections.strengths).array(of: Float.self)
    guard terms.isSorted, starts.count == terms.count + 1, partners.count == strengths.count else {
      throw starts.section.damaged(
        expected: "\(terms.count + 1) bounds and \(partners.count) strengths",
        found: "\(starts.count) and \(strengths.count)")
    }
  }

  /// The partners of an analysed term, strongest first; none for a term without.
  ///
  /// O(log terms).
  func partners(of term: [UInt8]) throws(StoreError) -> [Association] {
    guard let place = try terms.find(term) else { return [] }
    let bounds = try starts.slice(place..<place + 2)
    guard bounds[0] <= bounds[1] else {
      throw starts.section.damaged(
        expected: "ascending numbers", found: "\(bounds[0]), \(bounds[1])")
    }
    var found: [Association] = []
    for partner in Int(bounds[0])..<Int(bounds[1]) {
      let strength = try strengths.at(partner)
      guard strength > 0, strength <= 1 else {
        throw strengths.section.damaged(expected: "strengths above 0", found: "\(strength)")
      }
      found.append(Association(term: Array(try partners.bytes(at: partner)), strength: strength))
    }
    return found
  }

  /// Writes a lexicon: terms ascending by bytes, each with its partners.
  static func write(
    _ entries: [(term: [UInt8], partners: [Association])], to writer: SectionedFileWriter
  ) throws(StoreError) {
    var bounds: [UInt32] = [0]
    for entry in entries { bounds.append(bounds[bounds.count - 1] + UInt32(entry.partners.count)) }
    let all = entries.flatMap(\.partners)
    try StringTable.write(
      entries.map(\.term), sorted: true, sections: AssociationSections.terms, to: writer)
    try writer.add(AssociationSections.starts, bounds)
    try StringTable.write(
      all.map(\.term), sorted: false, sections: AssociationSections.partners, to: writer)
    try writer.add(AssociationSections.strengths, all.map(\.strength))
  }
}
