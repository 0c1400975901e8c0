// What bounds the scores of a block or of a whole list without decoding it: a few pairs (frequency,
// document length) such that every posting has, for some pair, a frequency not above and a length not
// below it. BM25 grows with the frequency and falls with the length, so the greatest score over the
// pairs bounds every posting for any k1, b, idf and average length: segments written apart stay
// exactly searchable together. Block bounds after Ding and Suel 2011, "Faster top-k document
// retrieval using block-max indexes"; keeping pairs in place of scores as in Lucene's impacts.

/// One corner of the bound: a frequency not above `frequency` in a document not below `length`.
public struct Impact: Sendable, Equatable {
  /// Greatest term frequency, 1...65,535.
  public var frequency: UInt16
  /// Smallest document length, in counts; 65,535 stands for that or anything longer.
  public var length: UInt16

  /// A corner.
  public init(frequency: UInt16, length: UInt16) {
    self.frequency = frequency
    self.length = length
  }
}

/// Gathers postings and gives the corners of their bound.
struct ImpactFrontier {
  /// Frequencies from here on share one corner; abstracts hardly ever reach it.
  private static let classes = 64

  /// Smallest length per frequency class, `UInt32.max` where the class is empty.
  private var shortest = [UInt32](repeating: .max, count: classes)
  /// Greatest class seen.
  private var top = 0
  /// Greatest frequency seen.
  private var greatest: UInt16 = 0

  /// Forgets everything.
  mutating func clear() {
    for i in 0...top { shortest[i] = .max }
    top = 0
    greatest = 0
  }

  /// Adds a posting.
  @inline(__always)
  mutating func add(frequency: UInt16, length: UInt32) {
    let place = min(Int(frequency), Self.classes - 1)
    if length < shortest[place] { shortest[place] = length }
    if place > top { top = place }
    if frequency > greatest { greatest = frequency }
  }

  /// Adds all postings of another frontier.
  mutating func merge(_ other: ImpactFrontier) {
    for i in 0...other.top where other.shortest[i] < shortest[i] {
      shortest[i] = other.shortest[i]
    }
    top = max(top, other.top)
    greatest = max(greatest, other.greatest)
  }

  /// The corners, frequencies and lengths both strictly descending, at most `limit` of them.
  ///
  /// Too many corners are thinned by merging the neighbours whose merger raises the bound least at
  /// k1 1.2, b 0.75 and the given average length. That choice is taste; the bound holds for all.
  func corners(limit: Int, averageLength: Double) -> [Impact] {
    var corners: [Impact] = []
    var shortestAbove = UInt32.max
    var place = top
    while place > 0 {
      if shortest[place] < shortestAbove {
        shortestAbove = shortest[place]
        let frequency = place == Self.classes - 1 ? greatest : UInt16(place)
        let length = UInt16(clamping: shortestAbove)
        // Lengths beyond 65,535 are one class: the greater frequency stands for both.
        if corners.last?.length != length {
          corners.append(Impact(frequency: frequency, length: length))
        }
      }
      place -= 1
    }
    while corners.count > limit {
      var cheapest = 0
      var leastCost = Double.infinity
      for i in 0..<(corners.count - 1) {
        let cost = Self.mergingCost(corners[i], corners[i + 1], averageLength: averageLength)
        if cost < leastCost {
          leastCost = cost
          cheapest = i
        }
      }
      corners[cheapest].length = corners[cheapest + 1].length
      corners.remove(at: cheapest + 1)
    }
    return corners
  }

  /// How far one corner for both lies above the better of the two.
  private static func mergingCost(
    _ above: Impact, _ below: Impact, averageLength: Double
  ) -> Double {
    func part(_ frequency: UInt16, _ length: UInt16) -> Double {
      let norm = 1.2 * (0.25 + 0.75 * Double(length) / max(averageLength, 1))
      return Double(frequency) / (Double(frequency) + norm)
    }
    return part(above.frequency, below.length)
      - max(part(above.frequency, above.length), part(below.frequency, below.length))
  }
}
