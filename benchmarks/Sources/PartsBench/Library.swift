// The papers that are measured, and what the first parts make of them for those behind.
import LensCorpus
import LensLinear
import LensStore
import LensText

/// Papers in memory.
struct Library: Sendable {
  let papers: [Paper]
  /// Title and abstract of each in every language it has.
  let texts: [String]
  /// The files they come from.
  let paths: [String]
  /// The bytes of the files, decompressed.
  let byteCount: Int

  init(reading path: String) throws {
    paths = try InputFiles.expanding(path)
    papers = try Self.papers(of: paths, threads: Parallel.defaultThreads)
    texts = papers.map {
      [$0.title, $0.titleZH, $0.abstract, $0.abstractZH].compactMap(\.self).joined(separator: "\n")
    }
    byteCount = try Self.byteCount(of: paths)
  }

  /// The bytes of all texts.
  var textByteCount: Int { texts.reduce(0) { $0 + $1.utf8.count } }

  /// The bytes of what the files hold; lines of JSON are read but not parsed.
  static func byteCount(of paths: [String]) throws -> Int {
    var count = 0
    for path in paths {
      var source = try PaperSource(path: path)
      while let batch = try source.nextBatch() { count += batch.byteCount }
    }
    return count
  }

  /// The papers of files: some batches are read by one thread, then parsed by all.
  static func papers(of paths: [String], threads: Int) throws -> [Paper] {
    var papers: [Paper] = []
    for path in paths {
      var source = try PaperSource(path: path)
      var isOver = false
      while !isOver {
        var batches: [Batch] = []
        while batches.count < 4 * threads, let batch = try source.nextBatch() {
          batches.append(batch)
        }
        isOver = batches.isEmpty
        for parsed in Parallel.map(batches, threads: threads, { $0.parse() }) {
          if let failure = parsed.failure { throw failure }
          papers += parsed.papers
        }
      }
    }
    return papers
  }

  /// The ranges that threads take, as large as those of the engine.
  private var blocks: [Range<Int>] {
    let size = 2048
    return stride(from: 0, to: texts.count, by: size).map { $0..<min($0 + size, texts.count) }
  }

  /// Analyses every text; the number of tokens.
  func analysed(threads: Int) -> Int {
    Parallel.map(blocks, threads: threads) { block in
      let analyzer = Analyzer()
      var buffer = TokenBuffer()
      return texts[block].reduce(0) { count, text in
        analyzer.analyze(text, into: &buffer)
        return count + buffer.tokens.count
      }
    }.reduce(0, +)
  }

  /// The terms of every text, counted as the engine counts them: in blocks under numbers of their own,
  /// which then become those of all.
  func counted(threads: Int?) -> CountedTerms {
    let counted = Parallel.map(blocks, threads: threads) { block in
      var counter = DocumentCounter()
      var terms = TermTable()
      var documents = CountedDocuments()
      for text in texts[block] {
        counter.add(text, interning: &terms)
        counter.finish(into: &documents)
      }
      return (terms: terms, documents: documents)
    }
    var all = CountedTerms()
    let maps = counted.map { all.terms.merge($0.terms) }
    let numbered = Parallel.map(Array(zip(counted, maps)), threads: threads) { block, map in
      block.documents.documents(through: map)
    }
    for block in numbered { all.documents.append(block) }
    return all
  }
}

/// The terms of a library and how often each paper has them.
struct CountedTerms: Sendable {
  var terms = TermTable()
  var documents = DocumentTerms()
}

/// Writes a file of an index into memory and opens it.
func fileInMemory(
  _ write: (SectionedFileWriter) throws -> Void
) throws -> SectionedFile {
  let directory = IndexDirectory(
    path: "/index", fileSystem: MemoryFileSystem(directories: ["/index"]))
  let writer = try SectionedFileWriter(creating: .segment, id: 1, in: directory)
  try write(writer)
  return try SectionedFile(opening: try writer.finish(), in: directory)
}
