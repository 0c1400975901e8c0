// Counting every frequent string of 1 to 6 characters, level by level.
//
// A string of n + 1 characters can be frequent only where its first n and its last n are (Agrawal
// and Srikant, "Fast Algorithms for Mining Association Rules", 1994), so that each level looks at
// few candidates. Counting is sorting: keys of (string, next character) in one array, so that the
// result depends on no hash and the memory is known.

/// One pass of finding words.
struct WordMining {
  /// A frequent string.
  private struct Node {
    var count: Int32
    /// The string without its last, without its first character.
    var prefix: Int32
    var suffix: Int32
    var length: Int32
    /// Where it was seen first.
    var position: Int32
    /// Entropy of what follows and of what comes before, in nats.
    var rightFreedom: Float = 0
    var leftFreedom: Float = 0
  }

  private let characters: [UInt32]
  private let options: WordFinder.Options
  private let minimumCount: Int
  private let characterCount: Int
  private var nodes: [Node] = []
  /// Number of each character, 1…, by first appearance, 0 at the end of a run; shape (characters).
  private var symbols: [UInt32] = []

  init(characters: [UInt32], options: WordFinder.Options) {
    self.characters = characters
    self.options = options
    characterCount = characters.count { $0 != 0 }
    minimumCount = options.minimumCount ?? max(3, characterCount / 100_000)
  }

  mutating func words(timesSampled stride: Int) -> [DiscoveredWord] {
    guard characterCount > 1 else { return [] }
    var current = countCharacters()
    for length in 1...min(max(options.maximumLength, 2), 8) {
      // Keys of the strings with the character behind them: their freedom, and the next level.
      let right = keys(current, offset: length)
      measure(right, isRight: true)
      measure(keys(current, offset: -1), isRight: false)
      if length == min(max(options.maximumLength, 2), 8) { break }
      current = extend(current, keys: right, length: length)
    }
    return select(stride)
  }

  /// Nodes for the single characters; returns the node at each position, -1 at the ends of runs.
  private mutating func countCharacters() -> [Int32] {
    var numbers: [UInt32: UInt32] = [:]
    var at: [Int32] = []
    at.reserveCapacity(characters.count)
    symbols.reserveCapacity(characters.count)
    for (position, written) in characters.enumerated() {
      let scalar = HanRuns.fold(written)
      guard scalar != 0 else {
        symbols.append(0)
        at.append(-1)
        continue
      }
      let known = numbers[scalar]
      let number = known ?? UInt32(truncatingIfNeeded: numbers.count + 1)
      if known == nil {
        numbers[scalar] = number
        nodes.append(
          Node(
            count: 0, prefix: -1, suffix: -1, length: 1,
            position: Int32(truncatingIfNeeded: position)))
      }
      symbols.append(number)
      at.append(Int32(truncatingIfNeeded: number) - 1)
      nodes[Int(number) - 1].count += 1
    }
    return at
  }

  /// node << 32 | the symbol `offset` characters from the start of its occurrence, sorted.
  ///
  /// The end of a run is a symbol of its own at every occurrence: an author who ends there could
  /// have gone on in any way.
  private func keys(_ at: [Int32], offset: Int) -> [UInt64] {
    var keys: [UInt64] = []
    var ends: UInt32 = 0x8000_0000
    for position in at.indices where at[position] >= 0 {
      let place = position + offset
      var symbol = place >= 0 && place < symbols.count ? symbols[place] : 0
      if symbol == 0 {
        symbol = ends
        ends += 1
      }
      keys.append(UInt64(UInt32(at[position])) << 32 | UInt64(symbol))
    }
    keys.withUnsafeMutableBufferPointer { PackedSort.sort($0) }
    return keys
  }

