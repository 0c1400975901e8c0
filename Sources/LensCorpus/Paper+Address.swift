// Where a paper can be read.

extension Paper {
  /// The web address of the paper: its own, else that of its DOI or arXiv number.
  public var address: String? {
    if let url { return url }
    let names = PublishedNames(self)
    return names.doi.map { "https://doi.org/\($0)" }
      ?? names.arXiv.map { "https://arxiv.org/abs/\($0)" }
  }
}
