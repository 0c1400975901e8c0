// Walks the postings of one term, forward only. It decodes the blocks it stands in and no others: a
// seek goes over the skip data, a shallow seek moves only the block whose bound is asked for. What
// the file says is checked where it is used: a block's bytes against the section, its last document
// against the skip record and the document count, so that documents are always ascending and below
// the count, whatever the bytes.

import CKernels
import LensStore

/// A forward cursor over one term's postings, standing before the first until moved.
///
/// Not thread-safe; the index it came from must stay alive, which its section sees to.
public struct PostingsCursor: ~Copyable {
  /// The value of `document` behind the last posting.
  public static let end = Int.max

  private let postings: Section
  /// The term's number, for messages.
  private let term: Int
  /// Skip records of a list of several blocks, otherwise nil.
  private let skips: UnsafeRawPointer?
  /// Corners of the whole list where it has several blocks.
  let listImpacts: ImpactCorners?
  /// Blocks of the list.
  let blockCount: Int
  /// Where in the section the first block starts and the last one ends.
  private let blocks: Range<Int>
  /// Postings of the list.
  let postingCount: Int
  /// Documents of the segment, at least 1.
  let documentCount: Int

  private let unpack = lens_posting_kernels_current().pointee.unpack
  /// Room for one block's documents, owned.
  private let buffer: UnsafeMutablePointer<UInt32>
  /// Postings in `buffer`; zero before the first block is decoded.
  private var bufferCount = 0
  /// Place of the current posting in `buffer`.
  private var index = 0
  /// The decoded block, -1 before the first.
  private(set) var decodedBlock = -1
  /// The block that shallow seeks have reached; never before the decoded one.
  private(set) var shallowBlock = 0
  /// The packed frequencies of the decoded block.
  private var packedFrequencies: UnsafeRawPointer
  private var frequencyWidth = 0

  /// The current document, -1 before the first posting, `end` behind the last.
  public private(set) var document = -1

  /// Opens a list.
  ///
  /// O(1) plus the verification of the skip data's chunks on their first touch.
  init(_ info: TermInfo, postings: Section, documentCount: Int) throws(LexicalError) {
    let blockCount = LexicalFormat.blockCount(info.documentFrequency)
    let skipBytes = LexicalFormat.skipDataBytes(blockCount: blockCount)
    let start = info.range.lowerBound
    // The block behind the skip data is at least two bytes; the one asked for beyond it is there.
    let head = try stored { () throws(StoreError) in
      guard blockCount > 0, skipBytes < info.range.count else {
        throw postings.damaged(
          expected: "more than \(skipBytes) bytes for term \(info.term)",
          found: "\(info.range.count)")
      }
      let head = try postings.bytes(start..<(start + skipBytes + 1))
      guard let address = head.baseAddress else {
        throw postings.damaged(expected: "bytes of term \(info.term)", found: "none")
      }
      return address
    }
    self.postings = postings
    self.documentCount = documentCount
    self.blockCount = blockCount
    term = info.term
    postingCount = info.documentFrequency
    blocks = (start + skipBytes)..<info.range.upperBound
    packedFrequencies = head
    listImpacts = blockCount > 1 ? ImpactCorners(head, count: LexicalFormat.listCorners) : nil
    skips = blockCount > 1 ? head + LexicalFormat.listHeaderBytes : nil
    buffer = .allocate(capacity: PostingBlock.capacity)
  }

  deinit { buffer.deallocate() }

  /// Occurrences of the term in the current document.
  ///
  /// Only where `document` is one.
  @inline(__always)
  public var frequency: UInt32 { frequency(at: index) }

  /// Moves to the next posting.
  ///
  /// O(1), with a block decoded every 128 postings.
  public mutating func advance() throws(LexicalError) {
    if index + 1 < bufferCount {
      index += 1
      document = Int(buffer[index])
    } else if document != Self.end {
      try enter(decodedBlock + 1)
    }
  }

  /// Moves to the first posting at or behind `target`; stays where it is already there.
  ///
  /// O(log of the blocks skipped), plus the decoding of one block unless it is the current one.
  @inline(__always)
  public mutating func seek(to target: Int) throws(LexicalError) {
    if document < target { try seekForward(to: target) }
  }

  private mutating func seekForward(to target: Int) throws(LexicalError) {
    if bufferCount == 0 || Int(buffer[bufferCount - 1]) < target {
      shallowSeek(to: target)
      // A shallow seek may stand in the decoded block only if that is the list's last.
      try enter(max(shallowBlock, decodedBlock + 1))
      if document >= target { return }
      guard Int(buffer[bufferCount - 1]) >= target else {
        if skips != nil {
          throw damaged(decodedBlock, expected: "last documents in order", found: "others")
        }
        // A list of one block has no skip record to say that it ends before the target.
        document = Self.end
        index = bufferCount
        return
      }
    }
    // Lower bound from the current posting on, the last one being known to reach the target. The step
    // is multiplied rather than chosen: a branch would be guessed wrong every other time.
    var low = index
    var rest = bufferCount - index
    let wanted = UInt32(truncatingIfNeeded: target)
    while rest > 1 {
      let half = rest >> 1
      low &+= half &* (buffer[low &+ half &- 1] < wanted ? 1 : 0)
      rest &-= half
    }
    index = low
    document = Int(buffer[low])
  }