  /// Entropy of the neighbours of each node: log N − Σ c log c / N.
  private mutating func measure(_ keys: [UInt64], isRight: Bool) {
    var index = 0
    while index < keys.count {
      let node = keys[index] >> 32
      let first = index
      var sum = 0.0
      while index < keys.count, keys[index] >> 32 == node {
        let key = keys[index]
        let start = index
        while index < keys.count, keys[index] == key { index += 1 }
        let count = Double(index - start)
        if count > 1 { sum += count * Logarithm.natural(count) }
      }
      let total = Double(index - first)
      let entropy = Float(Logarithm.natural(total) - sum / total)
      if isRight {
        nodes[Int(node)].rightFreedom = entropy
      } else {
        nodes[Int(node)].leftFreedom = entropy
      }
    }
  }

  /// Nodes for the frequent strings one character longer; returns the node at each position.
  private mutating func extend(_ at: [Int32], keys: [UInt64], length: Int) -> [Int32] {
    // The frequent keys, sorted, and the node each becomes.
    var frequent: [UInt64] = []
    let base = Int32(truncatingIfNeeded: nodes.count)
    var index = 0
    while index < keys.count {
      let start = index
      while index < keys.count, keys[index] == keys[start] { index += 1 }
      if index - start >= minimumCount, UInt32(truncatingIfNeeded: keys[start]) < 0x8000_0000 {
        frequent.append(keys[start])
        nodes.append(
          Node(
            count: Int32(truncatingIfNeeded: index - start),
            prefix: Int32(truncatingIfNeeded: keys[start] >> 32), suffix: -1,
            length: Int32(truncatingIfNeeded: length + 1), position: -1))
      }
    }
    var next = [Int32](repeating: -1, count: at.count)
    for position in at.indices where at[position] >= 0 && position + length < at.count {
      let symbol = symbols[position + length]
      guard symbol != 0, at[position + 1] >= 0 else { continue }
      let key = UInt64(UInt32(at[position])) << 32 | UInt64(symbol)
      guard let found = Self.search(frequent, key) else { continue }
      let node = base + Int32(truncatingIfNeeded: found)
      next[position] = node
      if nodes[Int(node)].position < 0 {
        nodes[Int(node)].position = Int32(truncatingIfNeeded: position)
        nodes[Int(node)].suffix = at[position + 1]
      }
    }
    return next
  }

  private static func search(_ sorted: [UInt64], _ key: UInt64) -> Int? {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = low + (high - low) / 2
      if sorted[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low] == key ? low : nil
  }

  /// Mutual information of the weakest cut: min over cuts of log(c(w) N / (c(left) c(right))).
  private func cohesion(_ node: Int) -> Float {
    let word = nodes[node]
    var weakest = Double.infinity
    var left = node
    for cut in stride(from: Int(word.length) - 1, to: 0, by: -1) {
      left = Int(nodes[left].prefix)
      var right = node
      for _ in 0..<cut { right = Int(nodes[right].suffix) }
      let expected =
        Double(nodes[left].count) * Double(nodes[right].count) / Double(characterCount)
      weakest = min(weakest, Double(word.count) / expected)
    }
    return Float(Logarithm.natural(weakest))
  }

  private func select(_ timesSampled: Int) -> [DiscoveredWord] {
    var found: [(word: DiscoveredWord, scalars: ArraySlice<UInt32>)] = []
    for (index, node) in nodes.enumerated() where node.length >= 2 && node.position >= 0 {
      let freedom = min(node.leftFreedom, node.rightFreedom)
      let start = Int(node.position)
      let scalars = characters[start..<start + Int(node.length)]
      guard freedom >= options.minimumFreedom, HanRuns.mayBeWord(scalars) else { continue }
      let cohesion = cohesion(index)
      guard cohesion >= options.minimumCohesion else { continue }
      var text = String.UnicodeScalarView()
      for scalar in scalars { if let scalar = Unicode.Scalar(scalar) { text.append(scalar) } }
      found.append(
        (
          DiscoveredWord(
            text: String(text), count: Int(node.count) * timesSampled, cohesion: cohesion,
            freedom: freedom), scalars
        ))
    }
    found.sort {
      $0.word.count != $1.word.count
        ? $0.word.count > $1.word.count : $0.scalars.lexicographicallyPrecedes($1.scalars)
    }
    return found.prefix(options.wordLimit).map(\.word)
  }
}
