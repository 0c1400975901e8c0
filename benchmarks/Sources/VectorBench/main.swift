// Measures the vector index alone: build, size, recall and queries per second at several breadths.
//
//   VectorBench BASE.npy DIRECTORY LISTS BREADTHS QUERIES.npy TRUTH.npy …
//
// BASE is rows × dimension (f4), QUERIES likewise, TRUTH the rows of the exact best ten (i4);
// BREADTHS is a list such as exhaustive,every,16,64,g0.1, where numbers are lists probed and those behind a g
// the slack of a walk through the graph, which is made where one is named; LISTS 0 stands for the
// default. One JSON object per setting goes to standard output. A query is timed whole, from 256
// floats to ten rows; the shortest of five passes over all queries counts, in seconds
// of the processor: what others do on the machine then costs caches, not time.
import Foundation
import LensStore
import LensVectors

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// Seconds that this process has computed.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func print(_ fields: [(String, String)]) {
  print("{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}")
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 6, arguments.count % 2 == 0, let lists = Int(arguments[2]) else {
  FileHandle.standardError.write(
    Data("usage: VectorBench BASE DIRECTORY LISTS BREADTHS QUERIES TRUTH …\n".utf8))
  exit(2)
}
let base = try NumPyArray<Float>(arguments[0], type: "<f4", zero: 0)
let directory = IndexDirectory(path: arguments[1])
let writer = try SectionedFileWriter(creating: .segment, id: 1, in: directory)
var record: FileRecord?
let processor = processorSeconds()
let build = try seconds {
  try VectorIndex.write(
    vectors: base.values, rowCount: base.rows, dimension: base.columns,
    listCount: lists == 0 ? nil : lists, hasGraph: arguments[3].contains("g"), to: writer)
  record = try writer.finish()
}
let buildProcessor = processorSeconds() - processor
guard let record else { exit(1) }
let index = try VectorIndex(reading: SectionedFile(opening: record, in: directory))
print([
  ("build_seconds", "\(build)"),
  ("build_processor_seconds", "\(buildProcessor)"), ("lists", "\(index.listCount)"),
  ("bytes_per_vector", "\(Double(record.byteCount) / Double(base.rows))"),
])
var scratch = SearchScratch()
for pair in stride(from: 4, to: arguments.count, by: 2) {
  let queries = try NumPyArray<Float>(arguments[pair], type: "<f4", zero: 0)
  let truth = try NumPyArray<Int32>(arguments[pair + 1], type: "<i4", zero: 0)
  for name in arguments[3].split(separator: ",") {
    let breadth: SearchBreadth =
      switch name {
      case "exhaustive": .exhaustive
      case "every": .everyList
      default: Int(name).map { .nearestLists($0) } ?? .graph(Float(name.dropFirst()) ?? 0)
      }
    var best = Double.infinity
    var hits = 0, rescored = 0, scanned = 0
    for _ in 0..<5 {
      (hits, rescored, scanned) = (0, 0, 0)
      var found: [[Neighbour]] = []
      found.reserveCapacity(queries.rows)
      let start = processorSeconds()
      for row in 0..<queries.rows {
        let query = try VectorQuery(Array(queries.row(row)))
        found.append(
          try index.search(query: query, k: truth.columns, breadth: breadth, scratch: &scratch))
        rescored += scratch.statistics.rescored
        scanned += scratch.statistics.scanned
      }
      best = min(best, processorSeconds() - start)
      for (row, neighbours) in found.enumerated() {
        let exact = Set(truth.row(row))
        hits += neighbours.count { exact.contains(Int32($0.row)) }
      }
    }
    let count = Double(queries.rows)
    print([
      ("queries", "\"\(arguments[pair])\""), ("breadth", "\"\(name)\""),
      ("recall", "\(Double(hits) / (count * Double(truth.columns)))"),
      ("queries_per_second", "\(count / best)"), ("rescored", "\(Double(rescored) / count)"),
      ("scanned", "\(Double(scanned) / count)"),
    ])
  }
}
