// The model in its file: reading it back, explaining scores, neighbours, damage.

import LensLinear
import LensStore
import LensText
import Testing

@testable import LensSemantic

@Suite struct ModelTests {
  private func sample(words: [CorpusWord] = []) throws -> (Corpus, FittedModel) {
    let corpus = Corpus.topics(documents: 150, topics: 6, seed: 13)
    var options = SemanticModel.Options()
    options.rank = 10
    options.analyzerFingerprint = 0xFEED_0000_0000_BEEF
    return (
      corpus,
      try SemanticModel.fit(
        documents: corpus.documents, terms: corpus.terms, words: words, options: options)
    )
  }

  @Test func aModelReadsAsItWasWritten() throws {
    let word = CorpusWord(
      text: "长上下文", occurrences: [.init(document: 0, count: 2), .init(document: 6, count: 1)])
    let (corpus, fitted) = try sample(words: [word])
    let model = try fitted.readBack()
    #expect(model.rank == 10 && model.singularValues == fitted.singularValues)
    #expect(model.vocabularyCount == fitted.vocabularyCount)
    #expect(model.analyzerFingerprint == 0xFEED_0000_0000_BEEF)
    #expect(model.statistics == fitted.statistics)
    #expect(model.wordCount == 1)
    for column in 0..<fitted.vocabularyCount {
      let bytes = corpus.terms.term(fitted.vocabulary.termIDs[column])
      let index = try #require(try model.termIndex(of: bytes))
      #expect(try model.term(at: index) == bytes)
      #expect(try model.weight(ofTerm: index) == fitted.vocabulary.weights[column])
      #expect(
        try model.documentFrequency(ofTerm: index)
          == Int(fitted.vocabulary.documentFrequencies[column]))
      #expect(try model.surface(ofTerm: index) == String(decoding: bytes, as: UTF8.self))
    }
    #expect(try model.termIndex(of: Array("absent".utf8)) == nil)
    #expect(try model.segmenter().wordCount == 1)
  }

  @Test func thePartsOfAnExplanationSumToTheCosine() throws {
    let (corpus, fitted) = try sample()
    let model = try fitted.readBack()
    for document in stride(from: 0, to: 150, by: 13) {
      var bag = try corpus.bag(document, in: model)
      bag.insert((nil, 3), at: 1)
      let projection = try model.project(bag)
      for other in stride(from: 1, to: 150, by: 31) {
        let vector = Array(fitted.documentVectors.row(other))
        let parts = projection.contributions(to: vector)
        #expect(parts.count == bag.count && parts[1] == 0)
        #expect(parts[0] == projection.contribution(ofTerm: 0, to: vector))
        #expect(abs(parts.reduce(0, +) - projection.cosine(with: vector)) < 1e-5)
        #expect(abs(parts.reduce(0, +) - cosine(projection.vector, vector)) < 1e-5)
      }
    }
  }

  @Test func aRowIsKeptTo16BitsOfItsGreatestValue() throws {
    let rows: [[Float]] = [
      [0.5, -1, 0.25, 1e-5], [0, 0, 0, 0], [-3e-7, 2e-7, 0, 1e-9], [1e-37, -1e-38, 0, 0],
      [32_767, 1, -32_767, 0.4],
    ]
    for row in rows {
      var codes = [Int16](repeating: 99, count: row.count)
      let scale = row.withUnsafeBufferPointer { row in
        codes.withUnsafeMutableBufferPointer { RowCode.encode(row, to: $0) }
      }
      var read: [Float] = []
      codes.withUnsafeBufferPointer { RowCode.append($0, scale: scale, to: &read) }
      let greatest = row.reduce(0) { max($0, $1.magnitude) }
      for (x, y) in zip(read, row) { #expect(abs(x - y) <= max(greatest * 1.6e-5, 1e-30)) }
    }
  }

  @Test func coverageIsTheShareOfTheQueryInsideTheSpace() throws {
    let corpus = Corpus([["alpha"], ["beta"], ["gamma", "delta"]])
    let model = try SemanticModel.fit(documents: corpus.documents, terms: corpus.terms).readBack()
    let alpha = try model.termIndex(of: Array("alpha".utf8))
    #expect(abs(try model.project([(alpha, 1)]).coverage - 1) < 1e-5)
    #expect(abs(try model.project([(alpha, 1), (nil, 1)]).coverage - 0.5.squareRoot()) < 1e-5)
    let unknown = try model.project([(nil, 1)])
    #expect(unknown.coverage == 0 && unknown.norm == 0)
    #expect(unknown.vector == [0, 0, 0])
    #expect(try model.project([]).coverage == 0)
  }

  @Test func bilingualDocumentsMakeTranslationsNeighbours() throws {
    let pairs = [
      ("context", "语境"), ("attention", "注意"), ("vision", "视觉"), ("speech", "语音"),
      ("robot", "机器"), ("graph", "图谱"),
    ]
    // Each topic has documents in both languages, in English alone and in Chinese alone.
    var texts: [[String]] = []
    for round in 0..<12 {
      for (english, chinese) in pairs {
        let more = "\(english)al\(round % 3)"
        let mehr = "\(chinese)词\(round % 4)"
        switch round % 3 {
        case 0: texts.append([english, more, chinese, mehr])
        case 1: texts.append([english, english, more, "common"])
        default: texts.append([chinese, mehr, "common"])
        }
      }
    }
    let corpus = Corpus(texts)
    var options = SemanticModel.Options()
    options.rank = 7
    let fitted = try SemanticModel.fit(
      documents: corpus.documents, terms: corpus.terms, options: options)
    let model = try fitted.readBack()
    for (english, chinese) in pairs {
      let query = try model.project([(try model.termIndex(of: Array(english.utf8)), 1)])
      // The translation and the four words that only stand with it.
      let near = try model.neighbours(of: query.vector, count: 5, among: .han)
      #expect(near.contains { $0.text == chinese })
      #expect(near.allSatisfy { $0.text.hasPrefix(chinese) })
      #expect((near.first?.similarity ?? 0) > 0.7)
      let back = try model.project([(try model.termIndex(of: Array(chinese.utf8)), 1)])
      let latin = try model.neighbours(of: back.vector, count: 1, among: .alphabetic)
      #expect(latin.first?.text.hasPrefix(english) == true)
      #expect(latin.first?.termIndex != nil)
    }
  }

  @Test func aWordFoldedInLiesWhereItsTermWould() throws {
    // A word that stands exactly where a term stands must get that term's vector.
    let corpus = Corpus.topics(documents: 150, topics: 6, seed: 13)
    let term = "topic2word3"
    let id = try #require(corpus.terms.lookup(term))
    var occurrences: [CorpusWord.Occurrence] = []
    for document in 0..<150 {
      for i in corpus.documents.range(of: document) where corpus.documents.terms[i] == id {
        occurrences.append(.init(document: document, count: Int(corpus.documents.counts[i])))
      }
    }
    #expect(occurrences.count > 5)
    let words = [
      CorpusWord(text: "长上下文", occurrences: occurrences),
      CorpusWord(text: "一词", occurrences: [.init(document: 1, count: 1)]),
      CorpusWord(text: "无处", occurrences: []),
    ]
    let (_, fitted) = try sample(words: words)
    #expect(fitted.wordCount == 2)
    let model = try fitted.readBack()
    let query = try model.project([(try model.termIndex(of: Array(term.utf8)), 1)])
    let near = try model.neighbours(of: query.vector, count: 5, among: .han)
    #expect(near.first?.text == "长上下文")
    #expect(near.first?.termIndex == nil)
    #expect(near.first?.documentFrequency == occurrences.count)
    #expect((near.first?.similarity ?? 0) > 0.999)
    // The word of one document is left out unless asked for.
    #expect(!near.contains { $0.text == "一词" })
    let all = try model.neighbours(
      of: Array(fitted.documentVectors.row(1)), count: 5, among: .han,
      minimumDocumentFrequency: 1)
    #expect(all.contains { $0.text == "一词" })
  }

  @Test func neighboursAreSortedAndRespectTheFrequencyAsked() throws {
    let (_, fitted) = try sample()
    let model = try fitted.readBack()
    let vector = Array(fitted.documentVectors.row(4))
    let near = try model.neighbours(
      of: vector, count: 12, among: .alphabetic, minimumDocumentFrequency: 5)
    #expect(near.count == 12)
    #expect(near.allSatisfy { $0.documentFrequency >= 5 })
    #expect(zip(near, near.dropFirst()).allSatisfy { $0.similarity >= $1.similarity })
    #expect(near.prefix(5).allSatisfy { $0.text.hasPrefix("topic4") })
    #expect(try model.neighbours(of: vector, count: 0, among: .alphabetic).isEmpty)
    #expect(throws: SemanticError.dimensionMismatch(expected: 10, found: 2)) {
      try model.neighbours(of: [1, 0], count: 3, among: .han)
    }
  }

  @Test func aTermTheModelDoesNotHaveIsATypedError() throws {
    let model = try sample().1.readBack()
    for index in [-1, model.vocabularyCount, Int.max] {
      do {
        _ = try model.project([(index, 1)])
        Issue.record("index \(index) was accepted")
      } catch SemanticError.store(.outOfRange(_, _, _, _)) {
      } catch { Issue.record("\(error)") }
    }
  }

  @Test func everyFlippedByteIsAnErrorOrHarmless() throws {
    let (corpus, fitted) = try sample()
    let (_, record, system) = try fitted.file()
    let path = "/index/\(record.name)"
    let bytes = try #require(system.contents(path))
    let sound = try fitted.readBack()
    let expected = try sound.project(corpus.bag(3, in: sound)).vector
    var caught = 0
    for position in stride(from: 0, to: bytes.count, by: 197) {
      var damaged = bytes
      damaged[position] ^= 0x41
      system.setContents(path, damaged)
      do {
        let directory = IndexDirectory(path: "/index", fileSystem: system)
        let model = try SemanticModel(reading: SectionedFile(opening: record, in: directory))
        let vector = try model.project(corpus.bag(3, in: model)).vector
        #expect(vector == expected, "byte \(position)")
      } catch is StoreError {
        caught += 1
      } catch is SemanticError {
        caught += 1
      }
    }
    #expect(caught > 20)
  }

  @Test func parametersAreCheckedBeforeTheyAreUsed() throws {
    let statistics = TrainingStatistics(
      documents: 1, fittedDocuments: 1, totalEnergy: 1, capturedEnergy: 1, residual: 0)
    let sound = ModelParameters(
      rank: 3, termCount: 2, wordCount: 0, analyzerFingerprint: 1, statistics: statistics)
    func read(_ fields: [UInt64]) throws -> ModelParameters {
      let system = MemoryFileSystem(directories: ["/index"])
      let directory = IndexDirectory(path: "/index", fileSystem: system)
      let writer = try SectionedFileWriter(creating: .model, id: 1, in: directory)
      try writer.add(ModelSections.parameters, fields)
      let record = try writer.finish()
      return try ModelParameters(reading: SectionedFile(opening: record, in: directory))
    }
    #expect(try read(sound.encoded) == sound)
    var newer = sound.encoded
    newer[0] = 3
    #expect(
      throws: SemanticError.otherFormat(file: "model-0000000000000001", found: 3, supported: 2)
    ) { try read(newer) }
    for (field, value) in [(0, UInt64(0)), (1, 1 << 17), (2, 1 << 40), (3, .max), (5, .max)] {
      var wrong = sound.encoded
      wrong[field] = value
      #expect(throws: SemanticError.self, "field \(field)") { try read(wrong) }
    }
    #expect(throws: SemanticError.self) { try read([]) }
    #expect(throws: SemanticError.self) { try read(Array(sound.encoded.dropLast())) }
  }

  @Test(arguments: [
    (
      SemanticError.otherFormat(file: "model-1", found: 4, supported: 2),
      "model-1: expected model format 2, found format 4. "
        + "Do update lens, or make the index again."
    ),
    (
      .dimensionMismatch(expected: 3, found: 2),
      "vector: expected 3 dimensions, found 2. Do project it with this model."
    ),
    (
      .linear(.notFinite(row: 1, column: 2)),
      "matrix cell (row 1, column 2): expected a finite number, found NaN or infinity. "
        + "Do correct the value before the decomposition."
    ),
  ])
  func messagesNamePlaceExpectationFindingAndCure(error: SemanticError, message: String) {
    #expect(error.description == message)
  }
}
