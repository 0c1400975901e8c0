// Term ids, document bags and their merging, against plain dictionaries.

import Testing

@testable import LensText

@Suite("Term tables and documents")
struct TermTableTests {
  private static func randomTerm(_ generator: inout SeededGenerator) -> [UInt8] {
    // Few letters and all lengths around eight, so that prefixes and lengths collide.
    let length = Int.random(in: 0...20, using: &generator)
    return (0..<length).map { _ in UInt8.random(in: 0...2, using: &generator) }
  }

  @Test func idsAgreeWithADictionary() {
    let seed: UInt64 = 0x5EED_0010
    var generator = SeededGenerator(seed: seed)
    var table = TermTable()
    var model: [[UInt8]: UInt32] = [:]
    for _ in 0..<30_000 {
      let term = Self.randomTerm(&generator)
      let isLookup = Bool.random(using: &generator)
      let expected = model[term]
      let found = term.withUnsafeBufferPointer { isLookup ? table.lookup($0) : table.intern($0) }
      if isLookup {
        #expect(found == expected, "seed \(seed): \(term)")
      } else {
        let id = expected ?? UInt32(model.count)
        model[term] = id
        #expect(found == id, "seed \(seed): \(term)")
      }
    }
    #expect(table.count == model.count)
    for (term, id) in model {
      #expect(table.term(id) == term)
      #expect(table.withTerm(id) { Array($0) } == term)
    }
    let ordered = table.idsInByteOrder().map { table.term($0) }
    #expect(ordered == model.keys.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func theFirstSurfaceStays() {
    var table = TermTable()
    var buffer = TokenBuffer()
    var counter = DocumentCounter()
    var documents = DocumentTerms()
    for text in ["Language models", "languages MODEL long-context", "longcontext 語言", "语言"] {
      Analyzer().analyze(text, into: &buffer)
      counter.add(buffer, interning: &table)
      counter.finish(into: &documents)
    }
    let surfaces = (0..<UInt32(table.count)).map { table.surface($0) }
    #expect(surfaces == ["language", "models", "long-context", "long", "context", "語", "語言", "言"])
    #expect(table.lookup("languag") == 0)
    #expect(table.lookup("language") == nil)
  }

  @Test func longSurfacesAreCutAtAScalarBoundary() {
    var table = TermTable()
    let long = Array(String(repeating: "语", count: 100).utf8)
    let id = long.withUnsafeBufferPointer { surface in
      Array("x".utf8).withUnsafeBufferPointer { table.intern($0, surface: surface) }
    }
    #expect(table.surface(id) == String(repeating: "语", count: 85))
  }

