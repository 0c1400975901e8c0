// The library as the README shows it: if this does not compile, the README is wrong.
import LensSearch
import Testing

@Test func fiveLinesOfSwiftFindAPaper() throws {
  let directory = try TemporaryDirectory()
  let folder = directory.path + "/index"
  let file = try directory.write(
    #"{"id":"1","title":"Rotary position embedding for long context"}"# + "\n", to: "papers.jsonl")
  // README, "As a library":
  _ = try IndexBuilder(directory: folder).build(from: [file])
  let engine = try SearchEngine(opening: folder)
  for hit in try engine.search("long context").hits {
    print(hit.rank, hit.paper.displayTitle, hit.score)
  }
  #expect(try engine.search("long context").hits.first?.paper.id == "1")
}
