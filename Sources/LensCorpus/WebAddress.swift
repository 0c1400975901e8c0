// What of a web address identifies a paper's page.

/// Addresses of pages, compared.
enum WebAddress {
  /// What identifies a page: host and path without scheme, `www.`, fragment and closing slash.
  ///
  /// Nil for an address without a path, which is a site and no paper.
  static func key(_ address: String) -> String? {
    var rest = Substring(address).trimmedASCII
    if let scheme = address.firstRange(ofASCII: "://") { rest = rest[scheme.upperBound...] }
    // A place in the page; with a slash it is what some sites name their pages by.
    if let mark = rest.utf8.firstIndex(of: 0x23), !rest[mark...].utf8.contains(0x2F) {
      rest = rest[..<mark]
    }
    while rest.utf8.last == 0x2F { rest.removeLast() }
    guard let slash = rest.utf8.firstIndex(of: 0x2F) else { return nil }
    var host = rest[..<slash].lowercased()
    if host.hasPrefix("www.") { host.removeFirst(4) }
    return host + rest[slash...]
  }
}
