// A bitmap that threads set and test without locks: which chunks of a file were found sound.

import Synchronization

/// Bits that start clear and are only ever set.
///
/// 8 bytes for each 64 bits.
final class AtomicBitmap: @unchecked Sendable {
  // The words are atomics at stable addresses; the pointer itself never changes.
  private let atomics: UnsafeMutablePointer<Atomic<UInt64>>
  private let wordCount: Int

  /// The words, for kernels that test bits themselves.
  var words: UnsafeRawPointer { UnsafeRawPointer(atomics) }

  init(count: Int) {
    wordCount = (count + 63) / 64
    atomics = .allocate(capacity: max(wordCount, 1))
    for word in 0..<wordCount { (atomics + word).initialize(to: Atomic(0)) }
  }

  deinit {
    atomics.deinitialize(count: wordCount)
    atomics.deallocate()
  }

  /// Whether bit `index`, which must be below the count, is set.
  ///
  /// Relaxed order is enough: the bytes a bit vouches for never change.
  @inline(__always)
  func contains(_ index: Int) -> Bool {
    (atomics[index >> 6].load(ordering: .relaxed) >> UInt64(index & 63)) & 1 == 1
  }

  func insert(_ index: Int) {
    atomics[index >> 6].bitwiseOr(1 << UInt64(index & 63), ordering: .relaxed)
  }
}
