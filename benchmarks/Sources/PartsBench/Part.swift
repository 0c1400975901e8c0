// A part of lens that is measured: what it is given, made before the clock starts and once for all of its
// runs, what it does with it, and how much that is.
import Benchmark
import Foundation
import LensLinear

/// What a rate counts.
struct Unit {
  let name: String
  /// How many of what a part handles make one.
  let size: Double

  static let megabytes = Unit(name: "MB/s", size: 1e6)
  static let operations = Unit(name: "GFLOP/s", size: 1e9)
  static let postings = Unit(name: "million postings/s", size: 1e6)
  static let papers = Unit(name: "papers/s", size: 1)
  static let queries = Unit(name: "queries/s", size: 1)
  static let vectors = Unit(name: "vectors/s", size: 1)
}

/// Something made when it is first asked for.
final class Shared<Value> {
  private let make: () throws -> Value
  private var value: Value?

  init(_ make: @escaping () throws -> Value) { self.make = make }

  func callAsFunction() throws -> Value {
    if let value { return value }
    let made = try make()
    value = made
    return made
  }
}

/// One row of the report.
final class Part<Input>: AnyBenchmark {
  let name: String
  let settings: [any BenchmarkSetting]
  private let unit: Unit
  private let input: Shared<Input>
  private let amount: (Input) -> Int
  private let work: (Input) throws -> Int

  /// - Parameters:
  ///   - amount: how much of `unit.size` one run handles.
  ///   - work: what is measured. The number it returns comes of its result and is kept, so that the
  ///     compiler leaves no work out.
  init(
    _ what: String, _ unit: Unit, of input: Shared<Input>, settings: [any BenchmarkSetting] = [],
    amount: @escaping (Input) -> Int, work: @escaping (Input) throws -> Int
  ) {
    name = "\(what) (\(unit.name))"
    (self.unit, self.input, self.settings) = (unit, input, settings)
    (self.amount, self.work) = (amount, work)
  }

  /// Makes the input before the clock starts; where that fails, `run` says so.
  func setUp() { _ = try? input() }

  func run(_ state: inout BenchmarkState) throws {
    let input = try input()
    state.counters[resultCounter] = Double(try work(input))
    state.counters[amountCounter] = Double(amount(input)) / unit.size
  }

  func tearDown() {}
}

extension BenchmarkSuite {
  /// Adds a part that works on one thread.
  func add<Input>(
    _ what: String, _ unit: Unit, of input: Shared<Input>, settings: [any BenchmarkSetting] = [],
    amount: @escaping (Input) -> Int, work: @escaping (Input) throws -> Int
  ) {
    register(
      benchmark: Part(
        what, unit, of: input, settings: settings, amount: amount, work: work))
  }

  /// Adds a part twice, for one thread and for all.
  func addThreaded<Input>(
    _ what: String, _ unit: Unit, of input: Shared<Input>, settings: [any BenchmarkSetting] = [],
    amount: @escaping (Input) -> Int, work: @escaping (Input, _ threads: Int) throws -> Int
  ) {
    for threads in Set([1, Parallel.defaultThreads]).sorted() {
      add(
        "\(what), \(threadsText(threads))", unit, of: input, settings: settings, amount: amount
      ) { try work($0, threads) }
    }
  }
}

/// "1 thread", "2 threads".
func threadsText(_ count: Int) -> String { "\(count) thread\(count == 1 ? "" : "s")" }

private let amountCounter = "amount"
private let resultCounter = "result"

/// What a part handles in a second, in the unit of its name.
var rateColumn: BenchmarkColumn {
  BenchmarkColumn(
    name: "rate", value: { $0.counters[amountCounter, default: 0] / medianSeconds($0) },
    formatter: { rate, _ in String(format: rate < 100 ? "%.2f" : "%.0f", rate) })
}

private func medianSeconds(_ result: BenchmarkResult) -> Double {
  let times = result.measurements.sorted()
  guard !times.isEmpty else { return .nan }
  return (times[(times.count - 1) / 2] + times[times.count / 2]) / 2 * 1e-9
}
