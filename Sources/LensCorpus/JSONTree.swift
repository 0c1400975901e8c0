// Nested JSON values as a tree that points into the text: what the readers of CSL, OpenAlex and
// Semantic Scholar look into. Nothing is copied until a reader asks for a string.

import CSimdJSON

/// The memory of one nested value at a time.
final class JSONTree {
  private let tree: OpaquePointer

  init?() {
    guard let tree = lens_json_tree_create() else { return nil }
    self.tree = tree
  }

  deinit { lens_json_tree_destroy(tree) }

  /// The root of a value that was checked before; valid until the next read.
  ///
  /// Linear.
  func read(_ raw: UnsafeBufferPointer<UInt8>) -> JSONNode? {
    var nodes: UnsafePointer<lens_json_node>?
    let count = lens_json_tree_read(tree, raw.baseAddress, raw.count, &nodes)
    guard count > 0 else { return nil }
    return JSONNode(nodes: UnsafeBufferPointer(start: nodes, count: count), index: 0)
  }
}

/// One value of a tree.
struct JSONNode {
  fileprivate let nodes: UnsafeBufferPointer<lens_json_node>
  fileprivate let index: Int

  var type: Int { Int(nodes[index].type) }
  var isObject: Bool { type == LENS_JSON_OBJECT }
  var isArray: Bool { type == LENS_JSON_ARRAY }

  /// The name inside an object, as bytes.
  var name: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: nodes[index].name, count: nodes[index].name_length)
  }

  /// The content of a string, or the digits of a number, white space off its ends.
  var bytes: UnsafeBufferPointer<UInt8>? {
    guard type == LENS_JSON_STRING || type == LENS_JSON_NUMBER else { return nil }
    return UnsafeBufferPointer(start: nodes[index].text, count: nodes[index].text_length)
      .trimmedASCII
  }

  /// The same as it stands; nil if it is empty.
  var string: String? {
    guard let bytes, !bytes.isEmpty else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same in one line; nil if it is empty.
  var text: String? {
    guard let bytes, !bytes.isEmpty else { return nil }
    return String.unwrapped(bytes)
  }

  /// A whole number, or a string that spells one.
  var integer: Int? { bytes.flatMap { Int(String(decoding: $0.prefix(24), as: UTF8.self)) } }

  /// The member of an object.
  subscript(name: StaticString) -> JSONNode? {
    guard isObject else { return nil }
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return children.first { $0.name.elementsEqual(wanted) }
  }

  /// The elements of a list or the members of an object; none of anything else.
  var children: some Sequence<JSONNode> {
    let end = isArray || isObject ? Int(nodes[index].next) : index
    return sequence(state: index + 1) { next -> JSONNode? in
      guard next < end, next < nodes.count else { return nil }
      defer { next = Int(nodes[next].next) }
      return JSONNode(nodes: nodes, index: next)
    }
  }
}