  @Test func countsAgreeWithADictionary() {
    let seed: UInt64 = 0x5EED_0011
    var generator = SeededGenerator(seed: seed)
    let words = ["long", "context", "model", "模型", "语言", "GPT-4", "3.5", "language", "tuning"]
    var table = TermTable()
    var counter = DocumentCounter()
    var documents = DocumentTerms()
    var expected: [[String: Int]] = []
    for _ in 0..<300 {
      var bag: [String: Int] = [:]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let weight = Int.random(in: 1...3, using: &generator)
        var text = ""
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
          text += (words.randomElement(using: &generator) ?? "") + " "
        }
        var buffer = TokenBuffer()
        Analyzer().analyze(text, into: &buffer)
        for token in buffer.tokens { bag[buffer.string(token), default: 0] += weight }
        counter.add(buffer, weight: weight, interning: &table)
      }
      counter.finish(into: &documents)
      expected.append(bag)
    }
    #expect(documents.documentCount == expected.count)
    for (index, bag) in expected.enumerated() {
      let range = documents.range(of: index)
      let ids = documents.terms[range]
      #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
      var found: [String: Int] = [:]
      for place in range {
        let term = String(decoding: table.term(documents.terms[place]), as: UTF8.self)
        found[term] = Int(documents.counts[place])
      }
      #expect(found == bag, "seed \(seed): document \(index)")
    }
  }

  @Test func mergedBatchesEqualOnePass() {
    let seed: UInt64 = 0x5EED_0012
    var generator = SeededGenerator(seed: seed)
    let words =
      (0..<400).map { _ in
        String(
          decoding: (0..<Int.random(in: 2...9, using: &generator)).map { _ in
            UInt8.random(in: 0x61...0x66, using: &generator)
          }, as: UTF8.self)
      } + ["語言", "语言", "Models", "model"]
    let texts = (0..<200).map { _ in
      (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        words.randomElement(using: &generator) ?? ""
      }.joined(separator: " ")
    }
    func batch(_ texts: ArraySlice<String>) -> (TermTable, CountedDocuments) {
      var table = TermTable()
      var documents = CountedDocuments()
      var counter = DocumentCounter()
      var buffer = TokenBuffer()
      for text in texts {
        Analyzer().analyze(text, into: &buffer)
        counter.add(buffer, interning: &table)
        counter.finish(into: &documents)
      }
      return (table, documents)
    }
    let (whole, counted) = batch(texts[...])
    let same = (0..<UInt32(whole.count)).map { $0 }
    let wholeDocuments = counted.documents(through: same)
    let wholeSequences = counted.sequences(through: same)
    for size in [1, 7, 64, 200] {
      var table = TermTable()
      var documents = DocumentTerms()
      var sequences = TermSequences()
      var start = 0
      while start < texts.count {
        let part = batch(texts[start..<min(start + size, texts.count)])
        let map = table.merge(part.0)
        documents.append(part.1.documents(through: map))
        sequences.append(part.1.sequences(through: map))
        start += size
      }
      #expect(documents == wholeDocuments, "seed \(seed): batches of \(size)")
      #expect(sequences == wholeSequences, "seed \(seed): batches of \(size)")
      #expect(table.count == whole.count, "seed \(seed): batches of \(size)")
      for id in 0..<UInt32(table.count) {
        #expect(table.term(id) == whole.term(id), "seed \(seed): batches of \(size)")
        #expect(table.surface(id) == whole.surface(id), "seed \(seed): batches of \(size)")
      }
    }
  }

  @Test func unknownTermsAreLeftOutOfALookup() {
    var table = TermTable()
    table.intern("model")
    var buffer = TokenBuffer()
    Analyzer().analyze("model unknown models", into: &buffer)
    var counter = DocumentCounter()
    counter.add(buffer, lookingUpIn: table)
    #expect(counter.distinctTermCount == 1)
    var documents = DocumentTerms()
    counter.finish(into: &documents)
    #expect(documents.terms == [0] && documents.counts == [2])
  }

  @Test func countsSaturateAndEqualTermsAddUp() {
    var documents = DocumentTerms()
    documents.append([(term: 5, count: 65_535), (term: 2, count: 1), (term: 5, count: 9)])
    documents.append([(term: 1, count: 0)])
    #expect(documents.offsets == [0, 2, 2])
    #expect(documents.terms == [2, 5] && documents.counts == [1, 65_535])
    var twice = documents
    twice.append(documents)
    #expect(twice.offsets == [0, 2, 2, 4, 4] && twice.terms == [2, 5, 2, 5])
    var table = TermTable()
    var buffer = TokenBuffer()
    Analyzer().analyze(String(repeating: "word ", count: 1000), into: &buffer)
    var counter = DocumentCounter()
    for _ in 0..<3 { counter.add(buffer, weight: Int.max, interning: &table) }
    counter.finish(into: &documents)
    #expect(documents.counts.last == 65_535)
  }

  @Test func packedSortSorts() {
    let seed: UInt64 = 0x5EED_0013
    var generator = SeededGenerator(seed: seed)
    for round in 0..<400 {
      let count = Int.random(in: 0...300, using: &generator)
      let limit: UInt64 = round % 3 == 0 ? 3 : round % 3 == 1 ? 100 : .max
      var values = (0..<count).map { _ in UInt64.random(in: 0...limit, using: &generator) }
      if round % 5 == 0 { values.sort() }
      if round % 7 == 0 { values.sort(by: >) }
      let expected = values.sorted()
      values.withUnsafeMutableBufferPointer { PackedSort.sort($0) }
      #expect(values == expected, "seed \(seed), round \(round)")
    }
    // Organ pipes, where a median of three can degenerate.
    var pipes = Array(0..<5000).map { UInt64($0) } + Array(0..<5000).reversed().map { UInt64($0) }
    let expected = pipes.sorted()
    pipes.withUnsafeMutableBufferPointer { PackedSort.sort($0) }
    #expect(pipes == expected)
  }

  @Test func someDocumentsArePutInThePlaceOfOthers() {
    var documents = DocumentTerms()
    for bag in [[(1, 2)], [], [(0, 1), (4, 3)], [(2, 1)]] as [[(UInt32, UInt16)]] {
      documents.append(bag.map { (term: $0.0, count: $0.1) })
    }
    var others = DocumentTerms()
    others.append([(term: 7, count: 1), (term: 3, count: 2)])
    others.append([] as [(term: UInt32, count: UInt16)])
    documents.replace([1, 3], by: others)
    #expect(documents.offsets == [0, 1, 3, 5, 5])
    #expect(documents.terms == [1, 3, 7, 0, 4])
    #expect(documents.counts == [2, 2, 1, 1, 3])
    documents.replace([], by: DocumentTerms())
    #expect(documents.documentCount == 4)
  }
}
