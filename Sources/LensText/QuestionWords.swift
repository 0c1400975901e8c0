// The words by which a question is recognised and which say nothing of what is asked: a paper that
// has "how" or 如何 answers nobody. They stay in the index, where a title may consist of them.

/// Takes the question out of a question.
public enum QuestionWords {
  /// In small letters; a contraction counts by what stands before its apostrophe.
  private static let english: Set<String> = [
    "what", "how", "who", "whom", "whose", "when", "where", "why", "do", "does", "did", "done", "i",
    "me", "you", "there", "any", "if",
  ]
  /// The longer before those they begin with.
  private static let chinese: [[UInt8]] = [
    "为什么", "怎么样", "有没有", "有哪些", "是什么", "如何", "怎么", "怎样", "什么", "哪些", "哪个", "哪种",
    "哪里", "为何", "是否", "能否", "可否", "请问", "吗", "呢",
  ].map { Array($0.utf8) }

  /// The text with spaces in place of question words, byte for byte, so that places in it stay what
  /// they were; the text itself where nothing else would be left.
  ///
  /// O(bytes).
  public static func blanked(_ text: String) -> String {
    var bytes = Array(text.utf8)
    var position = 0
    var isSomethingLeft = false
    while position < bytes.count {
      let end = wordEnd(in: bytes, at: position)
      if end > position {
        let word = String(decoding: bytes[position..<end], as: UTF8.self).lowercased()
        let isQuestion = english.contains(word)
        if isQuestion { blank(&bytes, position..<end) }
        isSomethingLeft = isSomethingLeft || !isQuestion
        position = end
      } else if let found = chinese.first(where: { bytes[position...].starts(with: $0) }) {
        blank(&bytes, position..<position + found.count)
        position += found.count
      } else {
        isSomethingLeft = isSomethingLeft || bytes[position] >= 0x80
        position += 1
      }
    }
    return isSomethingLeft ? String(decoding: bytes, as: UTF8.self) : text
  }

  /// The end of a run of ASCII letters and digits.
  private static func wordEnd(in bytes: [UInt8], at start: Int) -> Int {
    var end = start
    while end < bytes.count, (bytes[end] | 0x20).isLetter || (0x30...0x39).contains(bytes[end]) {
      end += 1
    }
    return end
  }

  private static func blank(_ bytes: inout [UInt8], _ range: Range<Int>) {
    for place in range { bytes[place] = 0x20 }
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self) }
}
