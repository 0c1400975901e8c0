// From a file to counted terms. A copy of the same bytes stands in front: what memory allows.
import Benchmark
import LensCorpus
import LensText

func textParts(_ library: Shared<Library>) -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "text")
  let bytes = Shared { MemoryCopy(byteCount: try library().byteCount) }
  suite.add("copy of as many bytes (memcpy)", .megabytes, of: bytes, amount: \.byteCount) {
    $0.run()
  }
  suite.add("read, 1 thread", .megabytes, of: library, amount: \.byteCount) {
    try Library.byteCount(of: $0.paths)
  }
  suite.addThreaded("read and parse", .megabytes, of: library, amount: \.byteCount) {
    try Library.papers(of: $0.paths, threads: $1).count
  }
  suite.addThreaded("tokens", .megabytes, of: library, amount: \.textByteCount) {
    $0.analysed(threads: $1)
  }
  suite.addThreaded("terms counted", .megabytes, of: library, amount: \.textByteCount) {
    $0.counted(threads: $1).documents.terms.count
  }
  return suite
}

/// Two pieces of memory, one to be copied to the other.
private final class MemoryCopy {
  private let source: UnsafeMutableRawBufferPointer
  private let destination: UnsafeMutableRawBufferPointer

  var byteCount: Int { source.count }

  init(byteCount: Int) {
    source = .allocate(byteCount: max(byteCount, 1), alignment: 64)
    destination = .allocate(byteCount: source.count, alignment: 64)
    source.initializeMemory(as: UInt8.self, repeating: 1)
  }

  deinit {
    source.deallocate()
    destination.deallocate()
  }

  func run() -> Int {
    destination.copyMemory(from: UnsafeRawBufferPointer(source))
    return Int(destination[byteCount / 2])
  }
}
