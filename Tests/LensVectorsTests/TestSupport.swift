// What the kernel and index tests share: a seeded generator, memory between two
// pages that may not be touched, and the instruction sets of this processor.
import CKernels
import Foundation
import Testing

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for a seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Roughly normal, mean 0, variance 1: three uniforms of 21 bits, summed, centred and doubled.
  mutating func normal() -> Float {
    let bits = next()
    let sum = (bits & 0x1f_ffff) + (bits >> 21 & 0x1f_ffff) + (bits >> 42 & 0x1f_ffff)
    return Float(sum) * 0x1p-20 - 3
  }
}

/// Pages with an untouchable page before the first byte and behind the last one, so that a read
/// or write one byte outside faults instead of passing unseen.
final class GuardedMemory {
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int
  let byteCount: Int
  let start: UnsafeMutableRawPointer

  init(atLeast wanted: Int) throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    byteCount = max(1, (wanted + page - 1) / page) * page
    mappedBytes = byteCount + 2 * page
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let mapped = mmap(nil, mappedBytes, PROT_NONE, flags, -1, 0)
    mapping = try #require(mapped == MAP_FAILED ? nil : mapped)
    start = mapping + page
    try #require(mprotect(start, byteCount, PROT_READ | PROT_WRITE) == 0)
  }

  deinit { munmap(mapping, mappedBytes) }

  /// The last `count` values: the byte behind them is the guard page's.
  func last<T>(_ count: Int, of type: T.Type) -> UnsafeMutablePointer<T> {
    (start + byteCount - count * MemoryLayout<T>.stride).assumingMemoryBound(to: type)
  }

  /// The first values: the byte before them is the guard page's.
  func first<T>(of type: T.Type) -> UnsafeMutablePointer<T> {
    start.assumingMemoryBound(to: type)
  }

  func fillWithNoise(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let words = start.assumingMemoryBound(to: UInt64.self)
    for i in 0..<byteCount / 8 { words[i] = generator.next() }
  }
}

/// One instruction set, named in the test's output.
struct InstructionSet: CustomTestStringConvertible, Sendable {
  let name: String
  var kernels: lens_kernels { lens_kernels_for(name)?.pointee ?? lens_kernels_current().pointee }
  var testDescription: String { name }

  /// Those this processor runs; the scalar reference is always among them.
  static let supported = ["scalar", "avx2", "avx512", "neon"]
    .filter { (name: String) in lens_kernels_for(name) != nil }.map(InstructionSet.init)
}
