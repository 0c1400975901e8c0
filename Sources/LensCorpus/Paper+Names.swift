// What writers of bibliographies ask a paper: its arXiv number, the texts of a field kept as JSON.

import CSimdJSON

extension Paper {
  /// Its arXiv number without version, from its id or its address.
  public var arXivNumber: String? { PublishedNames(self).arXiv }
}

extension ExtraField {
  /// The texts of a JSON string or of a list of strings; none for anything else.
  public var texts: [String] {
    guard json.hasPrefix("\"") || json.hasPrefix("["), let parser = lens_json_create(64) else {
      return []
    }
    defer { lens_json_destroy(parser) }
    // The parser reads whole vectors, and takes apart the lists of names it knows.
    let object = Array("{\"authors\":\(json)}".utf8)
    let bytes = object + [UInt8](repeating: 0, count: Int(LENS_JSON_PADDING))
    return bytes.withUnsafeBufferPointer { bytes in
      var record = lens_json_record()
      guard lens_json_read(parser, bytes.baseAddress, object.count, &record) == LENS_JSON_OK,
        let field = UnsafeBufferPointer(start: record.fields, count: record.field_count).first
      else { return [] }
      if Int(field.type) == LENS_JSON_STRING {
        return [Self.text(field.text, field.text_length)]
      }
      guard Int(field.type) == LENS_JSON_ARRAY else { return [] }
      let items = UnsafeBufferPointer(start: record.items, count: record.item_count)
      let first = Int(field.first_item)
      return items[first..<first + Int(field.item_count)].map { Self.text($0.text, $0.length) }
    }
  }

  private static func text(_ start: UnsafePointer<UInt8>?, _ length: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
  }
}
