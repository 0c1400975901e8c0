// Paired terms of English and Chinese: what ties the two languages together in a library that has no
// bilingual papers of its own, and abbreviations to what they stand for.
//
// One entry a line: English spellings, a tab, Chinese spellings; spellings apart by semicolons, the
// most usual first; lines that start with # are for people.

import CGlossary

/// Concepts with their spellings in both languages.
public struct Glossary: Sendable, Equatable {
  /// One concept.
  public struct Entry: Sendable, Equatable {
    /// English spellings, the most usual first; abbreviations among them.
    public var english: [String]
    /// Chinese spellings, the most usual first.
    public var chinese: [String]

    /// An entry of the given spellings.
    public init(english: [String], chinese: [String]) {
      self.english = english
      self.chinese = chinese
    }

    /// All spellings, English ones first.
    public var spellings: [String] { english + chinese }
  }

  /// A line that is no entry, with its number from 1 and what is wrong with it.
  public struct BadLine: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// What was expected.
    public var expected: String
    /// What was found.
    public var found: String

    /// One line: the place, what was expected, what was found, what to do.
    public var description: String {
      "line \(line): expected \(expected), found \(found). "
        + "Write it as: english; abbreviation<TAB>中文; 另一种."
    }
  }

  /// The concepts, in the order of the file.
  public private(set) var entries: [Entry] = []

  /// An empty glossary.
  public init() {}

  /// Reads a glossary; throws the first line that is no entry.
  ///
  /// O(bytes).
  public init(parsing text: String) throws(BadLine) {
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let line = line.trimmedSpaces
      if line.isEmpty || line.hasPrefix("#") { continue }
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count == 2 else {
        throw BadLine(line: number, expected: "two columns", found: "\(columns.count)")
      }
      let entry = Entry(english: Self.spellings(columns[0]), chinese: Self.spellings(columns[1]))
      guard !entry.english.isEmpty, !entry.chinese.isEmpty else {
        throw BadLine(line: number, expected: "a spelling in both columns", found: "an empty one")
      }
      entries.append(entry)
    }
  }

  /// The glossary that comes with lens.
  public static let builtIn: Glossary = {
    // The bytes are part of the binary and never change.
    let bytes = UnsafeBufferPointer(start: lens_glossary, count: lens_glossary_length)
    return (try? Glossary(parsing: String(decoding: bytes, as: UTF8.self))) ?? Glossary()
  }()

  /// Adds the entries of another glossary behind these.
  public mutating func append(_ other: Glossary) { entries += other.entries }

  private static func spellings(_ column: Substring) -> [String] {
    column.split(separator: ";").map { String($0.trimmedSpaces) }.filter { !$0.isEmpty }
  }
}

extension Substring {
  /// The text without white space at its ends.
  fileprivate var trimmedSpaces: Substring {
    var text = self
    while text.first?.isWhitespace == true, text.first != "\t" { text.removeFirst() }
    while text.last?.isWhitespace == true, text.last != "\t" { text.removeLast() }
    return text
  }
}
