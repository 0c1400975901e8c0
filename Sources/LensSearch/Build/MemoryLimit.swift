// How much memory a build may take, and what follows from it: how many papers are held at a time, and of how
// many terms the space is made. Measured on libraries of either language (benchmarks/README.md).
import Glibc
import LensSemantic

/// The memory a build may take.
public struct MemoryLimit: Sendable, Equatable {
  /// The least limit that can be kept, in bytes.
  public static let least = 512 << 20
  /// Bytes a build takes whatever it reads: the program, BLAS, the glossary.
  private static let base = 96 << 20
  /// Bytes a build takes for each byte of the papers it holds: their terms one by one and counted, the matrix
  /// and its projections.
  private static let heldShare = 7
  /// Bytes that the space of a full vocabulary may take.
  private static let fullSpace = 768 << 20

  /// The bytes of the papers that are held at a time, at most.
  let heldByteLimit: Int
  /// The bytes of a space under construction, at most.
  private let spaceByteLimit: Int

  /// A limit in bytes; nil below ``least``.
  public init?(bytes: Int) {
    guard bytes >= Self.least else { return nil }
    self.init(keeping: bytes)
  }

  private init(keeping bytes: Int) {
    let rest = bytes - Self.base
    spaceByteLimit = min(rest / 2, Self.fullSpace)
    heldByteLimit = (rest - spaceByteLimit) / Self.heldShare
  }

  /// Room for so many bytes of papers, and for any space.
  init(heldByteLimit: Int) {
    self.heldByteLimit = heldByteLimit
    spaceByteLimit = Self.fullSpace
  }

  /// The most terms of a space of some dimensions, of which three matrices are held.
  func vocabularyLimit(rank: Int) -> Int {
    let most = SemanticModel.Options().vocabularyLimit
    return spaceByteLimit == Self.fullSpace
      ? most : min(most, spaceByteLimit / (3 * max(rank, 1) * MemoryLayout<Float>.stride))
  }

  /// Half of what the machine has, or the control group the process runs in; ``least`` at least.
  public static let standard = MemoryLimit(keeping: max(machineByteCount / 2, least))

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
