// One line on standard error that says how far a long piece of work is; silent off a terminal.
/// A progress bar, redrawn at most ten times a second.
final class ProgressBar {
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false
  private let isShown: Bool

  init(isShown: Bool = Terminal.errorIsTerminal) {
    self.isShown = isShown
  }

  /// Draws the bar for a stage and the part of it that is done, 0 to 1.
  func draw(_ stage: String, fraction: Double, detail: String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100), fraction < 1 { return }
    lastDrawn = now
    isDrawn = true
    let cells = 24
    let full = Int((min(max(fraction, 0), 1) * Double(cells)).rounded())
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    let line = "\(stage.padded(to: 10)) \(bar) \(detail)".fitted(to: max(20, Terminal.width - 1))
    Terminal.write("\r\u{1b}[K\(line)", to: .errors)
  }

  /// Takes the bar off the screen.
  func clear() {
    guard isDrawn else { return }
    Terminal.write("\r\u{1b}[K", to: .errors)
    isDrawn = false
  }
}
