// PaperMerger: records in, unique papers out, in the order in which they were first seen. The same
// paper comes twice for good reasons (a digest saved as text and as Markdown, an export made again)
// and for bad ones (one id given to two papers); the first are silent, the second are named.
//
// Two records are one paper if they have
//   1. the same id of their own (arXiv numbers compared without version), or,
//      unless both have ids of their own that differ,
//   2. the same arXiv number, DOI or PubMed number, or,
//      unless one of these differs,
//   3. the same web address, and no two titles of one language that differ, or
//   4. the same title, normalised, of at least eight characters, by the same first author; where
//      authors are not known, not more than a year apart.
// So two records whose own ids differ never merge, whatever else they share; nor do two of one
// catalogue (PubMed, OpenAlex, Semantic Scholar, the ACL Anthology) whose numbers there differ. Of two papers under one
// id (and no number of arXiv or a catalogue, where titles change between versions) the second is given
// another.

/// Unites repeated records; feed it batches in input order, then take ``papers``.
///
/// Besides the papers themselves it holds about 100 bytes a paper: hashes, no second copy of any
/// text. Adding is O(length of the titles) a record.
public struct PaperMerger: Sendable {
  /// What was counted while merging.
  public struct Counts: Sendable, Equatable {
    /// Records added.
    public var records = 0
    /// Repeats that said nothing new.
    public var identicalRepeats = 0
    /// Repeats that filled a field the first record lacked.
    public var completingRepeats = 0
    /// Repeats that said something else than the first; each was reported.
    public var conflictingRepeats = 0
    /// Records of a file that was read before, taken for newer versions of what stood there.
    public var renewed = 0
    /// Other papers under an id that was taken; each was reported and given an id of its own.
    public var renamed = 0

    /// All repeats.
    public var repeats: Int { identicalRepeats + completingRepeats + conflictingRepeats + renewed }
  }

  /// The unique papers so far, in the order in which they were first seen.
  public private(set) var papers: [Paper] = []
  /// Papers whose text grew after they were first seen, by number: what was made of them before is
  /// out of date.
  public private(set) var revised: Set<Int> = []
  /// What was counted so far.
  public private(set) var counts = Counts()

  private var index = HashIndex()
  private var met: MetPapers?

  /// An empty merger.
  public init() {}

  /// A merger of records into papers that are there already; those that records may be merged with
  /// stand among ``papers``.
  public init(into library: any PaperLibrary) { met = MetPapers(library) }

  /// The papers of the library that were looked at.
  public var metPapers: [MetPaper] { met?.all ?? [] }

