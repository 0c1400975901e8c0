// Counting a text without a list of its tokens in between: words that were met before go from their
// letters to their numbers, all else through the scanner.

extension DocumentCounter {
  /// Adds a field's text, each of its tokens counting `weight` times, giving new terms an id in `table`.
  ///
  /// What `Analyzer` and `add(_:weight:interning:)` make of it, several times as fast. O(bytes).
  ///
  /// - Precondition: `weight >= 1`; `table` is the same for every text this counter is given.
  public mutating func add(_ text: String, weight: Int = 1, interning table: inout TermTable) {
    var text = text
    text.withUTF8 { add($0, weight: weight, interning: &table) }
  }

  /// Adds a field's text, given as bytes.
  public mutating func add(
    _ text: UnsafeBufferPointer<UInt8>, weight: Int = 1, interning table: inout TermTable
  ) {
    begin(weight: weight)
    words.prepare()
    var buffer = TokenBuffer()
    swap(&buffer, &scratch)
    Analyzer.withScanner(of: text, output: &buffer) { scanner in
      withUnsafeTemporaryAllocation(
        of: (word: PlainWord, start: Int).self, capacity: Self.batch
      ) { found in
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.batch) { ids in
          var position = 0
          while position < scanner.text.count {
            let read = words.read(scanner.text, from: &position, into: found)
            count(found[..<read], room: ids, with: &scanner, weight: weight, in: &table)
            if read == Self.batch || position == scanner.text.count { continue }
            scanner.position = position
            scanner.readRun()
            intern(scanner.output, weight: weight, in: &table)
            scanner.output.removeAll()
            position = scanner.position
          }
        }
      }
    }
    swap(&buffer, &scratch)
  }

  /// Words read before the first of them is looked up; few enough for the stack.
  private static let batch = 32

  /// Counts plain words in their order, those that were not met before through the scanner.
  @inline(__always)
  private mutating func count(
    _ found: Slice<UnsafeMutableBufferPointer<(word: PlainWord, start: Int)>>,
    room ids: UnsafeMutableBufferPointer<UInt32>, with scanner: inout Scanner, weight: Int,
    in table: inout TermTable
  ) {
    var known = 0
    for (word, start) in found {
      if let id = words.id(of: word) {
        ids[known] = id
        known += id == WordCache.silent ? 0 : 1
        continue
      }
      count(UnsafeBufferPointer(rebasing: ids[..<known]), weight: weight)
      known = 0
      scanner.position = start
      scanner.readLetters()
      let id = intern(scanner.output, weight: weight, in: &table)
      words.remember(word, as: id ?? WordCache.silent)
      scanner.output.removeAll()
    }
    count(UnsafeBufferPointer(rebasing: ids[..<known]), weight: weight)
  }
}
