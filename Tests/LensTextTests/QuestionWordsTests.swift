import LensText
import Testing

@Suite struct QuestionWordsTests {
  @Test(arguments: [
    ("How do transformers handle long context?", "       transformers handle long context?"),
    ("what's new in MoE", "    's new in MoE"),
    ("如何压缩大语言模型？", "      压缩大语言模型？"),
    ("检索增强生成有哪些方法", "检索增强生成         方法"),
    ("somehow whatever", "somehow whatever"), ("long context", "long context"), ("", ""),
  ])
  func questionWordsBecomeSpacesOfTheSameLength(text: String, expected: String) {
    let blanked = QuestionWords.blanked(text)
    #expect(blanked == expected)
    #expect(blanked.utf8.count == text.utf8.count)
  }

  @Test(arguments: ["how", "为什么", "  ", "what?!"])
  func aQuestionOfNothingElseIsLeftAsItIs(text: String) {
    let blanked = QuestionWords.blanked(text)
    #expect(blanked == text)
  }
}