  /// Moves `shallowBlock` to the first block that may hold `target` or more; `blockCount` if none.
  ///
  /// Decodes nothing. O(log of the blocks skipped) by galloping.
  mutating func shallowSeek(to target: Int) {
    if shallowBlock >= blockCount || lastDocument(of: shallowBlock) >= target { return }
    var step = 1
    var low = shallowBlock + 1
    while low + step < blockCount && lastDocument(of: low + step - 1) < target {
      low += step
      step *= 2
    }
    var high = min(low + step, blockCount)
    while low < high {
      let middle = (low + high) / 2
      if lastDocument(of: middle) < target { low = middle + 1 } else { high = middle }
    }
    shallowBlock = low
  }

  /// The last document of a block as its skip record says; of a list of one block the last possible.
  @inline(__always)
  func lastDocument(of block: Int) -> Int {
    guard let skips else { return documentCount - 1 }
    return Int(
      skips.loadUnaligned(
        fromByteOffset: block &* LexicalFormat.skipBytes, as: UInt32.self))
  }

  /// The first document a block could hold.
  @inline(__always)
  func firstPossibleDocument(of block: Int) -> Int {
    block == 0 ? 0 : lastDocument(of: block - 1) + 1
  }

  /// The corners of a block of a list of several.
  @inline(__always)
  func impacts(of block: Int) -> ImpactCorners? {
    guard let skips else { return nil }
    return ImpactCorners(
      skips + block &* LexicalFormat.skipBytes + 8, count: LexicalFormat.blockCorners)
  }

  /// Decodes `block` and stands on its first posting, or behind the last where there is no such block.
  private mutating func enter(_ block: Int) throws(LexicalError) {
    guard block < blockCount else {
      document = Self.end
      index = bufferCount
      return
    }
    let previous = block == 0 ? -1 : lastDocument(of: block - 1)
    let start = block == 0 ? 0 : blockEnd(block - 1)
    let end = skips == nil ? blocks.count : blockEnd(block)
    guard start < end, end <= blocks.count else {
      throw damaged(block, expected: "bytes inside 0..<\(blocks.count)", found: "\(start)..<\(end)")
    }
    // The slack belongs to the section: its last 8 bytes are no block's.
    let range = (blocks.lowerBound + start)..<(blocks.lowerBound + end + PostingBlock.slack)
    let bytes = try stored { [postings] () throws(StoreError) in try postings.bytes(range) }
    let count = min(PostingBlock.capacity, postingCount - block * PostingBlock.capacity)
    guard let base = bytes.baseAddress,
      let layout = PostingBlock.Layout(block: base, byteCount: end - start, count: count)
    else {
      throw damaged(
        block, expected: "widths that fill \(end - start) bytes with \(count) postings",
        found: "others")
    }
    // 64 bits that ascend strictly: one comparison with the document count vouches for all.
    let gaps = (base + PostingBlock.Layout.gapsStart).assumingMemoryBound(to: UInt8.self)
    let last = Int(
      clamping: unpack(gaps, count, UInt32(layout.gapWidth), Int64(previous), buffer))
    guard last < documentCount, skips == nil || last == lastDocument(of: block) else {
      // What was unpacked is not to be stood on.
      bufferCount = 0
      document = Self.end
      throw damaged(
        block, expected: "last document \(lastDocument(of: block))", found: "\(last)")
    }
    packedFrequencies = base + layout.frequenciesStart
    frequencyWidth = layout.frequencyWidth
    decodedBlock = block
    shallowBlock = max(shallowBlock, block)
    bufferCount = count
    index = 0
    document = Int(buffer[0])
  }

  private func blockEnd(_ block: Int) -> Int {
    guard let skips else { return blocks.count }
    return Int(
      skips.loadUnaligned(
        fromByteOffset: block &* LexicalFormat.skipBytes + 4, as: UInt32.self))
  }

  private func damaged(_ block: Int, expected: String, found: String) -> LexicalError {
    .store(
      postings.damaged(
        expected: "in block \(block) of term \(term) \(expected)", found: found))
  }
}

extension PostingsCursor {
  /// The frequency at a place of the decoded block.
  @inline(__always)
  private func frequency(at place: Int) -> UInt32 {
    PostingBlock.frequency(packedFrequencies, at: place, width: frequencyWidth)
  }

  /// Gives every posting of the current block from the current one on to `body`, without moving.
  @inline(__always)
  func forEachInBlock(_ body: (_ document: Int, _ frequency: UInt32) -> Void) {
    for place in index..<bufferCount { body(Int(buffer[place]), frequency(at: place)) }
  }

  /// Gives the postings from the current one on whose documents lie below `limit` to `body`, block by
  /// block, and stands on the first that does not.
  @inline(__always)
  mutating func forEachRun(
    below limit: Int, _ body: (UnsafePointer<lens_postings>) -> Void
  ) throws(LexicalError) {
    while document < limit {
      var end = bufferCount
      if Int(buffer[end - 1]) >= limit {
        var low = index
        end -= 1
        while low < end {
          let middle = (low + end) / 2
          if Int(buffer[middle]) < limit { low = middle + 1 } else { end = middle }
        }
      }
      var run = lens_postings(
        documents: buffer + index, count: end - index,
        frequencies: packedFrequencies.assumingMemoryBound(to: UInt8.self), first: index,
        width: UInt32(frequencyWidth))
      body(&run)
      if end < bufferCount {
        index = end
        document = Int(buffer[end])
      } else {
        try enter(decodedBlock + 1)
      }
    }
  }
}

/// Runs a store operation, its error wrapped.
@inline(__always)
func stored<Result: ~Copyable>(
  _ operation: () throws(StoreError) -> Result
) throws(LexicalError) -> Result {
  do { return try operation() } catch { throw .store(error) }
}
