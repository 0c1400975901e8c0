// What arXiv's own JSONL snapshot says in lists: authors taken apart (its plain `authors` string leaves
// "Rippon, P. J., Stallard, G. M." open to doubt) and the versions with their dates (its plain
// `update_date` is the last time that anybody touched the record).

enum ArXivSnapshot {
  /// Authors of `[["Rippon", "P. J.", ""], …]`: family, given, suffix and perhaps affiliations.
  static func authors(_ list: JSONNode) -> [String] {
    list.children.compactMap { name in
      guard name.isArray else { return nil }
      let parts = name.children.prefix(3).map(\.text)
      return PersonName.joined(
        given: parts.count > 1 ? parts[1] : nil, family: parts.first ?? nil,
        suffix: parts.count > 2 ? parts[2] : nil)
    }
  }

  /// The day of `[{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}, …]`.
  static func firstVersion(_ list: JSONNode) -> (iso: String, year: Int)? {
    let first = list.children.first { _ in true }
    return first?["created"]?.text.flatMap(CalendarDate.parseMail)
  }
}
