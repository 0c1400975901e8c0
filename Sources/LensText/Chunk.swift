// The scanner's scratch for one run of letters, digits and inner joiners.
//
// A run that is more than plain ASCII letters is collected as folded scalars, each with the bytes it
// came from, and is taken apart when it ends. Runs are bounded so that a megabyte without a space
// costs no more than any other text.

/// A folded scalar of a run and the bytes of the text it came from.
struct Unit: Sendable {
  /// The folded scalar.
  var scalar: UInt32
  /// First byte of its source in the text.
  var start: Int32
  /// One past the last byte of its source, dropped marks included.
  var end: Int32
  /// What it is.
  var form: Form

  enum Form: UInt8 {
    case lower
    case upper
    case digit
    /// An inner `-`, `'`, `.` or `,`.
    case joiner

    var isLetter: Bool { self == .lower || self == .upper }
  }
}

/// A part of a run: units `low..<high` make the term, `end` is where its source ends.
struct Part: Sendable {
  var low: Int
  var high: Int
  var end: Int32
}

/// The units of the run being read and the parts it falls into.
struct Chunk {
  /// Units kept of one run; what comes after only moves its end.
  static let unitLimit = 256
  /// Past so many units a joiner ends the run.
  static let joinLimit = 128
  /// More parts than this make no compound.
  static let partLimit = 8

  var units: LentList<Unit>
  var parts: LentList<Part>
}

/// Memory for a chunk, kept from text to text.
struct ChunkRoom: Sendable {
  /// A run at its limit may still take a joiner and what it joins; no unit makes two parts.
  private static let capacity = Chunk.unitLimit + 2

  private var units: [Unit] = []
  private var parts: [Part] = []

  /// Lends an empty chunk, which must not outlive the call.
  mutating func withChunk(_ body: (Chunk) -> Void) {
    if units.isEmpty {
      units = Array(
        repeating: Unit(scalar: 0, start: 0, end: 0, form: .joiner), count: Self.capacity)
      parts = Array(repeating: Part(low: 0, high: 0, end: 0), count: Self.capacity)
    }
    units.withUnsafeMutableBufferPointer { units in
      parts.withUnsafeMutableBufferPointer { parts in
        body(Chunk(units: LentList(room: units), parts: LentList(room: parts)))
      }
    }
  }
}

/// A list in memory that somebody else keeps and that is large enough.
struct LentList<Element: BitwiseCopyable> {
  private let room: UnsafeMutableBufferPointer<Element>
  private(set) var count = 0

  init(room: UnsafeMutableBufferPointer<Element>) { self.room = room }

  var isEmpty: Bool { count == 0 }
  var last: Element? { count > 0 ? room[count - 1] : nil }

  subscript(index: Int) -> Element {
    @inline(__always) get { room[index] }
    @inline(__always) nonmutating set { room[index] = newValue }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    precondition(count < room.count, "whoever appends keeps to the limits of a chunk")
    room[count] = element
    count += 1
  }

  mutating func removeAll() { count = 0 }

  mutating func removeLast(_ number: Int) { count -= number }
}

/// The ASCII the scanner looks for.
enum ASCII {
  static let hyphen: UInt32 = 0x2D
  static let apostrophe: UInt32 = 0x27
  static let point: UInt32 = 0x2E
  static let comma: UInt32 = 0x2C
  static let s: UInt8 = 0x73
}
