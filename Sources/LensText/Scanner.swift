// The walk over the bytes: which run a scalar belongs to and where a run ends.
//
// Two kinds of run exist: words (letters and digits with inner joiners; Scanner+Words) and Han-like
// characters (Han, kana, Hangul; Scanner+Characters). At most one is open. Dropped marks belong to
// whatever is open and break nothing.

import CFolding

/// One pass over one text.
struct Scanner {
  /// Bytes of scratch a scanner needs at `word`.
  static let wordCapacity = 320
  /// Longest term in bytes; longer words are cut at a scalar boundary.
  static let termLimit = 64

  let text: UnsafeBufferPointer<UInt8>
  /// Scratch for the term being made, `termLimit` bytes into `wordCapacity`.
  ///
  /// The surface of a plain word stands right before it, that of a compound 64 bytes behind its
  /// start. Every writer checks its limit, so that the scratch holds whatever the text holds.
  let word: UnsafeMutablePointer<UInt8>
  /// Function words.
  let stops = English.stops
  var output: TokenBuffer
  /// The run being read.
  var chunk: Chunk
  var position = 0
  /// Where the web address being read ends; 0 outside of one.
  var addressEnd = 0

  /// The joiner read last, waiting for what follows; 0 for none.
  ///
  /// Only beside an open word.
  var joiner: UInt32 = 0
  var joinerStart = 0
  var joinerEnd = 0

  /// The character being put together, see Scanner+Characters.
  var character = CharacterRun()

  init(
    text: UnsafeBufferPointer<UInt8>, word: UnsafeMutablePointer<UInt8>,
    chunk: Chunk, output: consuming TokenBuffer
  ) {
    self.text = text
    self.word = word + Scanner.termLimit
    self.chunk = chunk
    self.output = output
  }

  /// Reads the whole text.
  mutating func run() {
    while position < text.count { readRun() }
  }

  /// Reads to behind the next separator, or to the end of the text; nothing is open then.
  @inline(__always)
  mutating func readRun() {
    while position < text.count {
      let byte = text[position]
      switch Int32(lens_byte_class(byte)) {
      case LENS_BYTE_LOWER, LENS_BYTE_UPPER:
        readLetters()
      case LENS_BYTE_SEPARATOR:
        close()
        position += 1
        return
      case LENS_BYTE_DIGIT:
        accept(
          UInt32(byte), class: LENS_CLASS_DIGIT, isUpper: false, from: position, to: position + 1)
        position += 1
      case LENS_BYTE_JOINER:
        join(UInt32(byte), from: position, to: position + 1)
        position += 1
      case LENS_BYTE_HIGH:
        readScalar()
      case LENS_BYTE_URL:
        readAddressMark(byte)
      default:
        readMarkup(byte)
      }
    }
    close()
  }

  /// Gives the buffer back.
  consuming func finish() -> TokenBuffer { output }

  /// Ends whatever is open.
  @inline(__always)
  mutating func close() {
    if !chunk.units.isEmpty { closeWord() }
    closeCharacters()
  }

  /// A scalar beyond ASCII, or a byte that is none.
  @inline(__always)
  private mutating func readScalar() {
    let (scalar, length) = UTF8Decoder.decode(text, at: position)
    if scalar == UTF8Decoder.invalid {
      close()
    } else {
      feed(scalar, from: position, to: position + length)
    }
    position += length
  }

  /// Folds a scalar and takes in what it folds to, all of it with the offsets of its source.
  @inline(__always)
  mutating func feed(_ scalar: UInt32, from start: Int, to end: Int) {
    let entry = lens_folding_entry(scalar)
    switch Int32(entry >> 25 & 3) {
    case LENS_FOLD_IDENTITY:
      accept(scalar, entry: entry, from: start, to: end)
    case LENS_FOLD_SINGLE:
      accept(entry & 0x1F_FFFF, entry: entry, from: start, to: end)
    case LENS_FOLD_SEQUENCE:
      guard let elements = lens_folding_sequence(entry & 0x1F_FFFF) else { return }
      for index in 1...Int(elements[0]) {
        accept(elements[index] & 0x1F_FFFF, entry: elements[index], from: start, to: end)
      }
    default:
      Hangul.decompose(scalar) { jamo in
        accept(jamo, class: LENS_CLASS_HANGUL, isUpper: false, from: start, to: end)
      }
    }
  }

  @inline(__always)
  private mutating func accept(_ scalar: UInt32, entry: UInt32, from start: Int, to end: Int) {
    accept(
      scalar, class: Int32(entry >> 21 & 15), isUpper: entry >> 27 & 1 == 1, from: start, to: end)
  }

  /// Takes in one folded scalar.
  @inline(__always)
  mutating func accept(
    _ scalar: UInt32, class kind: Int32, isUpper: Bool, from start: Int, to end: Int
  ) {
    switch kind {
    case LENS_CLASS_HAN:
      if !chunk.units.isEmpty { closeWord() }
      begin(scalar, kind, from: start, to: end)
    case LENS_CLASS_LETTER:
      append(scalar, isUpper ? .upper : .lower, from: start, to: end)
    case LENS_CLASS_DIGIT:
      append(scalar, .digit, from: start, to: end)
    case LENS_CLASS_KANA:
      if !chunk.units.isEmpty { closeWord() }
      begin(scalar, kind, from: start, to: end)
    case LENS_CLASS_HANGUL:
      if !chunk.units.isEmpty { closeWord() }
      addJamo(scalar, from: start, to: end)
    case LENS_CLASS_MARK:
      // A vowel sign or virama belongs to the word it follows and to nothing else. On a character
      // it is passed over, so that its order beside a voicing mark cannot matter.
      if chunk.units.isEmpty {
        extend(to: end)
      } else if joiner != 0 {
        closeWord()
      } else {
        append(scalar, .lower, from: start, to: end)
      }
    case LENS_CLASS_VOICING:
      voice(by: scalar)
      extend(to: end)
    case LENS_CLASS_IGNORED:
      extend(to: end)
    default:
      switch scalar {
      case ASCII.hyphen, ASCII.apostrophe, ASCII.point, ASCII.comma:
        join(scalar, from: start, to: end)
      default: close()
      }
    }
  }

  /// Lets what is open reach to `end`: a mark that was dropped belongs to it.
  @inline(__always)
  private mutating func extend(to end: Int) {
    let count = chunk.units.count
    if count > 0 {
      if joiner == 0 { chunk.units[count - 1].end = Int32(truncatingIfNeeded: end) }
    } else if character.count > 0 {
      character.end = end
    }
  }
}
