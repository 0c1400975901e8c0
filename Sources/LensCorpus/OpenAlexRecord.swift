// Works of OpenAlex (https://docs.openalex.org), from its interface (`{"results": […]}`) or its
// snapshot (JSONL). Abstracts come inverted there, word by word with their places, and are put
// together again. A work has a hundred nested fields; of those, what a search can use is read.

/// Makes papers of OpenAlex works.
enum OpenAlexRecord {
  /// The longest plain field that is kept beside the paper, bytes.
  private static let extraLimit = 256

  static func paper(_ record: JSONRecord, _ assembly: inout PaperAssembly) -> Paper? {
    assembly.add(title: record.text("title", "display_name"))
    assembly.add(abstract: record.with("abstract_inverted_index", abstract))
    assembly.add(abstract: record.text("abstract"))
    assembly.paper.authors = record.with("authorships", authors) ?? []
    assembly.set(date: record.text("publication_date"))
    assembly.paper.year = record.integer("publication_year") ?? assembly.paper.year
    assembly.paper.venue = venue(record).map(Markup.plainLine)
    assembly.paper.keywords = keywords(record)
    assembly.set(doi: record.text("doi"))
    assembly.set(doi: record.with("ids") { $0["doi"]?.text })
    assembly.paper.url = address(record)
    assembly.set(pmid: record.with("ids") { $0["pmid"]?.text })
    let id = record.text("id") ?? record.with("ids") { $0["openalex"]?.text }
    assembly.set(id: id.flatMap(number), from: .openAlex)
    assembly.paper.extra += record.extra(except: known, shorterThan: extraLimit)
    return assembly.finish()
  }

  private static let known: Set<String> = [
    "id", "doi", "title", "display_name", "abstract", "publication_year", "publication_date",
    "updated_date", "created_date", "ngrams_url", "cited_by_api_url", "is_xpac",
  ]

  /// `W2741809807` of `https://openalex.org/W2741809807`.
  private static func number(_ address: String) -> String? {
    address.split(separator: "/").last.map(String.init)
  }

  /// The words in the order of their places.
  ///
  /// O(n log n) in the number of places; a place that is far off costs nothing.
  private static func abstract(_ index: JSONNode) -> String? {
    // Some dumps hold the index as a text, or one level deeper with its length beside it.
    let index = index["InvertedIndex"] ?? index
    guard index.isObject else { return nil }
    var words: [(place: Int, word: UnsafeBufferPointer<UInt8>)] = []
    for entry in index.children {
      for place in entry.children {
        if let place = place.integer { words.append((place, entry.name)) }
      }
    }
    guard !words.isEmpty else { return nil }
    words.sort { $0.place < $1.place }
    var text: [UInt8] = []
    text.reserveCapacity(words.reduce(0) { $0 + $1.word.count + 1 })
    for (number, entry) in words.enumerated() {
      if number > 0 { text.append(0x20) }
      text.append(contentsOf: entry.word)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func authors(_ list: JSONNode) -> [String]? {
    list.children.compactMap { $0["author"]?["display_name"]?.text ?? $0["raw_author_name"]?.text }
  }

  private static func venue(_ record: JSONRecord) -> String? {
    record.with("primary_location") {
      $0["source"]?["display_name"]?.text ?? $0["raw_source_name"]?.text
    } ?? record.with("host_venue") { $0["display_name"]?.text }
  }

  /// Its keywords; of older files, its best concepts.
  private static func keywords(_ record: JSONRecord) -> [String] {
    let own = record.with("keywords", names) ?? []
    return own.isEmpty ? Array((record.with("concepts", names) ?? []).prefix(5)) : own
  }

  private static func names(_ list: JSONNode) -> [String]? {
    list.children.compactMap { $0["display_name"]?.text ?? $0["keyword"]?.text ?? $0.text }
  }

  /// Where the paper lies, preferably on arXiv, whose number identifies it.
  private static func address(_ record: JSONRecord) -> String? {
    let all =
      record.with("locations") { list in
        list.children.compactMap { $0["landing_page_url"]?.text ?? $0["pdf_url"]?.text }
      } ?? []
    if let number = all.lazy.compactMap(Identifiers.arXivNumber).first {
      return "https://arxiv.org/abs/\(number)"
    }
    return record.with("primary_location") {
      $0["landing_page_url"]?.text ?? $0["pdf_url"]?.text
    } ?? record.with("host_venue") { $0["url"]?.text } ?? all.first
  }
}
