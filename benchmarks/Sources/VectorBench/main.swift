// Measures the vector index alone: build, size, recall and queries per second at several breadths.
//
//   VectorBench BASE.npy DIRECTORY LISTS BREADTHS QUERIES.npy TRUTH.npy …
//
// BASE is rows × dimension (f4), QUERIES likewise, TRUTH the rows of the exact best ten (i4);
// BREADTHS is a list such as exhaustive,every,16,64, where numbers are lists probed; LISTS 0 stands for the
// default. One JSON object per setting goes to standard output. A query is timed whole, from 256
// floats to ten rows; the shortest of five passes over all queries counts.
import Foundation
import LensStore
import LensVectors

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
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
let build = try seconds {
  try VectorIndex.write(
    vectors: base.values, rowCount: base.rows, dimension: base.columns,
    listCount: lists == 0 ? nil : lists, to: writer)
  record = try writer.finish()
}
guard let record else { exit(1) }
let index = try VectorIndex(reading: SectionedFile(opening: record, in: directory))
print([
  ("build_seconds", "\(build)"), ("lists", "\(index.listCount)"),
  ("bytes_per_vector", "\(Double(record.byteCount) / Double(base.rows))"),
])
var scratch = SearchScratch()
for pair in stride(from: 4, to: arguments.count, by: 2) {
  let queries = try NumPyArray<Float>(arguments[pair], type: "<f4", zero: 0)
  let truth = try NumPyArray<Int32>(arguments[pair + 1], type: "<i4", zero: 0)
  for name in arguments[3].split(separator: ",") {
    let breadth: SearchBreadth =
      name == "exhaustive" ? .exhaustive : Int(name).map { .nearestLists($0) } ?? .everyList
    var best = Double.infinity
    var hits = 0, rescored = 0, scanned = 0
    for _ in 0..<5 {
      (hits, rescored, scanned) = (0, 0, 0)
      var found: [[Neighbour]] = []
      found.reserveCapacity(queries.rows)
      best = min(
        best,
        try seconds {
          for row in 0..<queries.rows {
            let query = try VectorQuery(Array(queries.row(row)))
            found.append(
              try index.search(query: query, k: truth.columns, breadth: breadth, scratch: &scratch))
            rescored += scratch.statistics.rescored
            scanned += scratch.statistics.scanned
          }
        })
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
