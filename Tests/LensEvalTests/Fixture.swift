// A small set of judgements and two runs, with the values that pytrec_eval 0.5.11 (trec_eval 9)
// gives for them, and the shorthands that the tests share.
//
// Many scores are equal, so that the order of ties decides most values; grades run from -1 to 3; run
// `second` ranks only a paper that nobody judged for q4, run `first` does not have q4 at all.

@testable import LensEval

enum Fixture {
  static let qrels = [
    "q0": "p04=2 p12=0 p20=0 p01=0 p02=1 p17=1 p03=0 p11=0 p21=0 p14=2",
    "q1": "p01=0 p18=1 p03=1 p07=0 p22=2 p23=0 p12=2 p19=1 p20=2 p00=3 p08=0",
    "q2": "p18=2 p23=3 p20=0 p06=2 p11=0 p03=2",
    "q3": "p15=-1 p21=0 p17=0 p13=3 p10=0 p14=0 p18=2 p11=1",
    "q4":
      "p15=1 p10=1 p14=0 p09=3 p19=0 p02=2 p03=2 p16=1 p13=1 p18=3 p12=1 p05=2 p21=1",
  ]

  static let first = [
    "q0":
      "p18=0 p14=1.5 p02=1 p21=0.5 p08=2 p15=0 p20=1.5 p01=0 p09=0.5 p10=3 p23=1 p22=0.5 p07=2.5 "
      + "p04=0.5 p06=1.5 p05=1.5",
    "q1":
      "p15=0.5 p02=0.5 p05=0 p14=0.5 p12=0.5 p17=0.5 p08=2.5 p04=0.5 p13=0 p23=1.5 p18=3 p16=2 "
      + "p11=0.5 p06=1 p21=1 p10=0",
    "q2":
      "p04=1.5 p13=1.5 p17=0 p11=1.5 p19=2.5 p18=1.5 p10=0 p23=0.5 p01=0 p07=0.5 p22=1.5 p12=0.5 "
      + "p21=0 p08=1 p06=2 p09=0",
    "q3":
      "p03=2 p00=1 p18=1.5 p04=0 p17=0 p23=3 p11=1.5 p22=1.5 p02=1.5 p13=1.5 p21=1 p09=0 p06=0.5 "
      + "p15=0 p20=2.5 p05=1",
  ]

  static let second = [
    "q0":
      "p23=2.5 p08=3 p15=1 p05=2 p16=1 p00=0.5 p06=1 p19=3 p11=0.5 p02=3.5 p21=2 p22=3 p18=2 p12=1 "
      + "p04=4 p01=0.5",
    "q1":
      "p19=4 p06=2 p07=1 p12=3 p21=3 p22=4 p16=1 p15=1 p11=0 p17=0.5 p00=1.5 p13=0.5 p04=1.5 "
      + "p23=0.5 p14=1 p03=2",
    "q2":
      "p15=3 p19=2.5 p22=1 p00=0 p23=4.5 p11=2.5 p02=1.5 p03=3 p12=1.5 p21=2.5 p18=1.5 p14=2.5 "
      + "p16=0.5 p07=0.5 p17=0.5 p06=1.5",
    "q3":
      "p04=2.5 p18=2 p14=1.5 p20=3 p23=0.5 p15=3 p11=4.5 p19=0.5 p16=0 p00=1 p21=0.5 p12=1 p17=2 "
      + "p10=0.5 p01=3 p08=2",
    "q4": "p99=1",
  ]

  /// nDCG@10, MRR@10, MAP, recall@100, P@10 of q0 to q4.
  static let firstValues = [
    [0.25634498866919464, 0.2, 0.16324786324786325, 0.75, 0.2],
    [0.21919667039890148, 1.0, 0.17142857142857143, 0.2857142857142857, 0.2],
    [0.49423444790583826, 0.5, 0.3333333333333333, 0.75, 0.3],
    [0.45689304899964706, 0.2, 0.3206349206349206, 1.0, 0.3],
    [0.0, 0.0, 0.0, 0.0, 0.0],
  ]
  static let firstMeans = [0.2853338311947163, 0.38, 0.19772893772893774, 0.5571428571428572, 0.2]

  static let secondValues = [
    [0.6275270415439392, 1.0, 0.5, 0.5, 0.2],
    [0.6659926556869924, 1.0, 0.5773809523809523, 0.7142857142857143, 0.5],
    [0.8507069289729582, 1.0, 0.6104166666666666, 1.0, 0.4],
    [0.35961043614314475, 1.0, 0.4444444444444444, 0.6666666666666666, 0.2],
    [0.0, 0.0, 0.0, 0.0, 0.0],
  ]
  static let secondMeans = [0.5007674124694069, 0.8, 0.42644841269841266, 0.5761904761904761, 0.26]

  /// `qrels` as a file of three columns.
  static var qrelsText: String {
    lines(qrels) { query, paper, grade in "\(query)\t\(paper)\t\(grade)" }
  }

  /// A run as a TREC file; its rank column is nonsense, as it is allowed to be.
  static func runText(_ run: [String: String], tag: String) -> String {
    lines(run) { query, paper, score in "\(query) Q0 \(paper) 7 \(score) \(tag)" }
  }

  private static func lines(
    _ table: [String: String], _ line: (Substring, Substring, Substring) -> String
  ) -> String {
    table.sorted { $0.key < $1.key }.flatMap { query, entries in
      entries.split(separator: " ").map { entry in
        let parts = entry.split(separator: "=")
        return line(query[...], parts[0], parts[1]) + "\n"
      }
    }.joined()
  }
}

/// `text` parsed as judgements of a file `qrels.tsv`.
func qrels(_ text: String) throws(EvalError) -> Qrels {
  try Qrels(parsing: Array(text.utf8), file: "qrels.tsv")
}

/// `text` parsed as a run of a file `run.trec`.
func run(_ text: String) throws(EvalError) -> Run {
  try Run(parsing: Array(text.utf8), file: "run.trec")
}

/// Whether two numbers agree to 1e-12, relative where they are large.
func agree(_ left: Double?, _ right: Double, tolerance: Double = 1e-12) -> Bool {
  guard let left else { return false }
  return abs(left - right) <= tolerance * max(1, abs(right))
}
