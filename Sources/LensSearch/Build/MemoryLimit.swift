// How much memory a build may take, and what follows from it: how many papers are held at a time.
//
// What a build holds grows with the texts it holds: the texts, their terms one by one and counted, the
// matrix and its projections. `heldShare` is how many bytes all that takes for a byte of text at the
// worst of the libraries measured (benchmarks/README.md), `base` what it takes beside that.
import Glibc

/// The memory a build may take.
public struct MemoryLimit: Sendable, Equatable {
  /// The least limit that can be kept, in bytes.
  public static let least = 512 << 20
  /// Bytes a build takes whatever it reads: the program, BLAS, the glossary, the space of a small library.
  private static let base = 256 << 20
  /// Bytes a build takes for each byte of the papers it holds.
  private static let heldShare = 7

  /// The bytes of the papers that are held at a time, at most.
  var heldByteLimit: Int

  /// A limit in bytes; nil below ``least``.
  public init?(bytes: Int) {
    guard bytes >= Self.least else { return nil }
    heldByteLimit = (bytes - Self.base) / Self.heldShare
  }

  /// Half of what the machine has, or the control group the process runs in.
  public static var standard: MemoryLimit {
    MemoryLimit(bytes: machineByteCount / 2) ?? MemoryLimit(heldByteLimit: least / heldShare)
  }

  init(heldByteLimit: Int) { self.heldByteLimit = heldByteLimit }

  /// How many of papers of some bytes can be held.
  func paperCount(of count: Int, bytes: Int) -> Int {
    bytes <= heldByteLimit
      ? count : max(1, Int(Double(count) * Double(heldByteLimit) / Double(bytes)))
  }

  private static var machineByteCount: Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let group = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
      .compactMap { firstNumber(in: $0) }.min()
    return min(pages, group ?? pages)
  }

  /// The number a file of the system begins with; nil for "max".
  private static func firstNumber(in path: String) -> Int? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let number = strtol(line, nil, 10)
    return number > 0 ? number : nil
  }
}
