import LensText
import Testing

@Suite struct TermSequencesTests {
  private func symbols(_ sequences: TermSequences, _ document: Int) -> [UInt32] {
    let start = document == 0 ? 0 : sequences.ends[document - 1]
    return sequences.bytes[start..<sequences.ends[document]].withUnsafeBytes { bytes in
      var decoder = VarintDecoder(bytes)
      var symbols: [UInt32] = []
      while let symbol = decoder.next() { symbols.append(symbol) }
      return symbols
    }
  }

  @Test func numbersOfEverySizeComeBack() {
    let numbers: [UInt32] = [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 1 << 28, .max]
    var sequences = TermSequences()
    sequences.append([])
    sequences.append(numbers)
    #expect(symbols(sequences, 0) == [])
    #expect(symbols(sequences, 1) == numbers)
  }

  @Test func aCutNumberEndsTheSequence() {
    [UInt8](arrayLiteral: 5, 0x80).withUnsafeBytes { bytes in
      var decoder = VarintDecoder(bytes)
      #expect(decoder.next() == 5)
      #expect(decoder.next() == nil)
      #expect(decoder.next() == nil)
    }
  }

  @Test func numberingLeavesMarksAndWeightsAlone() {
    var table = TermTable()
    var counter = DocumentCounter()
    counter.add("one two", weight: 2, interning: &table)
    counter.add("two three", weight: 1, interning: &table)
    var counted = CountedDocuments()
    counter.finish(into: &counted)
    let all = counted.sequences(through: [10, 200, 30])
    #expect(symbols(all, 0) == [0, 2, 11, 201, 0, 1, 201, 31])
    let bags = counted.documents(through: [10, 200, 30])
    #expect(bags.terms == [10, 30, 200] && bags.counts == [2, 1, 3])
  }

  @Test func aDocumentIsItsWordsInOrderFieldByField() {
    var table = TermTable()
    var counter = DocumentCounter()
    var counted = CountedDocuments()
    var buffer = TokenBuffer()
    for (text, weight) in [("Neural search", 2), ("long-context search 长文本", 1)] {
      Analyzer().analyze(text, into: &buffer)
      counter.add(buffer, weight: weight, interning: &table)
    }
    counter.finish(into: &counted)
    let sequences = counted.sequences(through: (0..<UInt32(table.count)).map { $0 })
    func id(_ term: String) -> UInt32 {
      Array(term.utf8).withUnsafeBufferPointer { table.lookup($0) ?? .max - 1 }
    }
    #expect(
      symbols(sequences, 0) == [
        0, 2, id("neural") + 1, id("search") + 1, 0, 1, id("long") + 1, id("context") + 1,
        id("search") + 1,
      ])
  }
}
