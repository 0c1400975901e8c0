// The sections of a file that hold vectors: their names, and the parameters.
// docs/format.md, "Vectors", is the byte-level description.
import LensStore

/// The sections, by what they hold; n rows, each of `stride` bytes.
enum VectorSections {
  /// Eight numbers of 32 bits: see `VectorParameters`.
  static let parameters = SectionID("VPAR")
  /// Signed high bytes of the codes, n × stride, zero behind each row's last value.
  static let high = SectionID("VHIG")
  /// Signed low bytes of the codes, laid out alike.
  static let low = SectionID("VLOW")
  /// Worth of one unit of a code, n singles; 0 for a zero vector.
  static let scales = SectionID("VSCL")
  /// Norm of what the high bytes leave of a row, rounded up, n singles.
  static let residualNorms = SectionID("VRES")
}

/// The shape of the stored vectors and the bounds that hold for all of them.
struct VectorParameters: Equatable {
  /// Layout 1 had vectors that were not rotated; layout 3 has low bytes in every dimension.
  static let formatVersion = 3
  private static let coarseVersion = 2

  var dimension = 0
  var rowCount = 0
  /// Whether values have 8 bits, without low bytes.
  var isCoarse = false
  /// The largest norm of a row's high part.
  var largestCoarseNorm: Float = 0
  /// The largest of the residual norms.
  var largestResidualNorm: Float = 0

  var stride: Int { FlatIndex.stride(of: dimension) }

  /// Version, dimension, stride, rows (low, high word), the two norms.
  var words: [UInt32] {
    [
      UInt32(version), UInt32(dimension), UInt32(stride),
      UInt32(truncatingIfNeeded: rowCount), UInt32(truncatingIfNeeded: rowCount >> 32),
      largestCoarseNorm.bitPattern, largestResidualNorm.bitPattern, 0,
    ]
  }

  /// Layout 2 wherever it says the same, so that older versions read it.
  private var version: Int {
    dimension > CodedRows.largestFineDimension && !isCoarse
      ? Self.formatVersion : Self.coarseVersion
  }

  init() {}

  /// Reads the section and checks that its numbers make sense together.
  init(reading section: Section) throws(VectorsError) {
    let words: UnsafeBufferPointer<UInt32>
    do { words = try section.array(of: UInt32.self).all() } catch { throw .store(error) }
    func damaged(_ expected: String, _ found: String) -> VectorsError {
      .store(section.damaged(expected: expected, found: found))
    }
    guard let version = words.first else { throw damaged("8 words", "none") }
    guard version <= Self.formatVersion else {
      throw .newerFormat(found: Int(version), supported: Self.formatVersion)
    }
    guard version >= Self.coarseVersion, words.count == 8 else {
      throw damaged(
        "8 words of format \(Self.coarseVersion)", "\(words.count) of format \(version)")
    }
    dimension = Int(words[1])
    guard dimension <= FlatIndex.largestDimension else {
      throw damaged("at most \(FlatIndex.largestDimension) dimensions", "\(dimension)")
    }
    guard Int(words[2]) == FlatIndex.stride(of: dimension) else {
      throw damaged("a stride of \(FlatIndex.stride(of: dimension))", "\(words[2])")
    }
    guard words[4] == 0 else {
      throw damaged("fewer than 2^32 rows", "\(UInt64(words[4]) << 32 | UInt64(words[3]))")
    }
    rowCount = Int(words[3])
    isCoarse = version == Self.coarseVersion && dimension > CodedRows.largestFineDimension
    largestCoarseNorm = Float(bitPattern: words[5])
    largestResidualNorm = Float(bitPattern: words[6])
    guard largestCoarseNorm >= 0, largestCoarseNorm.isFinite,
      largestResidualNorm >= 0, largestResidualNorm.isFinite
    else {
      throw damaged("finite norms", "\(largestCoarseNorm) and \(largestResidualNorm)")
    }
  }
}
