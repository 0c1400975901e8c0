// The format of an XML text, told from its root element.

enum XMLShape {
  /// The format of a text that starts with `opening`; nil if it is not one of ours.
  static func format(_ opening: UnsafeBufferPointer<UInt8>) -> Format? {
    guard opening.first(where: { !$0.isASCIISpace }) == 0x3C else { return nil }
    switch rootName(opening) {
    case "PubmedArticleSet", "PubmedArticle", "PubmedBookArticle", "PubmedBookArticleSet":
      return .pubMed
    case "OAI-PMH", "ListRecords", "GetRecord": return .oai
    case "feed", "entry": return .atom
    case "collection", "volume": return .acl
    default: return nil
    }
  }

  /// The name of the first element, without prefix: behind declarations, comments and instructions.
  private static func rootName(_ opening: UnsafeBufferPointer<UInt8>) -> String? {
    var i = 0
    while true {
      i += UnsafeBufferPointer(rebasing: opening[i...]).offset(of: 0x3C)
      guard i + 1 < opening.count else { return nil }
      let rest = opening[(i + 1)...]
      if rest.starts(with: "!--".utf8) {
        guard let end = rest.indices.first(where: { opening[$0...].starts(with: "-->".utf8) })
        else { return nil }
        i = end
        continue
      }
      let name = rest.prefix { $0 > 0x20 && $0 != 0x3E && $0 != 0x2F }
      if let first = name.first, first != 0x21, first != 0x3F {
        return String(decoding: name, as: UTF8.self).split(separator: ":").last.map(String.init)
      }
      i += 1
    }
  }
}
