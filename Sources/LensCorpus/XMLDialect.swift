// What an XML format says about itself: which elements are records, and what they become.

/// An element that is open around a record.
struct XMLAncestor {
  var name: String
  var attributes: [String: String]
}

/// A format of XML records.
protocol XMLDialect {
  /// The elements that are taken as trees, one at a time.
  static var records: Set<String> { get }
  /// Elements inside them that no paper needs.
  static var ignored: Set<String> { get }

  init(file: String, limits: Limits)

  /// Makes what there is to make of a record.
  ///
  /// `ancestors` are the elements around it, outermost first.
  mutating func take(
    _ record: XMLElement, in ancestors: [XMLAncestor], into batch: inout ParsedBatch)
}

extension Format {
  /// The dialect of an XML format; nil for other formats.
  var xmlDialect: (any XMLDialect.Type)? {
    switch self {
    case .oai: OAIRecords.self
    case .atom: AtomEntries.self
    case .pubMed: PubMedArticles.self
    case .acl: ACLPapers.self
    case .pdf: PDFPages.self
    default: nil
    }
  }
}