  /// Adds records; returns a remark for each that contradicts an earlier one.
  public mutating func add(_ records: [Paper]) -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    for record in records {
      if let remark = add(record) { remarks.append(remark) }
    }
    return remarks
  }

  /// Adds one record.
  public mutating func add(_ record: Paper) -> Diagnostic? {
    counts.records += 1
    let keys = IdentityKeys(record)
    guard let number = match(record, keys) else {
      append(record, keys)
      return nil
    }
    return merge(record, into: number)
  }

  // MARK: Finding

  private mutating func match(_ record: Paper, _ keys: IdentityKeys) -> Int? {
    let names = keys.names
    if let id = keys.id {
      if let found = first(id, where: { Self.sameID($0, record) }) { return found }
    }
    for published in [keys.arXiv, keys.doi, keys.pmid].compactMap({ $0 }) {
      let found = first(published) { paper in
        let other = PublishedNames(paper)
        return !Self.differentOwnIDs(paper, record)
          && (names.arXiv != nil && other.arXiv == names.arXiv
            || names.doi != nil && other.doi == names.doi
            || names.pmid != nil && other.pmid == names.pmid)
      }
      if let found { return found }
    }
    func mayBe(_ paper: Paper) -> Bool {
      !Self.differentOwnIDs(paper, record) && !names.contradict(PublishedNames(paper))
    }
    if let address = keys.address {
      let found = first(address) { paper in
        mayBe(paper) && WorkComparison.haveSameAddress(paper, record)
      }
      if let found { return found }
    }
    for title in [keys.title, keys.titleZH].compactMap({ $0 }) {
      let found = first(title) { paper in
        mayBe(paper) && Self.sameTitle(paper, record) && !WorkComparison.areApart(paper, record)
      }
      if let found { return found }
    }
    // A title too short to identify a paper, or none: only the very same text is the same paper.
    if let slug = keys.slug {
      return first(slug) { paper in
        paper.title == record.title && paper.titleZH == record.titleZH
          && paper.abstract == record.abstract && paper.abstractZH == record.abstractZH
      }
    }
    return nil
  }

  /// The first paper under a hash that `accepts`: those of the library, then as they were read.
  private mutating func first(_ hash: UInt64, where accepts: (Paper) -> Bool) -> Int? {
    meet(hash)
    return index.first(hash, by: { met?.row(of: $0) ?? .max / 2 + $0 }) { accepts(papers[$0]) }
  }

  private mutating func insert(_ hash: UInt64, _ number: Int) {
    meet(hash)
    index.insert(hash, number)
  }

  /// Takes the library's papers under a hash in, before it is looked up or given to another.
  private mutating func meet(_ hash: UInt64) {
    guard let numbers = met?.look(under: hash, appendingTo: &papers) else { return }
    for number in numbers { index.insert(hash, number) }
  }

  private static func sameID(_ a: Paper, _ b: Paper) -> Bool {
    if a.idOrigin.isCatalogue { return a.idOrigin == b.idOrigin && a.id == b.id }
    guard !a.idIsDerived, !b.idIsDerived else { return false }
    if a.id == b.id { return true }
    guard let number = Identifiers.arXivNumber(a.id) else { return false }
    return number == Identifiers.arXivNumber(b.id)
  }

  private static func differentOwnIDs(_ a: Paper, _ b: Paper) -> Bool {
    if a.idOrigin.isCatalogue, a.idOrigin == b.idOrigin { return a.id != b.id }
    return !a.idIsDerived && !b.idIsDerived && !Self.sameID(a, b)
  }

  /// English titles if both have one, else Chinese titles.
  private static func sameTitle(_ a: Paper, _ b: Paper) -> Bool {
    let one: (String, String)
    if let x = a.title, let y = b.title {
      one = (x, y)
    } else if let x = a.titleZH, let y = b.titleZH {
      one = (x, y)
    } else {
      return false
    }
    return TitleKey.normalized(one.0) == TitleKey.normalized(one.1)
  }

  // MARK: Adding

  private mutating func append(_ record: Paper, _ keys: IdentityKeys) {
    var paper = record
    if paper.idOrigin == .title {
      paper.id = freeID(paper.id)
    } else if let squatter = holder(of: paper.id) {
      // Another paper goes by this id without owning it, or this one must step back.
      if papers[squatter].idOrigin == .title {
        rename(squatter)
      } else {
        paper.id = freeID(paper.id)
      }
    }
    let number = papers.count
    papers.append(paper)
    insert(IdentityKeys.name(paper.id), number)
    for key in keys.all { insert(key, number) }
  }

  private mutating func holder(of id: String) -> Int? {
    first(IdentityKeys.name(id)) { $0.id == id }
  }

  /// `id`, or `id-2`, `id-3`, … if it is taken.
  private mutating func freeID(_ id: String) -> String {
    guard holder(of: id) != nil else { return id }
    var suffix = 2
    while holder(of: "\(id)-\(suffix)") != nil { suffix += 1 }
    return "\(id)-\(suffix)"
  }

  private mutating func rename(_ number: Int) {
    papers[number].id = freeID(papers[number].id)
    insert(IdentityKeys.name(papers[number].id), number)
  }

  // MARK: Merging

  private mutating func merge(_ record: Paper, into number: Int) -> Diagnostic? {
    let first = papers[number]
    let isFirst = met?.isFirst(of: record.source.file, for: number) ?? false
    if isFirst, record.source.mayRenew(first.source) {
      renew(number, by: record)
      return nil
    }
    let conflicts = RecordComparison.conflicts(first, record)
    let differsInTitle = conflicts.contains { $0 == "title" || $0 == "title_zh" }
    // Catalogues and arXiv correct titles and keep the number.
    let keepsNumber = first.idOrigin.isCatalogue || Identifiers.arXivNumber(first.id) != nil
    if differsInTitle, !keepsNumber {
      return appendUnderAnotherID(record, first: first, conflicts: conflicts)
    }
    if !differsInTitle {
      fill(record, into: number)
    }
    let isCompleted = papers[number] != first
    papers[number].note(record, replacing: isFirst)
    guard conflicts.isEmpty else {
      counts.conflictingRepeats += 1
      return contradiction(
        record, first, conflicts,
        cure: "Give one of them another id or remove one; the first was kept.")
    }
    if isCompleted {
      counts.completingRepeats += 1
    } else {
      counts.identicalRepeats += 1
    }
    return nil
  }

  /// Keeps another paper whose id is taken, once.
  private mutating func appendUnderAnotherID(
    _ record: Paper, first: Paper, conflicts: [String]
  ) -> Diagnostic? {
    var suffix = 2
    while let holder = holder(of: "\(first.id)-\(suffix)") {
      if Self.sameTitle(papers[holder], record) {
        fill(record, into: holder)
        papers[holder].note(record, replacing: false)
        counts.identicalRepeats += 1
        return nil
      }
      suffix += 1
    }
    var paper = record
    paper.id = "\(first.id)-\(suffix)"
    paper.idOrigin = .title
    append(paper, IdentityKeys(paper))
    counts.renamed += 1
    return contradiction(
      record, first, conflicts,
      cure: "Give it an id of its own; it was indexed as \"\(paper.id)\".")
  }

  private func contradiction(
    _ record: Paper, _ first: Paper, _ conflicts: [String], cure: String
  ) -> Diagnostic {
    Diagnostic(
      file: record.source.file, line: record.source.line, severity: .warning,
      kind: .conflictingRepeat,
      expected: "the paper \"\(first.id)\" as it stands at \(first.source)",
      found: "another \(conflicts.joined(separator: ", "))", cure: cure)
  }

  /// Takes from the repeat what the paper lacks.
  ///
  /// An id of the record's own replaces a derived one, an arXiv number or DOI a slug.
  private mutating func fill(_ record: Paper, into number: Int) {
    var paper = papers[number]
    paper.complete(from: record)
    put(paper, named: record, at: number)
  }

  /// Puts a newer version of a record in the place of the older.
  private mutating func renew(_ number: Int, by record: Paper) {
    var paper = papers[number]
    paper.renew(from: record)
    put(paper, named: record, at: number)
    counts.renewed += 1
  }

  /// Puts what has become of a paper in its place, under the better of its name and a record's.
  private mutating func put(_ united: Paper, named record: Paper, at number: Int) {
    var paper = united
    let oldKeys = Set(IdentityKeys(papers[number]).all)
    if record.idOrigin.rank > paper.idOrigin.rank {
      if let squatter = holder(of: record.id), squatter != number {
        if papers[squatter].idOrigin == .title {
          rename(squatter)
          paper.id = record.id
          paper.idOrigin = record.idOrigin
        }
      } else {
        paper.id = record.id
        paper.idOrigin = record.idOrigin
      }
    }
    if papers[number] != paper { revised.insert(number) }
    papers[number] = paper
    insert(IdentityKeys.name(paper.id), number)
    for key in IdentityKeys(paper).all where !oldKeys.contains(key) { insert(key, number) }
  }
}
