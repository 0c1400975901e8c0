// One bit a dimension: what decides which rows are worth their full codes.
//
// A row's residual o = x - c against the centroid c of its list is kept as its signs s and one
// factor f = ‖o‖² / ⟨s, o⟩, so that f·⟨s, q⟩ is an unbiased estimate of ⟨o, q⟩ over random rotations
// (RaBitQ: Gao and Long 2024, theorem 3.2) with a standard deviation of f·√(1 - α²)·‖q‖, where
// α = ⟨s, o⟩ / (√d ‖o‖), about 0.8 for every row. ⟨x, q⟩ is estimated by ⟨c, q⟩ + f·⟨s, q⟩.
//
// Rows of a list lie side by side. With one list, whose centroid is the mean, this is a flat index;
// with many, a search looks into the lists whose centroids are nearest to the query.
import CKernels
import LensStore

/// The sign codes of a file, read through its mapping.
struct SignIndex: Sendable {
  let parameters: SignParameters
  /// Sign codes in blocks of 64 places.
  let codes: Section
  /// The factor of each place.
  let factors: MappedArray<Float>
  /// The row at each place; absent where there is one list, rows then lie in their order.
  let rows: MappedArray<UInt32>?
  /// Where each list starts, and the number of rows.
  let starts: MappedArray<UInt32>
  /// High planes of the centroids and what their codes are worth.
  let centroids: Section
  let centroidScales: MappedArray<Float>

  /// The fewest rows for which sign codes are written; fewer are scanned whole in no time.
  static let smallestRowCount = 4096
  /// The dimensions for which sign codes are written: enough for the estimate, and few enough for
  /// sums of 16 bits.
  static let dimensions = Rotation.smallestDimension...4096

  static func isWorthwhile(rowCount: Int, dimension: Int) -> Bool {
    rowCount >= smallestRowCount && dimensions.contains(dimension)
  }

  /// Opens the sign codes beside an index.
  ///
  /// O(lists).
  ///
  /// - Throws: `VectorsError.store` where a section is missing, damaged, or of a wrong length.
  init(reading file: SectionedFile, rowCount: Int, dimension: Int) throws(VectorsError) {
    do {
      let head = try file.section(SignSections.parameters)
      let parameters = try SignParameters(reading: head)
      guard parameters.rowCount == rowCount, parameters.planes == (dimension + 7) / 8 else {
        throw head.damaged(
          expected: "\(rowCount) rows of \((dimension + 7) / 8) planes",
          found: "\(parameters.rowCount) rows of \(parameters.planes)")
      }
      self.parameters = parameters
      codes = try file.section(SignSections.codes)
      factors = try file.section(SignSections.factors).array()
      rows = parameters.listCount > 1 ? try file.section(SignSections.rows).array() : nil
      starts = try file.section(SignSections.starts).array()
      centroids = try file.section(SignSections.centroids)
      centroidScales = try file.section(SignSections.centroidScales).array()
      let lists = parameters.listCount
      let sizes: [(Section?, Int)] = [
        (codes, (rowCount + 63) / 64 * 64 * parameters.planes), (factors.section, 4 * rowCount),
        (rows?.section, 4 * rowCount), (starts.section, 4 * (lists + 1)),
        (centroids, lists * FlatIndex.stride(of: dimension)), (centroidScales.section, 4 * lists),
      ]
      for case (let section?, let expected) in sizes where section.byteCount != expected {
        throw section.damaged(
          expected: "\(expected) bytes for \(rowCount) rows in \(lists) lists",
          found: "\(section.byteCount) bytes")
      }
      let starts = try starts.all()
      let ascends = zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
      guard ascends, starts.first == 0, starts.last == UInt32(rowCount) else {
        throw self.starts.section.damaged(
          expected: "starts from 0 up to \(rowCount)", found: "others")
      }
    } catch let error as StoreError { throw .store(error) } catch let error as VectorsError {
      throw error
    } catch { preconditionFailure("the store throws its own errors") }
  }
}

/// The sections of sign codes; n rows, L lists.
enum SignSections {
  /// Eight numbers of 32 bits: see `SignParameters`.
  static let parameters = SectionID("SPAR")
  /// Blocks of 64 places, each planes × 64 bytes, zeros past the last row.
  static let codes = SectionID("SBIT")
  /// n singles.
  static let factors = SectionID("SFAC")
  /// n rows, by place; only where there are several lists.
  static let rows = SectionID("SROW")
  /// L + 1 places.
  static let starts = SectionID("SLST")
  /// L × stride signed bytes, and L singles: value = scale · 256 · byte.
  static let centroids = SectionID("SCEN")
  static let centroidScales = SectionID("SCSC")
}

/// The shape of the sign codes.
struct SignParameters: Equatable, Sendable {
  static let formatVersion = 1

  var rowCount = 0
  var planes = 0
  var listCount = 1
  /// The root mean square of √(1 - α²) over all rows: the estimate's error in units of f·‖q‖.
  var spread: Float = 0

  init() {}

  /// Version, planes, lists, rows, the spread, zeros.
  var words: [UInt32] {
    [
      UInt32(Self.formatVersion), UInt32(planes), UInt32(listCount), UInt32(rowCount),
      spread.bitPattern, 0, 0, 0,
    ]
  }

  /// Reads the section and checks its numbers.
  init(reading section: Section) throws {
    let words = try section.array(of: UInt32.self).all()
    guard let version = words.first, words.count == 8 else {
      throw section.damaged(expected: "8 words", found: "\(words.count)")
    }
    guard version <= Self.formatVersion else {
      throw VectorsError.newerFormat(found: Int(version), supported: Self.formatVersion)
    }
    planes = Int(words[1])
    listCount = Int(words[2])
    rowCount = Int(words[3])
    spread = Float(bitPattern: words[4])
    guard version > 0, listCount > 0, listCount <= max(rowCount, 1), spread >= 0, spread <= 1
    else {
      throw section.damaged(
        expected: "at least one list, no more than rows, and a spread from 0 to 1",
        found: "\(listCount) lists of \(rowCount) rows, spread \(spread)")
    }
  }
}
