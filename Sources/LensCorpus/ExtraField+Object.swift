// Extra fields as one JSON object, the way they are stored.

import CSimdJSON

extension ExtraField {
  /// The fields of a JSON object in their order, values as they stand there.
  ///
  /// None for a text that is no object. Linear.
  public static func fields(ofObject json: String) -> [ExtraField] {
    guard let parser = lens_json_create(64) else { return [] }
    defer { lens_json_destroy(parser) }
    // simdjson reads whole vectors: bytes that may be read must follow.
    let bytes = Array(json.utf8) + [UInt8](repeating: 0, count: Int(LENS_JSON_PADDING))
    return bytes.withUnsafeBufferPointer { bytes in
      var record = lens_json_record()
      let length = bytes.count - Int(LENS_JSON_PADDING)
      guard lens_json_read(parser, bytes.baseAddress, length, &record) == LENS_JSON_OK else {
        return []
      }
      return UnsafeBufferPointer(start: record.fields, count: record.field_count).map { field in
        ExtraField(
          name: text(field.name, field.name_length), json: text(field.raw, field.raw_length))
      }
    }
  }

  private static func text(_ start: UnsafePointer<UInt8>?, _ length: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
  }
}
