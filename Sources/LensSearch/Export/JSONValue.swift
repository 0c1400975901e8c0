// A JSON value that keeps the order of its members, and its text.
//
// The field names and their order are lens's contract with scripts (docs/json.md). Foundation's
// encoder offers either no order or the alphabet's; people read `rank` first.

/// A JSON value whose objects keep the order of their members.
public enum JSONValue: Sendable, Equatable {
  /// A string.
  case string(String)
  /// A whole number.
  case integer(Int)
  /// A real number with the number of decimals it is worth; not finite becomes `null`.
  case number(Double, decimals: Int = 6)
  /// True or false.
  case bool(Bool)
  /// Values in order.
  case array([JSONValue])
  /// Members in order.
  case object([Member])
  /// Text that already is JSON, copied as it stands.
  case raw(String)
  /// Nothing.
  case null

  /// One name and its value.
  public struct Member: Sendable, Equatable {
    /// The member's name.
    public var name: String
    /// The member's value.
    public var value: JSONValue

    /// Makes a member.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// An object of the members that have a value: absent fields are left out.
  public static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { name, value in value.map { Member(name, $0) } })
  }

  /// An array of strings, or nothing when there is none.
  public static func strings(_ values: [String]) -> JSONValue? {
    values.isEmpty ? nil : .array(values.map { .string($0) })
  }

  /// A string, or nothing when there is none.
  public static func text(_ value: String?) -> JSONValue? {
    value.map { .string($0) }
  }

  /// The value as JSON text, O(size).
  ///
  /// - Parameter indent: spaces of each level; `nil` writes everything on one line.
  public func text(indent: Int? = nil) -> String {
    var out: [UInt8] = []
    write(to: &out, indent: indent, level: 0)
    return String(decoding: out, as: UTF8.self)
  }

  private func write(to out: inout [UInt8], indent: Int?, level: Int) {
    switch self {
    case .string(let text): Self.write(text, to: &out)
    case .integer(let value): out.append(contentsOf: String(value).utf8)
    case .number(let value, let decimals):
      out.append(contentsOf: (value.isFinite ? value.rounded(decimals) : "null").utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .raw(let text): out.append(contentsOf: text.utf8)
    case .null: out.append(contentsOf: "null".utf8)
    case .array(let values):
      Self.writeList(values, "[", "]", to: &out, indent: indent, level: level) { value, out in
        value.write(to: &out, indent: indent, level: level + 1)
      }
    case .object(let members):
      Self.writeList(members, "{", "}", to: &out, indent: indent, level: level) { member, out in
        Self.write(member.name, to: &out)
        out.append(contentsOf: (indent == nil ? ":" : ": ").utf8)
        member.value.write(to: &out, indent: indent, level: level + 1)
      }
    }
  }

  private static func writeList<Element>(
    _ list: [Element], _ open: String, _ close: String, to out: inout [UInt8], indent: Int?,
    level: Int, _ writeElement: (Element, inout [UInt8]) -> Void
  ) {
    out.append(contentsOf: open.utf8)
    for (position, element) in list.enumerated() {
      if position > 0 { out.append(UInt8(ascii: ",")) }
      breakLine(to: &out, indent: indent, level: level + 1)
      writeElement(element, &out)
    }
    if !list.isEmpty { breakLine(to: &out, indent: indent, level: level) }
    out.append(contentsOf: close.utf8)
  }

  private static func breakLine(to out: inout [UInt8], indent: Int?, level: Int) {
    guard let indent else { return }
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case UInt8(ascii: "\n"): out.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\t"): out.append(contentsOf: "\\t".utf8)
      case UInt8(ascii: "\r"): out.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        out.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count)).utf8)
        out.append(contentsOf: digits.utf8)
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}

extension Double {
  /// The number in decimal notation with so many decimals, trailing zeros dropped.
  ///
  /// Values from 1e15 on, which have no decimals worth the name, are written as Swift writes them.
  public func rounded(_ decimals: Int) -> String {
    guard magnitude < 1e15, decimals >= 0, decimals <= 15 else { return "\(self)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (magnitude * scale).rounded()
    guard scaled < 9e18, scaled > 0 else { return scaled > 0 ? "\(self)" : "0" }
    let digits = String(UInt64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var fraction = padded.suffix(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    let sign = self < 0 ? "-" : ""
    return sign + padded.dropLast(decimals) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// The number with exactly so many decimals, for columns.
  public func fixed(_ decimals: Int) -> String {
    let text = rounded(decimals)
    guard decimals > 0 else { return text }
    guard let point = text.firstIndex(of: ".") else {
      return text + "." + String(repeating: "0", count: decimals)
    }
    let missing = decimals - text.distance(from: point, to: text.endIndex) + 1
    return text + String(repeating: "0", count: max(0, missing))
  }
}
