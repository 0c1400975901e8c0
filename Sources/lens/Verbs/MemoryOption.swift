// `--memory`: what making or growing an index may take.
import ArgumentParser
import LensSearch

/// The option of the verbs that hold papers.
struct MemoryOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Memory to take at most: 2G, 800M. More papers than it holds are indexed part by part.",
      discussion: "Half of the machine's memory unless given; 512M at least.", valueName: "size"),
    transform: MemoryLimit.init(named:))
  var memory: MemoryLimit?

  /// What is given, or the standard.
  var limit: MemoryLimit { memory ?? .standard }
}

extension MemoryLimit {
  /// A number with K, M, G or T for powers of 1,024; a B or iB may follow.
  fileprivate init(named argument: String) throws {
    var text = argument.uppercased()[...]
    if text.hasSuffix("IB") { text.removeLast(2) } else if text.hasSuffix("B") { text.removeLast() }
    let powers: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
    let shift = text.last.flatMap { powers[$0] } ?? 0
    if shift > 0 { text.removeLast() }
    guard let number = Double(text), (0..<1e18).contains(number * Double(1 << shift)) else {
      throw ValidationError("expected a size such as 2G or 800M, found \"\(argument)\".")
    }
    guard let limit = Self(bytes: Int(number * Double(1 << shift))) else {
      throw ValidationError("expected 512M at least, found \"\(argument)\".")
    }
    self = limit
  }
}
