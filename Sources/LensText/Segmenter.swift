// Cutting a run of Han into words for people to read.
//
// The path with the largest product of word frequencies, a character no word covers counting as
// seen less than once. For display, snippets and explanations only: ranking never depends on it.

import CFolding

/// Cuts runs into the words of a list.
public struct Segmenter: Sendable {
  private var table = TermTable()
  /// Logarithm of each word's share; shape (table.count).
  private var weights: [Float] = []
  /// Weight of a character that is no word.
  private var unknownWeight: Float = 0
  /// Longest word in characters.
  private var maximumLength = 1

  /// A segmenter over words with their counts; a word given twice has both.
  ///
  /// Words are folded, so that Traditional text is cut like Simplified. Counts below 1 count as 1.
  public init(_ words: some Sequence<(text: String, count: Int)>) {
    var counts: [Double] = []
    var total = 0.0
    for (text, count) in words {
      let run = FoldedRun(text)
      guard run.count > 0, run.count <= 16 else { continue }
      let id = run.bytes.withUnsafeBufferPointer { table.intern($0) }
      if Int(id) == counts.count { counts.append(0) }
      counts[Int(id)] += Double(max(count, 1))
      total += Double(max(count, 1))
      maximumLength = max(maximumLength, run.count)
    }
    weights = counts.map { Float(Logarithm.natural($0 / total)) }
    unknownWeight = Float(Logarithm.natural(0.5 / max(total, 1)))
  }

  /// A segmenter over the words a finder found.
  public init(_ words: [DiscoveredWord]) {
    self.init(words.lazy.map { (text: $0.text, count: $0.count) })
  }

  /// Number of distinct words.
  public var wordCount: Int { table.count }

  /// Cuts the bytes of a run; the ranges follow each other and cover all of it.
  ///
  /// Any text may be given: what is in no word stands by itself, scalar by scalar. O(n · longest
  /// word).
  public func cut(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    let run = FoldedRun(text)
    guard run.count > 0 else { return [] }
    var best = [Float](repeating: -.infinity, count: run.count + 1)
    var length = [Int](repeating: 1, count: run.count + 1)
    best[0] = 0
    run.bytes.withUnsafeBufferPointer { bytes in
      for end in 1...run.count {
        best[end] = best[end - 1] + unknownWeight
        for size in 1...min(maximumLength, end) {
          let start = end - size
          let word = UnsafeBufferPointer(rebasing: bytes[run.folded[start]..<run.folded[end]])
          guard !word.isEmpty, let id = table.lookup(word) else { continue }
          let score = best[start] + weights[Int(id)]
          if score > best[end] {
            best[end] = score
            length[end] = size
          }
        }
      }
    }
    var cuts: [Range<Int>] = []
    var end = run.count
    while end > 0 {
      let start = end - length[end]
      cuts.append(run.source[start]..<run.source[end])
      end = start
    }
    return cuts.reversed()
  }

  /// The words of a run, as written.
  public func words(in text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      cut(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
  }
}

/// A text scalar by scalar: where each lies in the text and in its folding.
private struct FoldedRun {
  var bytes: [UInt8] = []
  /// Start of each scalar in `bytes`, and the end; shape (count + 1).
  var folded = [0]
  /// The same in the text.
  var source = [0]
  var count: Int { source.count - 1 }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { FoldedRun($0) }
  }

  init(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { room in
      guard let base = room.baseAddress else { return }
      while index < text.count {
        let (scalar, length) = UTF8Decoder.decode(text, at: index)
        if scalar == UTF8Decoder.invalid {
          bytes.append(text[index])  // never equal to a word, which is valid UTF-8
        } else {
          let entry = lens_folding_entry(scalar)
          let isSingle = Int32(entry >> 25 & 3) == LENS_FOLD_SINGLE
          let size = UTF8Decoder.encode(isSingle ? entry & 0x1F_FFFF : scalar, to: base)
          bytes.append(contentsOf: room[..<size])
        }
        index += length
        folded.append(bytes.count)
        source.append(index)
      }
    }
  }
}
