// One JSON object by the names of its fields, for the dialects that bring their own names.

import CSimdJSON

/// The fields of a record; valid until the next one is read.
struct JSONRecord {
  private let fields: UnsafeBufferPointer<lens_json_field>
  private let tree: JSONTree

  init(_ record: lens_json_record, tree: JSONTree) {
    fields = UnsafeBufferPointer(start: record.fields, count: record.field_count)
    self.tree = tree
  }

  /// A string or number, white space off its ends; nil if there is none or it is empty.
  func text(_ name: StaticString) -> String? {
    bytes(name).flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
  }

  /// The first of these that is there.
  func text(_ names: StaticString...) -> String? {
    for name in names {
      if let found = text(name) { return found }
    }
    return nil
  }

  func bytes(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
    guard let field = field(name),
      Int(field.type) == LENS_JSON_STRING || Int(field.type) == LENS_JSON_NUMBER
    else { return nil }
    return UnsafeBufferPointer(start: field.text, count: field.text_length).trimmedASCII
  }

  /// A whole number or a string that spells one.
  func integer(_ name: StaticString) -> Int? { text(name).flatMap { Int($0) } }

  func has(_ name: StaticString) -> Bool {
    field(name).map { Int($0.type) != LENS_JSON_NULL } ?? false
  }

  /// What `body` makes of a field's value, nested or not.
  func with<Result>(_ name: StaticString, _ body: (JSONNode) -> Result?) -> Result? {
    guard let field = field(name) else { return nil }
    return tree.read(UnsafeBufferPointer(start: field.raw, count: field.raw_length))
      .flatMap(body)
  }

  /// The fields that are not among `known` and hold something, as they stand; only strings, numbers
  /// and truth values of up to `limit` bytes if there is a limit.
  func extra(except known: Set<String>, shorterThan limit: Int? = nil) -> [ExtraField] {
    fields.compactMap { field in
      let type = Int(field.type)
      if type == LENS_JSON_NULL || type == LENS_JSON_STRING && field.text_length == 0 { return nil }
      if let limit {
        let isNested = type == LENS_JSON_ARRAY || type == LENS_JSON_OBJECT
        if isNested || field.raw_length > limit { return nil }
      }
      let name = string(field.name, field.name_length)
      if known.contains(name) { return nil }
      return ExtraField(name: name, json: string(field.raw, field.raw_length))
    }
  }

  /// The last of a name, as in most JSON readers.
  private func field(_ name: StaticString) -> lens_json_field? {
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return fields.last {
      $0.name_length == wanted.count
        && UnsafeBufferPointer(start: $0.name, count: $0.name_length).elementsEqual(wanted)
    }
  }

  private func string(_ start: UnsafePointer<UInt8>?, _ length: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
  }
}
