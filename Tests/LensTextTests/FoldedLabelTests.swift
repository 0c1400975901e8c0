// Labels that are one to a person are one folded.
import LensText
import Testing

@Suite struct FoldedLabelTests {
  @Test(
    arguments: [
      ("NeurIPS 2023", "neurips 2023"), ("  Proc.  of  the ACL ", "proc of the acl"),
      ("Ｎａｔｕｒｅ", "nature"), ("José Núñez", "jose nunez"), ("計算語言學", "计算语言学"), ("王 伟", "王伟"),
      ("王 Wei", "王 wei"), ("C++", "c++"), ("cs.CL", "cs cl"), ("★", "★"), ("", ""), (" \t", ""),
    ])
  func labelsFold(text: String, folded: String) {
    #expect(String(decoding: FoldedLabel.bytes(of: text), as: UTF8.self) == folded)
  }

  @Test func asciiFoldsAloneAsItDoesBesideOthers() {
    for text in ["Proc. of the 1st A+B #2", " -x- ", "a.b_c/d", "X", "C#", "...", "a--b", "\u{1}z"]
    {
      // An ideographic space makes the text more than ASCII and adds no word.
      let alone = FoldedLabel.bytes(of: text)
      if alone.contains(where: { $0 > 0x2F }) {
        #expect(FoldedLabel.bytes(of: text + "\u{3000}") == alone, "\(text)")
      }
    }
  }

  @Test func foldingTwiceIsFoldingOnce() {
    for text in ["Ünïted Náтions — Proc.", "計算 語言-學 (A)", "ﬁne ﬀ", "한국어 논문"] {
      let once = FoldedLabel.bytes(of: text)
      #expect(FoldedLabel.bytes(of: String(decoding: once, as: UTF8.self)) == once)
    }
  }
}
