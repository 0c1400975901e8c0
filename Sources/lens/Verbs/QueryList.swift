// The queries of a batch or a judged set: JSONL or TSV.
import Foundation

/// Queries with their names, in the file's order.
struct QueryList {
  /// One query.
  struct Entry: Decodable {
    var id: String
    var text: String
  }

  private(set) var entries: [Entry] = []

  /// Reads a file of queries; `-` is standard input.
  ///
  /// Each line is `{"id","text"}` or `id<TAB>text`.
  init(reading path: String) throws {
    let bytes = path == "-" ? try readStandardInput() : try readFile(path)
    let decoder = JSONDecoder()
    var seen: [String: Int] = [:]
    for (offset, line) in bytes.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let number = offset + 1
      let line = line.hasSuffix("\r") ? line.dropLast() : line
      if line.allSatisfy(\.isWhitespace) { continue }
      let entry: Entry
      if line.first == "{" {
        guard let decoded = try? decoder.decode(Entry.self, from: Data(line.utf8)) else {
          throw Failure.unusable(
            "\(path):\(number): expected {\"id\": …, \"text\": …}, found something else. Mend the line."
          )
        }
        entry = decoded
      } else {
        guard let tab = line.firstIndex(of: "\t") else {
          throw Failure.unusable(
            "\(path):\(number): expected id<TAB>text or a JSON object, found '\(line.prefix(40))'. Mend the line."
          )
        }
        entry = Entry(id: String(line[..<tab]), text: String(line[line.index(after: tab)...]))
      }
      if let earlier = seen.updateValue(number, forKey: entry.id) {
        throw Failure.unusable(
          "\(path):\(number): expected a new query id, found '\(entry.id)' of line \(earlier) again. Rename one."
        )
      }
      entries.append(entry)
    }
    if entries.isEmpty {
      throw Failure.unusable(
        "\(path): expected at least one query, found none. Write one query a line.")
    }
  }
}

/// The whole of standard input as text, broken bytes repaired.
func readStandardInput() throws -> String {
  String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
}

/// The whole of a file as text, broken bytes repaired.
func readFile(_ path: String) throws -> String {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw Failure.unusable("\(path): expected a readable file, found none. Check the name.")
  }
  return String(decoding: data, as: UTF8.self)
}
