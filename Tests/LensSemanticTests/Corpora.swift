// Small corpora made of words, and models of them in a file in memory.

import LensStore
import LensText
import Testing

@testable import LensSemantic

/// Documents given as lists of words.
struct Corpus {
  var terms = TermTable()
  var documents = DocumentTerms()

  init(_ texts: [[String]]) {
    for words in texts {
      let ids = words.map { (term: terms.intern($0), count: UInt16(1)) }
      documents.append(ids)
    }
  }

  /// Topics with words of their own, and a common stock; the same for the same seed.
  static func topics(documents: Int, topics: Int, seed: UInt64) -> Corpus {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    return Corpus(
      (0..<documents).map { document in
        (0..<14).map { _ in
          next(4) == 0 ? "stock\(next(30))" : "topic\(document % topics)word\(next(12))"
        }
      })
  }

  /// A bag of the corpus's words, as a query would give them.
  func bag(_ document: Int, in model: SemanticModel) throws -> [(index: Int?, count: Int)] {
    try documents.range(of: document).map { i in
      (try model.termIndex(of: terms.term(documents.terms[i])), Int(documents.counts[i]))
    }
  }
}

extension FittedModel {
  /// The model as read back from a file in memory.
  func readBack() throws -> SemanticModel {
    try SemanticModel(reading: file().file)
  }

  /// The model in a file in memory, with what is needed to damage it.
  func file() throws -> (file: SectionedFile, record: FileRecord, system: MemoryFileSystem) {
    let system = MemoryFileSystem(directories: ["/index"])
    let directory = IndexDirectory(path: "/index", fileSystem: system)
    let writer = try SectionedFileWriter(creating: .model, id: 1, in: directory)
    try write(to: writer)
    let record = try writer.finish()
    return (try SectionedFile(opening: record, in: directory), record, system)
  }
}

func cosine(_ x: some Collection<Float>, _ y: some Collection<Float>) -> Double {
  zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}
