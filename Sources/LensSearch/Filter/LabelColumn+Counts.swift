// Counting papers by label: along the lists of papers, against a bitmap that fits the nearest cache.

/// Labels that are one but for their spelling, and the papers that have them.
struct LabelCount {
  /// The number of their key.
  var key: UInt32
  /// The label that most of the papers have.
  var commonest: Int
  /// Papers with just that.
  var spelled: Int
  /// Papers with any of them.
  var papers: Int
}

extension LabelColumn {
  /// The labels that some of these papers have, by key.
  ///
  /// O(labels + papers of all labels).
  func counts(of papers: Bitmap) throws -> [LabelCount] {
    var counts: [LabelCount] = []
    var label = 0
    while label < count {
      let key = try key(of: label)
      let first = label
      var best = LabelCount(key: key, commonest: label, spelled: 0, papers: 0)
      // Labels with the same key stand side by side.
      while label < count, try self.key(of: label) == key {
        var found = 0
        for paper in try self.papers(of: label) where papers.contains(Int(paper)) { found += 1 }
        if found > best.spelled { (best.commonest, best.spelled) = (label, found) }
        label += 1
      }
      guard best.spelled > 0 else { continue }
      best.papers = best.spelled
      if label - first > 1 {
        // A paper may have the same person in two spellings.
        var together = Bitmap(count: papers.count)
        for label in first..<label { together.insert(try self.papers(of: label)) }
        together.formIntersection(papers)
        best.papers = together.rowCount
      }
      counts.append(best)
    }
    return counts
  }
}
