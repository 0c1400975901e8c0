// The options by which `lens query` keeps questions.
import ArgumentParser
import LensSearch

/// Saved queries.
struct SavingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Save the question and its options under a name, for --saved and lens news.",
      valueName: "name"))
  var save: String?

  @Option(help: ArgumentHelp("Ask a saved question.", valueName: "name"))
  var saved: String?

  @Option(help: ArgumentHelp("Remove a saved question.", valueName: "name"))
  var forget: String?
}
