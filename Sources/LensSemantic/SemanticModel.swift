// The model as a query uses it: mapped, read where it is touched. Opening checks the
// sizes of the sections against each other; a query then reads the rows of its own
// terms, whatever the size of the vocabulary.

import LensLinear
import LensStore
import LensText

/// A semantic space read from a file.
public struct SemanticModel: Sendable {
  let parameters: ModelParameters
  /// Σ; the one array that is read at once.
  public let singularValues: [Float]
  /// What coordinates are multiplied with; see `Projection`.
  let scales: [Float]
  let queryMap: QueryMap?
  let terms: StringTable
  let surfaces: StringTable
  let documentFrequencies: MappedArray<UInt32>
  let weights: MappedArray<Float>
  let termRows: QuantisedRows
  let words: StringTable
  let wordFrequencies: MappedArray<UInt32>
  let wordRows: QuantisedRows

  /// Opens the model of a file.
  ///
  /// O(rank); everything else is read and verified when touched.
  ///
  /// Throws `.store` where a section is missing, damaged, or disagrees with the others, and
  /// `.otherFormat`.
  public init(reading file: SectionedFile) throws(SemanticError) {
    parameters = try ModelParameters(reading: file)
    let (m, w, k) = (parameters.termCount, parameters.wordCount, parameters.rank)
    terms = try Self.table(ModelSections.terms, of: file, count: m, sorted: true)
    surfaces = try Self.table(ModelSections.surfaces, of: file, count: m, sorted: false)
    words = try Self.table(ModelSections.words, of: file, count: w, sorted: true)
    documentFrequencies = try Self.array(ModelSections.documentFrequencies, of: file, count: m)
    weights = try Self.array(ModelSections.weights, of: file, count: m)
    termRows = try QuantisedRows(ModelSections.termRows, of: file, count: m, rank: k)
    wordFrequencies = try Self.array(ModelSections.wordFrequencies, of: file, count: w)
    wordRows = try QuantisedRows(ModelSections.wordRows, of: file, count: w, rank: k)
    let sigma: MappedArray<Float> = try Self.array(
      ModelSections.singularValues, of: file, count: k)
    singularValues = try stored { () throws(StoreError) in Array(try sigma.all()) }
    for value in singularValues where !(value > 0 && value.isFinite) {
      throw .store(
        sigma.section.damaged(expected: "singular values above 0", found: "\(value)"))
    }
    scales = Projection.scales(singularValues)
    queryMap = try QueryMap(reading: file, rank: k)
  }

  private static func table(
    _ sections: StringTable.Sections, of file: SectionedFile, count: Int, sorted: Bool
  ) throws(SemanticError) -> StringTable {
    let table = try stored { () throws(StoreError) in
      try StringTable(reading: file, sections: sections)
    }
    guard table.count == count, table.isSorted == sorted else {
      let section = try stored { () throws(StoreError) in try file.section(sections.offsets) }
      throw .store(
        section.damaged(
          expected: "\(count) strings, sorted: \(sorted)",
          found: "\(table.count), sorted: \(table.isSorted)"))
    }
    return table
  }

  static func array<Element: BitwiseCopyable>(
    _ id: SectionID, of file: SectionedFile, count: Int
  ) throws(SemanticError) -> MappedArray<Element> {
    try stored { () throws(StoreError) in
      let array = try file.section(id).array(of: Element.self)
      guard array.count == count else {
        throw array.section.damaged(
          expected: "\(count) numbers", found: "\(array.count) numbers")
      }
      return array
    }
  }

  /// The number of dimensions.
  public var rank: Int { parameters.rank }
  /// The number of terms in the space.
  public var vocabularyCount: Int { parameters.termCount }
  /// The number of corpus words folded in.
  public var wordCount: Int { parameters.wordCount }
  /// The fingerprint of the analysis that made the terms.
  public var analyzerFingerprint: UInt64 { parameters.analyzerFingerprint }
  /// What the fit saw and kept.
  public var statistics: TrainingStatistics { parameters.statistics }
  /// The share of the documents' energy that lies in the space, 0 to 1.
  public var capturedShare: Double { statistics.capturedShare }

  /// The index of an analysed term; nil where the space does not know it.
  ///
  /// O(log vocabulary).
  public func termIndex(of bytes: [UInt8]) throws(SemanticError) -> Int? {
    try stored { () throws(StoreError) in try terms.find(bytes) }
  }

  /// The bytes of a term.
  ///
  /// Throws `.store` for an index the space does not have.
  public func term(at index: Int) throws(SemanticError) -> [UInt8] {
    try stored { () throws(StoreError) in Array(try terms.bytes(at: index)) }
  }

  /// A spelling of a term that reads as a word.
  public func surface(ofTerm index: Int) throws(SemanticError) -> String {
    try stored { () throws(StoreError) in try surfaces.string(at: index) }
  }

  /// The global weight of a term, 0 to 1.
  public func weight(ofTerm index: Int) throws(SemanticError) -> Float {
    try stored { () throws(StoreError) in try weights.at(index) }
  }

  /// In how many documents of the fit a term stands.
  public func documentFrequency(ofTerm index: Int) throws(SemanticError) -> Int {
    try stored { () throws(StoreError) in Int(try documentFrequencies.at(index)) }
  }

  /// A segmenter by the corpus's words.
  ///
  /// O(words): they are all read.
  public func segmenter() throws(SemanticError) -> Segmenter {
    try stored { () throws(StoreError) in
      var list: [(text: String, count: Int)] = []
      list.reserveCapacity(wordCount)
      for i in 0..<wordCount {
        list.append((try words.string(at: i), Int(try wordFrequencies.at(i))))
      }
      return Segmenter(list)
    }
  }
}
