// Counts of papers as a person reads them.
import ArgumentParser
import LensSearch

/// Prints facets.
enum FacetPrinter {
  static func print(_ facets: Facets, format: HitFormat) {
    if format == .json { return Terminal.write(facets.json.text(indent: 2) + "\n") }
    Terminal.note("\(facets.papers) papers counted")
    for (number, facet) in facets.facets.enumerated() {
      Terminal.write((number > 0 ? "\n" : "") + Style.title(facet.field.rawValue) + "\n")
      for value in facet.values {
        Terminal.write(
          "\(Style.number("\(value.papers)".padded(to: 8, right: true)))  \(value.text.shown)\n")
      }
      if facet.values.isEmpty { Terminal.write(Style.faint("          none") + "\n") }
      if facet.further > 0 {
        Terminal.write(Style.faint("          and \(facet.further) more") + "\n")
      }
    }
  }
}

/// The facets of `--facets`.
struct FacetList: ExpressibleByArgument, CustomStringConvertible {
  static let standard = FacetList(requests: FacetRequest.standard)

  var requests: [FacetRequest]

  var description: String { requests.map(\.field.rawValue).joined(separator: ",") }

  init(requests: [FacetRequest]) { self.requests = requests }

  /// Reads `year,author=20`.
  init?(argument: String) {
    guard let requests = FacetRequest.list(argument) else { return nil }
    self.requests = requests
  }
}
