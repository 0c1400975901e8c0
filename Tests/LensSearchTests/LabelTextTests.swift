import LensCorpus
import Testing

@testable import LensSearch

/// Which names stand in an author field.
@Suite struct LabelTextTests {
  private func names(_ fields: [String]) -> [String] {
    let paper = Paper(id: "a", authors: fields, source: SourcePlace(file: "a.jsonl", line: 1))
    let other = Paper(
      id: "b", authors: ["Somebody Else"], source: SourcePlace(file: "a.jsonl", line: 2))
    var names: [String] = []
    LabelKind.author.forEachText(in: [other, paper], at: 1) {
      names.append(String(decoding: $0, as: UTF8.self))
    }
    return names
  }

  @Test(arguments: [
    (["Emmy Noether", "李伟"], ["Emmy Noether", "李伟"]),
    (["Noether, Emmy"], ["Noether, Emmy"]),
    (["Rippon, P. J., Stallard, G. M."], ["Rippon, P. J.", "Stallard, G. M."]),
    (["Rippon,P. J.,  Stallard ,G. M."], ["Rippon, P. J.", "Stallard , G. M."]),
    (["Hong, June, Li"], ["Hong, June, Li"]),
    (["Hong, , June, Li, Bo,"], ["Hong, June", "Li, Bo"]),
    (["a,b"], ["a,b"]), ([","], [","]), ([""], [""]),
  ])
  func aFieldThatIsEvenIsTakenInPairs(_ fields: [String], _ expected: [String]) {
    #expect(names(fields) == expected)
  }
}
