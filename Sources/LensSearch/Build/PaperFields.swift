// Which fields of a paper are indexed, and how much an occurrence counts in each.
import LensCorpus

/// The indexed fields of a paper.
enum PaperFields {
  /// An occurrence in a title says more about a paper than one in the abstract.
  static let titleWeight = 2

  /// The texts to analyse with the weight of an occurrence; the order is the order of analysis.
  static func weighted(_ paper: Paper) -> [(text: String, weight: Int)] {
    var fields: [(text: String, weight: Int)] = []
    for title in [paper.title, paper.titleZH] {
      if let title { fields.append((title, titleWeight)) }
    }
    for keyword in paper.keywords { fields.append((keyword, 1)) }
    for abstract in [paper.abstract, paper.abstractZH] {
      if let abstract { fields.append((abstract, 1)) }
    }
    return fields
  }
}
