// However papers came and went, the answers are those of an index made of what is left.
import Foundation
import LensCorpus
import LensStore
import Testing

@testable import LensSearch

@Suite struct GrowingTests {
  /// Random libraries: $LENS_SEQUENCES, else a few.
  private static let sequences =
    ProcessInfo.processInfo.environment["LENS_SEQUENCES"].flatMap { Int($0) } ?? 60
  /// The first seed, to repeat a failure or to go on from.
  private static let seed =
    ProcessInfo.processInfo.environment["LENS_SEED"].flatMap { UInt64($0) } ?? 1

  @Test func randomSequencesOfChangesGiveTheAnswersOfAFreshIndex() throws {
    for number in 0..<Self.sequences {
      let seed = Self.seed &+ UInt64(number)
      let library = try GrowingLibrary(seed: seed)
      for _ in 0..<Int(3 + seed % 10) { try library.step() }
      guard !library.papers.isEmpty else { continue }
      let context = Comment(rawValue: "seed \(seed): \(library.history.joined(separator: "; "))")
      let fresh = try library.fresh()
      // An engine that is open would have the next commit wait for it.
      do {
        let grown = try library.engine()
        #expect(Set(try grown.papers().map(\.id)) == Set(library.papers.keys), context)
        let second = try Filter(parsing: "source = \(GrowingLibrary.secondFile)")
        #expect(Set(try grown.ids(where: second)) == library.elsewhere, context)
        for query in GrowingLibrary.queries {
          #expect(try hits(grown, query, .lexical) == hits(fresh, query, .lexical), context)
        }
        #expect(try counts(grown) == counts(fresh), context)
      }
      try library.refit()
      let refitted = try library.engine()
      for query in GrowingLibrary.queries {
        for mode in SearchMode.allCases {
          #expect(try hits(refitted, query, mode) == hits(fresh, query, mode), context)
        }
      }
      #expect(try sections(refitted) == sections(fresh), context)
      #expect(try IndexCheck.run(in: refitted.snapshot.directory).isWhole)
    }
  }

  private struct Found: Equatable {
    var id: String
    var score: Double
  }

  private func hits(_ engine: SearchEngine, _ query: String, _ mode: SearchMode) throws -> [Found] {
    let options = SearchOptions(limit: 20, mode: mode)
    return try engine.search(query, options: options).hits.map {
      Found(id: $0.paper.id, score: $0.score)
    }
  }

  private func counts(_ engine: SearchEngine) throws -> [Int?] {
    let status = try engine.status()
    return [
      status.papers, status.englishOnly, status.chineseOnly, status.bilingual, status.firstYear,
      status.lastYear,
    ]
  }

  /// The contents of all sections of the model and the segment.
  private func sections(_ engine: SearchEngine) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for record in engine.snapshot.files {
      let file = try SectionedFile(opening: record, in: engine.snapshot.directory)
      // The fresh index has read its papers from another file: the labels of sources differ.
      for id in file.sectionIDs where !"\(id)".hasPrefix("PS") {
        let section = try file.section(id)
        contents["\(record.kind.name) \(id)"] = Array(try section.bytes())
        withExtendedLifetime(section) {}
      }
    }
    return contents
  }
}
