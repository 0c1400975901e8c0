// The .npy files that the peers' script writes: two-dimensional, C order, 32 bits a value
// (NumPy's format, version 1).
import Foundation

enum NumPyError: Error {
  case unexpected(file: String, found: String)
}

/// A matrix read from a .npy file.
struct NumPyArray<Element: BitwiseCopyable> {
  let rows: Int
  let columns: Int
  let values: [Element]

  init(_ path: String, type: String, zero: Element) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    guard data.count > 10, data.prefix(6) == Data([0x93] + Array("NUMPY".utf8)), data[6] == 1 else {
      throw NumPyError.unexpected(file: path, found: "no .npy file of version 1")
    }
    let length = Int(data[8]) | Int(data[9]) << 8
    let header = String(decoding: data[10..<10 + length], as: UTF8.self)
    let shape = header.split(separator: "(")[1].split(separator: ")")[0]
      .split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    guard header.contains("'\(type)'"), header.contains("False"), shape.count == 2,
      data.count == 10 + length + 4 * shape[0] * shape[1]
    else { throw NumPyError.unexpected(file: path, found: header) }
    (rows, columns) = (shape[0], shape[1])
    var values = [Element](repeating: zero, count: rows * columns)
    values.withUnsafeMutableBytes { _ = data.copyBytes(to: $0, from: (10 + length)..<data.count) }
    self.values = values
  }

  func row(_ index: Int) -> ArraySlice<Element> {
    values[index * columns..<(index + 1) * columns]
  }
}
