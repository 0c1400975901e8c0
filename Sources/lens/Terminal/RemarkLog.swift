// What the verbs that read papers say on the way.
import LensSearch

/// Prints remarks about the input as they come: all of them, or the first few of each kind and then a count.
final class RemarkLog {
  private static let shownPerKind = 5
  private var counts: [String: Int] = [:]
  private let isVerbose: Bool
  private let bar: ProgressBar

  init(isVerbose: Bool, bar: ProgressBar) {
    self.isVerbose = isVerbose
    self.bar = bar
  }

  func report(_ remark: InputRemark) {
    let count = counts[remark.expected, default: 0] + 1
    counts[remark.expected] = count
    guard isVerbose || count <= Self.shownPerKind else { return }
    bar.clear()
    Terminal.note(remark.description.shown)
  }

  func finish() {
    guard !isVerbose else { return }
    for (kind, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.shownPerKind {
      Terminal.note(
        "… and \(count - Self.shownPerKind) more that expected \(kind) (--verbose shows them).")
    }
  }
}

extension [BuildStage] {
  /// A line for each stage: its seconds and the processors it kept busy.
  var table: String {
    map { stage in
      "\(stage.name.padded(to: 34)) \(stage.seconds.fixed(2)) s, \(stage.coresBusy.fixed(1)) cores"
    }.joined(separator: "\n")
  }
}
