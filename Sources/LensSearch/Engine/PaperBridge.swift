// What each word of a paper adds to its cosine with a query: the bridge between the languages.
//
// A paper's vector is the sum of its terms' vectors, so the cosine splits over the paper's terms as
// exactly as over the query's: part(s) = w_d(s) (V_s · q) / |d|.
import LensCorpus
import LensSemantic
import LensText

/// The paper's terms with their parts of the semantic score, largest first.
struct PaperBridge {
  /// One term of the paper.
  struct Share {
    /// The word it first stands in, as the paper has it: a compound or Han word for its parts.
    var word: String
    var share: Double
  }

  private(set) var shares: [Share] = []

  /// Analyses the paper as it was analysed for the index.
  ///
  /// O(terms · (log vocabulary + k)).
  init(paper: Paper, query: PreparedQuery, engine: SearchEngine) throws {
    guard query.projection.norm > 0, query.fusion.semanticWeight > 0 else { return }
    var places: [ArraySlice<UInt8>: Int] = [:]
    var terms: [(index: Int?, count: Int)] = []
    var buffer = TokenBuffer()
    let segmenter = try engine.segmenter()
    for field in PaperFields.weighted(paper) {
      engine.analyzer.analyze(field.text, into: &buffer)
      let spans = WordSpans(of: buffer.tokens, in: field.text, concepts: [], segmenter: segmenter)
      for token in buffer.tokens {
        let term = buffer.term(token)
        if let place = places[term] {
          terms[place].count += field.weight
          continue
        }
        let bytes = ArraySlice(Array(term))
        places[bytes] = terms.count
        terms.append((try engine.model.termIndex(of: Array(bytes)), field.weight))
        let word = spans.bytes[spans.ranges[spans.word(at: Int(token.start))]]
        shares.append(
          Share(word: String(decoding: word, as: UTF8.self), share: 0))
      }
    }
    let parts = try engine.model.project(terms).contributions(to: query.turned.vector)
    for (place, part) in parts.enumerated() { shares[place].share = part }
    shares.removeAll { $0.share == 0 }
    shares.sort { $0.share > $1.share }
  }

  /// The shares added up by word, largest first, equals in the order they stand here.
  var words: [(word: String, share: Double)] {
    var places: [String: Int] = [:]
    var words: [(word: String, share: Double)] = []
    for share in shares {
      if let place = places[share.word] {
        words[place].share += share.share
      } else {
        places[share.word] = words.count
        words.append((share.word, share.share))
      }
    }
    // Swift's sort keeps the order of equals.
    return words.sorted { $0.share > $1.share }
  }
}
