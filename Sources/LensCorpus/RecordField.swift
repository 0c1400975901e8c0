// RecordField: what a tag, column or field name of any format means for a paper. Each format has a
// table from its names to these.

/// The meaning of a field.
enum RecordField: Equatable {
  /// A title in either language; the text decides which.
  case title
  /// The title of a book: the record's own where it has no other, else where the paper stands.
  case bookTitle
  /// The second part of a title.
  case subtitle
  /// An abstract in either language.
  case abstract
  /// One author, or several between semicolons.
  case author
  /// The short form of a name, for records that give no full one.
  case shortAuthor
  /// Authors in one text; see ``AuthorNames``.
  case authors
  /// One keyword, or several between semicolons.
  case keyword
  /// Keywords in one text; see ``KeywordList``.
  case keywords
  /// The year of publication.
  case year
  /// A date in any of the spellings that ``LooseDate`` reads.
  case date
  /// A month, by name or number, that completes a year.
  case month
  /// A day that completes a month.
  case day
  /// The journal, conference or book; of several, the one of the least rank counts.
  case venue(rank: Int)
  case url
  case doi
  /// An arXiv number, with or without version.
  case arXiv
  /// A PubMed number.
  case pubMed
  /// An id of the record's own.
  case id
  /// Kept under a name that the formats share.
  case kept(String)
  /// Not kept: bookkeeping of the program that wrote it.
  case ignored
}
