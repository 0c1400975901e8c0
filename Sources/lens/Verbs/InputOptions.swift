// What the verbs that read papers share: the form of the files.
import ArgumentParser
import LensCorpus
import LensSearch

/// How files are read.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The files' format: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Columns of a CSV or TSV file that its header does not make plain.",
      valueName: "field=column,…"))
  var map: String?

  /// Throws what is wrong with the options.
  func check() throws {
    if let from, Format(rawValue: from) == nil {
      let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--from takes one of \(known), found '\(from)'.")
    }
    _ = try columns()
  }

  /// The options of a build with these.
  func options() throws -> IndexBuilder.Options {
    var options = IndexBuilder.Options()
    options.format = from.flatMap(Format.init(rawValue:))
    options.columns = try columns()
    return options
  }

  /// What `--map` says.
  private func columns() throws -> ColumnMapping {
    guard let map else { return ColumnMapping() }
    do throws(BadColumnMapping) {
      return try ColumnMapping(parsing: map)
    } catch {
      throw ValidationError("--map: \(error)")
    }
  }
}
