// One element of a record, with its text and children in order. Records are small trees that live
// until their paper is made; the document as a whole is never held.

/// An element with what is in it.
final class XMLElement {
  /// A piece of content.
  enum Content {
    case text(String)
    case element(XMLElement)
  }

  /// The name without prefix.
  let name: String
  let attributes: [String: String]
  /// The line it starts on.
  let line: Int
  private(set) var content: [Content] = []

  init(name: String, attributes: [String: String], line: Int) {
    self.name = name
    self.attributes = attributes
    self.line = line
  }

  func append(_ text: String) { content.append(.text(text)) }
  func append(_ element: XMLElement) { content.append(.element(element)) }

  /// Child elements, all or those of a name.
  func children(_ name: String? = nil) -> [XMLElement] {
    content.compactMap {
      guard case .element(let child) = $0, name == nil || child.name == name else { return nil }
      return child
    }
  }

  /// The first element at the end of a path of names.
  func first(_ path: String...) -> XMLElement? {
    var found = self
    for name in path {
      guard let child = found.children(name).first else { return nil }
      found = child
    }
    return found
  }

  /// The text of the first element at the end of a path, in one line; nil if it is empty.
  func text(_ path: String...) -> String? {
    var found = self
    for name in path {
      guard let child = found.children(name).first else { return nil }
      found = child
    }
    return found.line(of: found.rawText)
  }

  /// The texts of all children of a name, each in one line.
  func texts(_ name: String) -> [String] {
    children(name).compactMap { $0.line(of: $0.rawText) }
  }

  /// All text inside, that of the children at its place.
  var rawText: String {
    if content.count == 1, case .text(let only) = content[0] { return only }
    var all = ""
    for piece in content {
      switch piece {
      case .text(let text): all += text
      case .element(let child): all += child.rawText
      }
    }
    return all
  }

  private func line(of text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
