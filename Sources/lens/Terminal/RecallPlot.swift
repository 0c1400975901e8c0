// A plot of recall against speed as SVG: every breadth of the vector search is a point, the better the
// further up and to the right.
import LensSearch

import Glibc

/// Recall@10 over queries per second, the latter on a logarithmic scale.
struct RecallPlot {
  /// A breadth of the search as it is drawn.
  private struct Point {
    var label: String
    var breadth: IndexBenchmark.Breadth
    var rate: Double
    var recall: Double
  }

  private let points: [Point]
  private let caption: String
  /// Logarithms to base 10 of the ends of the scale of speed.
  private let rates: ClosedRange<Double>
  /// The lowest recall of the scale, whose highest is 1, and what lies between two of its lines.
  private let lowest: Double
  private let step: Double

  /// The plotting area of 760 × 480; above it is room for the labels of points at the top.
  private static let area = (left: 76.0, right: 690.0, top: 130.0, bottom: 410.0)

  init(_ benchmark: IndexBenchmark) {
    points = benchmark.vectorSearches.map {
      Point(
        label: $0.label, breadth: $0.breadth, rate: max($0.queriesPerSecond, 1e-3),
        recall: $0.recall)
    }
    caption =
      "\(benchmark.papers) papers, \(benchmark.vectorQueries) queries, one thread, "
      + benchmark.kernels
    let logarithms = points.map { log10($0.rate) }
    rates = (logarithms.min() ?? 0) - 0.1...(logarithms.max() ?? 1) + 0.1
    let worst = min(points.map(\.recall).min() ?? 1, 0.95)
    let step = [0.01, 0.02, 0.05, 0.1].first { (1 - worst) / $0 < 6 } ?? 0.2
    self.step = step
    lowest = max(0, 1 - ((1 - worst) / step - 1e-9).rounded(.up) * step)
  }

  /// The picture.
  var svg: String {
    let path = points.filter { $0.breadth == .nearest }
      .map { "\(x($0.rate).rounded(1)),\(y($0.recall).rounded(1))" }.joined(separator: " ")
    let lines =
      [
        Self.opening, ##"<rect width="100%" height="100%" fill="#ffffff"/>"##,
        text("Vector search: recall against speed", 76, 32, #"font-size="18""#),
        text(caption, 76, 54),
      ] + grid
      + [##"<polyline points="\##(path)" fill="none" stroke="#1f5fbf" stroke-width="2"/>"##]
      + points.flatMap(drawn) + ["</svg>", ""]
    return lines.joined(separator: "\n")
  }

  private static let opening =
    #"<svg xmlns="http://www.w3.org/2000/svg" width="760" height="480" viewBox="0 0 760 480" "#
    + ##"font-family="sans-serif" font-size="13" fill="#262626">"##

  /// Lines and numbers of both scales, and what they say.
  private var grid: [String] {
    let (left, right, top, bottom) = Self.area
    var lines: [String] = []
    for number in 0...Int(((1 - lowest) / step).rounded()) {
      let recall = lowest + Double(number) * step
      lines.append(line(left, y(recall), right, y(recall)))
      lines.append(text(recall.fixed(2), left - 10, y(recall) + 4.5, #"text-anchor="end""#))
    }
    for rate in roundRates {
      lines.append(line(x(rate), top, x(rate), bottom))
      lines.append(text(rate.rounded(3), x(rate), bottom + 20, #"text-anchor="middle""#))
    }
    lines.append(
      text(
        "queries per second (logarithmic)", (left + right) / 2, bottom + 48,
        #"text-anchor="middle""#))
    lines.append(
      text("recall@10", 0, 0, #"text-anchor="middle" transform="translate(24 270) rotate(-90)""#))
    return lines
  }

  /// 1, 2 and 5 times the powers of ten within the scale.
  private var roundRates: [Double] {
    let powers = Int(rates.lowerBound.rounded(.down))...Int(rates.upperBound.rounded(.up))
    return powers.flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
      .filter { rates.contains(log10($0)) }
  }

  /// A point and its label, slanted so that points side by side leave each other room.
  private func drawn(_ point: Point) -> [String] {
    let (x, y) = (x(point.rate).rounded(1), y(point.recall).rounded(1))
    let fill =
      switch point.breadth {
      case .nearest: "#1f5fbf"
      case .every: "#e08a00"
      case .exhaustive: "#ffffff"
      }
    return [
      ##"<circle cx="\##(x)" cy="\##(y)" r="4.5" fill="\##(fill)" stroke="#1f5fbf" "##
        + #"stroke-width="2"/>"#,
      text(point.label, 11, 4, #"transform="translate(\#(x) \#(y)) rotate(-40)""#),
    ]
  }

  private func x(_ rate: Double) -> Double {
    let share = (log10(rate) - rates.lowerBound) / (rates.upperBound - rates.lowerBound)
    return Self.area.left + share * (Self.area.right - Self.area.left)
  }

  private func y(_ recall: Double) -> Double {
    Self.area.bottom - (recall - lowest) / (1 - lowest) * (Self.area.bottom - Self.area.top)
  }

  private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    #"<line x1="\#(x1.rounded(1))" y1="\#(y1.rounded(1))" x2="\#(x2.rounded(1))" "#
      + ##"y2="\##(y2.rounded(1))" stroke="#d9d9d9"/>"##
  }

  /// A text that needs no escaping: numbers, and words of this file.
  private func text(_ text: String, _ x: Double, _ y: Double, _ attributes: String = "") -> String {
    #"<text x="\#(x.rounded(1))" y="\#(y.rounded(1))" \#(attributes)>\#(text)</text>"#
  }
}
