// The option of every verb whose output may be long.
import ArgumentParser

/// Whether long output is shown a page at a time.
struct PagerOption: ParsableArguments {
  @Flag(help: "Do not show long output a page at a time.")
  var noPager = false
}
