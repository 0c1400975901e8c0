// Fitting: what a document's vector is, and corpora that are hardly any.

import LensText
import Testing

@testable import LensSemantic

@Suite struct FitTests {
  @Test func projectingATrainingDocumentGivesItsVector() throws {
    let corpus = Corpus.topics(documents: 120, topics: 5, seed: 3)
    var options = SemanticModel.Options()
    options.rank = 12
    let fitted = try SemanticModel.fit(
      documents: corpus.documents, terms: corpus.terms, options: options)
    #expect(fitted.rank == 12)
    let model = try fitted.readBack()
    for document in stride(from: 0, to: 120, by: 11) {
      let projected = try model.project(corpus.bag(document, in: model))
      for (x, y) in zip(projected.vector, fitted.documentVectors.row(document)) {
        #expect(abs(x - y) < 1e-4)
      }
    }
  }

  @Test func foldingTrainingDocumentsInGivesTheirVectors() throws {
    let corpus = Corpus.topics(documents: 90, topics: 4, seed: 4)
    let fitted = try SemanticModel.fit(documents: corpus.documents, terms: corpus.terms)
    let again = fitted.foldIn(documents: corpus.documents)
    #expect(again.values.count == fitted.documentVectors.values.count)
    for (x, y) in zip(again.values, fitted.documentVectors.values) { #expect(abs(x - y) < 1e-4) }
  }

  @Test func documentsOfATopicLieTogether() throws {
    let corpus = Corpus.topics(documents: 100, topics: 5, seed: 5)
    var options = SemanticModel.Options()
    options.rank = 6
    let vectors = try SemanticModel.fit(
      documents: corpus.documents, terms: corpus.terms, options: options
    ).documentVectors
    var (within, across) = (0.0, 0.0)
    for i in 0..<20 {
      within += cosine(vectors.row(i), vectors.row(i + 5)) / 20
      across += cosine(vectors.row(i), vectors.row(i + 7)) / 20
    }
    #expect(within > 0.8 && across < 0.4, "seed 5")
  }

  @Test func hardlyAnyDocumentsAreOrdinary() throws {
    let same = [String](repeating: "alpha", count: 3) + ["beta", "gamma"]
    let cases: [(name: String, texts: [[String]], rank: Int)] = [
      ("none", [], 0),
      ("one without terms", [[]], 0),
      ("all without terms", [[], [], []], 0),
      ("one", [same], 1),
      ("alike", [[String]](repeating: same, count: 60), 1),
      ("alike and empty", [same, [], same], 1),
      ("one term", [["alpha"], ["alpha"]], 1),
      ("nothing in common", [["alpha"], ["beta"], ["gamma"]], 3),
    ]
    for (name, texts, rank) in cases {
      let corpus = Corpus(texts)
      let fitted = try SemanticModel.fit(documents: corpus.documents, terms: corpus.terms)
      #expect(fitted.rank == rank, "\(name)")
      #expect(fitted.documentVectors.rows == texts.count, "\(name)")
      #expect(fitted.documentVectors.columns == rank, "\(name)")
      for (row, text) in texts.enumerated() {
        let length = cosine(fitted.documentVectors.row(row), fitted.documentVectors.row(row))
        #expect(abs(length - (text.isEmpty ? 0 : 1)) < 1e-5, "\(name), row \(row)")
      }
      #expect(fitted.capturedShare.isFinite)
      #expect(abs(fitted.capturedShare - (rank == 0 ? 0 : 1)) < 1e-5, "\(name)")
      let model = try fitted.readBack()
      let index = try model.termIndex(of: Array("alpha".utf8))
      let projection = try model.project([(index, 1), (nil, 2)])
      #expect(projection.vector.count == rank)
      #expect(projection.vector.allSatisfy { $0.isFinite })
      #expect((projection.norm > 0) == (rank > 0), "\(name)")
      let near = try model.neighbours(of: projection.vector, count: 5, among: .alphabetic)
      #expect(near.isEmpty == (rank == 0), "\(name)")
    }
  }

  @Test func theBytesDoNotDependOnTheNumberOfThreads() throws {
    let corpus = Corpus.topics(documents: 1100, topics: 9, seed: 6)
    var results: [FittedModel] = []
    for threads in [1, 2, 16] {
      var options = SemanticModel.Options()
      options.rank = 8
      options.threads = threads
      results.append(
        try SemanticModel.fit(documents: corpus.documents, terms: corpus.terms, options: options))
    }
    for other in results.dropFirst() {
      #expect(other.documentVectors == results[0].documentVectors)
      #expect(other.termVectors == results[0].termVectors)
      #expect(other.singularValues == results[0].singularValues)
    }
    let records = try results.map { try $0.file().record }
    #expect(records[0] == records[1] && records[0] == records[2])
  }

  @Test func ofALargeCorpusASampleIsFittedAndTheRestFoldedIn() throws {
    let corpus = Corpus.topics(documents: 400, topics: 5, seed: 7)
    var options = SemanticModel.Options()
    options.rank = 6
    let whole = try SemanticModel.fit(
      documents: corpus.documents, terms: corpus.terms, options: options)
    options.fitSample = 150
    let sampled = try SemanticModel.fit(
      documents: corpus.documents, terms: corpus.terms, options: options)
    #expect(sampled.statistics.documents == 400)
    #expect(sampled.statistics.fittedDocuments == 150)
    #expect(whole.statistics.fittedDocuments == 400)
    #expect(sampled.documentVectors.rows == 400)
    #expect(abs(sampled.statistics.totalEnergy - 400) < 1e-3)
    #expect(sampled.capturedShare > 0.9 * whole.capturedShare)
    #expect(sampled.capturedShare <= whole.capturedShare + 1e-6)
    for row in 0..<400 {
      let length = cosine(sampled.documentVectors.row(row), sampled.documentVectors.row(row))
      #expect(abs(length - 1) < 1e-5)
    }
    #expect(SemanticModel.sampledRows(of: 10, limit: 4) == [0, 2, 5, 7])
    #expect(SemanticModel.sampledRows(of: 3, limit: 4) == [0, 1, 2])
  }

  @Test func termsOfOneDocumentGetTheirPlaceFromIt() throws {
    // Topics, and in every document a word of its own that also weighs.
    var corpus = Corpus.topics(documents: 300, topics: 5, seed: 8)
    var texts = DocumentTerms()
    for document in 0..<300 {
      var bag = corpus.documents.range(of: document).map {
        (term: corpus.documents.terms[$0], count: corpus.documents.counts[$0])
      }
      bag.append((corpus.terms.intern("own\(document)"), 2))
      texts.append(bag)
    }
    var options = SemanticModel.Options()
    options.rank = 8
    let whole = try SemanticModel.fit(documents: texts, terms: corpus.terms, options: options)
    options.privateTermLimit = 100
    let fitted = try SemanticModel.fit(documents: texts, terms: corpus.terms, options: options)
    #expect(fitted.privateTerms.count >= 300 && whole.privateTerms.count == 0)
    #expect(fitted.vocabularyCount == whole.vocabularyCount)
    #expect(abs(fitted.statistics.totalEnergy - 300) < 1e-3)
    // What its own words add to a document is not counted: a tenth of the energy is theirs here.
    #expect(fitted.capturedShare > 0.9 * whole.capturedShare)
    #expect(fitted.capturedShare <= whole.capturedShare + 1e-6)

    // A document lies where its terms lead, its own among them, and so does one folded in.
    let model = try fitted.readBack()
    let again = fitted.foldIn(documents: texts)
    for document in stride(from: 0, to: 300, by: 37) {
      let vector = fitted.documentVectors.row(document)
      let bag = try texts.range(of: document).map { i in
        (try model.termIndex(of: corpus.terms.term(texts.terms[i])), Int(texts.counts[i]))
      }
      let projected = try model.project(bag).vector
      for (x, y) in zip(projected, vector) { #expect(abs(x - y) < 1e-4) }
      for (x, y) in zip(again.row(document), vector) { #expect(abs(x - y) < 1e-4) }
      // The word alone leads to its document's neighbourhood, as it does in the whole space.
      let index = try model.termIndex(of: Array("own\(document)".utf8))
      let own = try model.project([(index, 1)])
      #expect(own.norm > 0)
      let place = cosine(own.vector, vector)
      let word = whole.vocabulary.columns[Int(try #require(corpus.terms.lookup("own\(document)")))]
      let row = whole.vector(ofColumn: Int(word))
      let scaled = zip(row, Projection.scales(whole.singularValues)).map { $0 * $1 }
      let length = cosine(scaled, scaled).squareRoot()
      let reference = cosine(scaled, whole.documentVectors.row(document)) / length
      #expect(abs(place - reference) < 0.1, "document \(document), seed 8")
    }
  }

  @Test func globalWeightsFallWithSpread() {
    let corpus = Corpus([
      ["everywhere", "once"], ["everywhere", "twice"], ["everywhere", "twice"],
      ["everywhere", "lumpy", "lumpy", "lumpy"], ["everywhere", "lumpy"],
    ])
    let statistics = TermWeighting.Statistics(
      documents: corpus.documents, termCount: corpus.terms.count)
    func weight(_ term: String) -> Double {
      corpus.terms.lookup(term).map { statistics.globalWeight(Int($0), documents: 5) } ?? -1
    }
    // 1 − log 5 / log 6, 1 − log 2 / log 6, and less entropy where occurrences crowd.
    #expect(abs(weight("everywhere") - 0.101756) < 1e-5)
    #expect(abs(weight("twice") - 0.613147) < 1e-5)
    #expect(weight("once") == 1)
    #expect(weight("lumpy") > weight("twice") && weight("lumpy") < 1)
  }

  @Test func theVocabularyKeepsTheCommonestWithoutChoosingBetweenEquals() {
    let corpus = Corpus([["d", "c", "b", "a"], ["c", "b", "a"], ["b", "a"], ["a", "z"]])
    func kept(limit: Int, least: Int = 1) -> [String] {
      let vocabulary = Vocabulary(
        terms: corpus.terms,
        statistics: .init(documents: corpus.documents, termCount: corpus.terms.count),
        documents: 4, minimumDocumentFrequency: least, limit: limit)
      #expect(vocabulary.byteOrder.count == vocabulary.count)
      return vocabulary.byteOrder.map {
        String(
          decoding: corpus.terms.term(vocabulary.termIDs[Int($0)]), as: UTF8.self)
      }
    }
    #expect(kept(limit: 9) == ["a", "b", "c", "d", "z"])
    #expect(kept(limit: 9, least: 2) == ["a", "b", "c"])
    // d and z stand in one document each: both or none.
    #expect(kept(limit: 4) == ["a", "b", "c"])
    #expect(kept(limit: 1) == ["a"])
  }
}
