// libxml2's events, from C's pointers to the builder's Swift.

import CLibXML2

enum XMLEvents {
  /// Hands libxml2's events to the builder.
  static var handler: lens_xml_handler {
    lens_xml_handler(
      start: { context, name, attributes, count in
        XMLEvents.builder(context).start(String(cString: name)) {
          XMLEvents.dictionary(attributes, Int(count))
        }
      },
      end: { context, name in XMLEvents.builder(context).end(String(cString: name)) },
      text: { context, bytes, length in
        bytes.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
          XMLEvents.builder(context).text(UnsafeBufferPointer(start: $0, count: Int(length)))
        }
      },
      complaint: { context, kind, line, message in
        XMLEvents.builder(context).complain(
          kind: Int(kind), line: Int(line), message: String(cString: message))
      })
  }

  private static func builder(_ context: UnsafeMutableRawPointer) -> XMLRecordBuilder {
    Unmanaged<XMLRecordBuilder>.fromOpaque(context).takeUnretainedValue()
  }

  /// Attributes come as name, prefix, namespace, value and the value's end.
  private static func dictionary(
    _ pointers: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int
  ) -> [String: String] {
    var found: [String: String] = [:]
    guard let pointers else { return found }
    for i in 0..<count {
      guard let name = pointers[5 * i], let value = pointers[5 * i + 3],
        let end = pointers[5 * i + 4]
      else { continue }
      let length = end - value
      found[String(cString: name)] = value.withMemoryRebound(to: UInt8.self, capacity: length) {
        String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
      }
    }
    return found
  }
}
