// Folders as input.

import Foundation
import Testing

@testable import LensCorpus

@Suite struct InputFilesTests {
  @Test func aFolderIsReadRecursivelyInOrderWithoutWhatHoldsNoPapers() throws {
    let directory = try TemporaryDirectory()
    let manager = FileManager.default
    for folder in ["b/deep/er", "a", ".hidden", "empty"] {
      try manager.createDirectory(
        atPath: directory.path + "/" + folder, withIntermediateDirectories: true)
    }
    let names = [
      "z.jsonl", "A.XML.gz", "b/two.bib", "b/deep/er/three.csl.json.zst", "a/one.json",
      "a/picture.png", "a/README", ".hidden/no.json", "a/.no.json", "thesis.pdf",
    ]
    for name in names { _ = try directory.write([], as: name) }
    try manager.createSymbolicLink(
      atPath: directory.path + "/b/loop", withDestinationPath: directory.path)
    let found = try InputFiles.expanding(directory.path).map {
      String($0.dropFirst(directory.path.count + 1))
    }
    #expect(
      found == ["A.XML.gz", "z.jsonl", "a/one.json", "b/two.bib", "b/deep/er/three.csl.json.zst"])
    #expect(try InputFiles.expanding(directory.path + "/empty/../z.jsonl").count == 1)
    #expect(try InputFiles.expanding("-") == ["-"])
    #expect(throws: CorpusError.emptyDirectory(file: directory.path + "/empty")) {
      try InputFiles.expanding(directory.path + "/empty")
    }
  }
}
