// The sections of a model file (docs/format.md) and its parameters.

import LensStore

/// The sections of a model, all little-endian; `k` dimensions, `m` terms, `w` words.
enum ModelSections {
  /// `ModelParameters`.
  static let parameters = SectionID("MPAR")
  /// The terms in byte order; m.
  static let terms = StringTable.Sections(
    offsets: SectionID("MTMO"), bytes: SectionID("MTMB"))
  /// A spelling of each term; m.
  static let surfaces = StringTable.Sections(
    offsets: SectionID("MSFO"), bytes: SectionID("MSFB"))
  /// Documents with each term, UInt32; m.
  static let documentFrequencies = SectionID("MTDF")
  /// Global weights, Float; m.
  static let weights = SectionID("MTGW")
  /// Σ, Float, descending; k.
  static let singularValues = SectionID("MSIG")
  /// The map of queries, Float, row-major; k × k, or empty.
  static let queryMap = SectionID("MQMP")
  /// V; m × k.
  static let termRows = Rows(
    codes: SectionID("MTVS"), scales: SectionID("MTSC"), lengths: SectionID("MTLN"))
  /// The folded-in words in byte order; w.
  static let words = StringTable.Sections(
    offsets: SectionID("MWDO"), bytes: SectionID("MWDB"))
  /// Documents with each word, UInt32; w.
  static let wordFrequencies = SectionID("MWDF")
  /// The words' vectors on the scale of V; w × k.
  static let wordRows = Rows(
    codes: SectionID("MWVS"), scales: SectionID("MWSC"), lengths: SectionID("MWLN"))

  /// The sections of a table of vectors.
  struct Rows {
    /// Int16, rows × k: what the scale is multiplied with.
    let codes: SectionID
    /// Float, one a row.
    let scales: SectionID
    /// The length of each row times Σ, Float.
    let lengths: SectionID
  }
}

/// The numbers at the head of a model: ten UInt64, the last three the bits of doubles.
struct ModelParameters: Sendable, Equatable {
  static let format = 2
  static let fieldCount = 10
  /// No space is wider; a file that says so is damaged.
  static let greatestRank = 1 << 16

  var rank: Int
  var termCount: Int
  var wordCount: Int
  var analyzerFingerprint: UInt64
  var statistics: TrainingStatistics

  var encoded: [UInt64] {
    [
      UInt64(Self.format), UInt64(rank), UInt64(termCount), UInt64(wordCount),
      analyzerFingerprint, UInt64(statistics.documents), UInt64(statistics.fittedDocuments),
      statistics.totalEnergy.bitPattern, statistics.capturedEnergy.bitPattern,
      statistics.residual.bitPattern,
    ]
  }

  init(
    rank: Int, termCount: Int, wordCount: Int, analyzerFingerprint: UInt64,
    statistics: TrainingStatistics
  ) {
    self.rank = rank
    self.termCount = termCount
    self.wordCount = wordCount
    self.analyzerFingerprint = analyzerFingerprint
    self.statistics = statistics
  }

  /// Reads and checks the parameters; every count fits what later multiplications make of it.
  init(reading file: SectionedFile) throws(SemanticError) {
    let section = try stored { () throws(StoreError) in try file.section(ModelSections.parameters) }
    let array = try stored { () throws(StoreError) in try section.array(of: UInt64.self) }
    let fields = try stored { () throws(StoreError) in Array(try array.all()) }
    guard let format = fields.first else {
      throw .store(section.damaged(expected: "a format number", found: "nothing"))
    }
    guard format == UInt64(Self.format) else {
      throw .otherFormat(
        file: file.record.name, found: Int(clamping: format), supported: Self.format)
    }
    guard fields.count == Self.fieldCount else {
      throw .store(
        section.damaged(expected: "\(Self.fieldCount) numbers", found: "\(fields.count)"))
    }
    func count(_ field: Int, below limit: Int) throws(SemanticError) -> Int {
      guard let value = Int(exactly: fields[field]), value < limit else {
        throw .store(
          section.damaged(expected: "a number below \(limit)", found: "\(fields[field])"))
      }
      return value
    }
    rank = try count(1, below: Self.greatestRank + 1)
    termCount = try count(2, below: Int(UInt32.max))
    wordCount = try count(3, below: Int(UInt32.max))
    analyzerFingerprint = fields[4]
    statistics = TrainingStatistics(
      documents: try count(5, below: 1 << 48), fittedDocuments: try count(6, below: 1 << 48),
      totalEnergy: Double(bitPattern: fields[7]), capturedEnergy: Double(bitPattern: fields[8]),
      residual: Double(bitPattern: fields[9]))
  }
}
