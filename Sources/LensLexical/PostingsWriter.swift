// Turns one term's postings into the bytes of its list: skip data with impacts, then blocks.

/// Encodes posting lists one after another, reusing its room.
struct PostingsWriter {
  private let averageLength: Double
  private var blocks: [UInt8] = []
  private var skips: [UInt8] = []
  private var blockFrontier = ImpactFrontier()
  private var listFrontier = ImpactFrontier()

  /// The average length only picks which impacts to merge.
  init(averageLength: Double) { self.averageLength = averageLength }

  /// Appends a list to `bytes`.
  ///
  /// O(postings).
  ///
  /// `documents` ascending and not empty, `frequencies` of the same count and at least 1, `lengths`
  /// by document.
  mutating func append(
    documents: UnsafeBufferPointer<UInt32>, frequencies: UnsafeBufferPointer<UInt16>,
    lengths: UnsafeBufferPointer<UInt32>, to bytes: inout [UInt8]
  ) throws(LexicalError) {
    let count = documents.count
    if count <= PostingBlock.capacity {
      PostingBlock.append(
        documents: documents, frequencies: frequencies, after: -1, to: &bytes)
      return
    }
    blocks.removeAll(keepingCapacity: true)
    skips.removeAll(keepingCapacity: true)
    listFrontier.clear()
    var previous = -1
    var start = 0
    while start < count {
      let end = min(start + PostingBlock.capacity, count)
      blockFrontier.clear()
      for i in start..<end {
        blockFrontier.add(frequency: frequencies[i], length: lengths[Int(documents[i])])
      }
      listFrontier.merge(blockFrontier)
      PostingBlock.append(
        documents: UnsafeBufferPointer(rebasing: documents[start..<end]),
        frequencies: UnsafeBufferPointer(rebasing: frequencies[start..<end]),
        after: previous, to: &blocks)
      guard let blockEnd = UInt32(exactly: blocks.count) else {
        throw .tooLarge(
          what: "bytes of a posting list", limit: Int(UInt32.max), found: blocks.count)
      }
      previous = Int(documents[end - 1])
      Self.append(UInt32(previous), to: &skips)
      Self.append(blockEnd, to: &skips)
      appendCorners(of: blockFrontier, limit: LexicalFormat.blockCorners, to: &skips)
      start = end
    }
    appendCorners(of: listFrontier, limit: LexicalFormat.listCorners, to: &bytes)
    bytes.append(contentsOf: skips)
    bytes.append(contentsOf: blocks)
  }

  private func appendCorners(of frontier: ImpactFrontier, limit: Int, to bytes: inout [UInt8]) {
    let corners = frontier.corners(limit: limit, averageLength: averageLength)
    for i in 0..<limit {
      let corner = i < corners.count ? corners[i] : Impact(frequency: 0, length: 0)
      Self.append(UInt32(corner.frequency) | UInt32(corner.length) << 16, to: &bytes)
    }
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
