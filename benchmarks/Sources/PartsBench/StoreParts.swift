// What every byte of an index passes, and the rows of its catalogue.
import Benchmark
import CKernels
import Foundation
import LensCorpus
import LensStore

func storeParts(_ library: Shared<Library>) -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "store")
  let bytes = Shared { try library().texts.flatMap(\.utf8) }
  suite.add("CRC-32C, 4 KiB at a time", .megabytes, of: bytes, amount: \.count) { bytes in
    bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 4096).reduce(0) { sum, start in
        let piece = bytes[start..<min(start + 4096, bytes.count)]
        return sum
          ^ Int(lens_crc32c(0, UnsafeRawBufferPointer(rebasing: piece).baseAddress, piece.count))
      }
    }
  }
  let rows = Shared {
    try library().papers.enumerated().map { number, paper in
      var row = CatalogueRow(ordinal: Int64(number), id: "\(number)")
      row.title = paper.title
      row.titleZH = paper.titleZH
      row.abstract = paper.abstract
      row.abstractZH = paper.abstractZH
      row.authors = paper.authors
      return row
    }
  }
  suite.add("catalogue written to disk", .papers, of: rows, amount: \.count) { rows in
    let directory = try TemporaryDirectory()
    let session = try IndexDirectory(path: directory.path).beginWriting()
    _ = try session.commit(rows: rows, files: [], meta: [:])
    return rows.count
  }
  return suite
}

/// A directory that goes with its last reference.
private final class TemporaryDirectory {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
