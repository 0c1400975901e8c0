// Other scripts and forms: Han, kana, Hangul, width, normal forms, accents, emoji.

import Testing

@testable import LensText

@Suite("Analysis of scripts")
struct AnalyzerScriptTests {
  @Test func hanGivesCharactersAndPairsInOrder() {
    #expect(terms("语言模型") == "语 语言 言 言模 模 模型 型")
    #expect(
      tokens("语言模").map(\.range) == [0..<3, 0..<6, 3..<6, 3..<9, 6..<9])
  }

  @Test func functionCharactersMakePairsOnly() {
    #expect(terms("模型的学习") == "模 模型 型 型的 的学 学 学习 习")
    #expect(terms("的") == "")
    for character in HanFunction.characters { #expect(terms(String(character)) == "") }
  }

  @Test func runsOfHanEndAtPunctuationAndWords() {
    #expect(terms("模型，学习") == "模 模型 型 学 学习 习")
    #expect(terms("用BERT模") == "用 bert 模")
    #expect(terms("模 型") == "模 型")
    #expect(terms("模-型") == "模 型")
  }

  @Test(arguments: hanPairs)
  func traditionalFoldsToSimplified(traditional: String, simplified: String) {
    #expect(essence(traditional) == essence(simplified))
    #expect(!tokens(traditional).isEmpty)
  }

  @Test func theSurfaceOfTraditionalIsAsWritten() {
    #expect(tokens("語言").map(\.surface) == ["語", "語言", "言"])
    #expect(tokens("语言").map(\.surface) == ["语", "语言", "言"])
    #expect(tokens("显著").map(\.surface) == ["显", "显著", "著"])
    #expect(tokens("著名").map(\.surface) == ["著", "著名", "名"])
  }

  @Test func widthDoesNotMatter() {
    #expect(essence("ＧＰＴ－３．５　Ｌｏｎｇ－Ｃｏｎｔｅｘｔ") == essence("GPT-3.5 Long-Context"))
    #expect(essence("１，０００，０００") == ["1000000/number"])
    #expect(essence("ｶﾞｷﾞﾊﾟ") == essence("ガギパ"))
    #expect(essence("ﾓﾃﾞﾙ") == essence("モデル"))
    #expect(terms("ガ") == "ガ")
  }

  @Test func kanaAndHangulAreReadLikeHan() {
    #expect(terms("モデル") == "モ モデ デ デル ル")
    #expect(terms("か\u{3099}") == "が")
    #expect(terms("a\u{3099}b x") == "ab x")
    #expect(terms("한국어") == "한 한국 국 국어 어")
    #expect(terms("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}") == "한 한국 국")
    #expect(terms("학습 모델") == "학 학습 습 모 모델 델")
  }

  @Test func accentsVanishInEveryForm() {
    #expect(terms("Schrödinger résumé naïve") == "schroding resum naiv")
    #expect(terms("Schro\u{308}dinger re\u{301}sume\u{301}") == "schroding resum")
    #expect(terms("Łukasz Søren Æsir straße") == "lukasz soren aesir strass")
    #expect(terms("co\u{AD}operate") == terms("cooperate"))
    #expect(terms("ﬁne ½ x² ① ㎞ Ⅳ") == "fine 1 2 x2 1 km iv")
  }

  @Test func vowelSignsAndViramasStay() {
    #expect(terms("हिन्दी") == "हिन्दी")
    #expect(terms("हिन्दी") != terms("हन्द"))
    #expect(terms("กี") != terms("กา"))
  }

  @Test func digitsOfEveryScriptAreDigits() {
    #expect(essence("٣٤ ३४") == ["34/number", "34/number"])
  }

  @Test func emojiAndControlsSeparate() {
    #expect(terms("deep😀learn") == "deep learn")
    #expect(terms("👩‍👩‍👧 family") == "famili")
    #expect(terms("deep\u{0}learn\u{1B}[31mred\u{7F}x") == "deep learn 31mred x")
    #expect(terms("模😀型") == "模 型")
    #expect(terms("zero\u{200B}width") == "zero width")
    #expect(terms("left\u{200E}right") == "leftright")
  }

  @Test func aMillionMarksOnOneLetterCostNothing() {
    let text = "e" + String(repeating: "\u{301}", count: 100_000) + "t"
    #expect(terms(text) == "et")
    #expect(tokens(text).map(\.range) == [0..<200_002])
  }
}

/// Traditional and Simplified writings of the same words.
let hanPairs: [(String, String)] = [
  ("機器學習", "机器学习"), ("語言模型", "语言模型"), ("資訊檢索", "资讯检索"), ("圖像識別", "图像识别"),
  ("長上下文", "长上下文"), ("數據集", "数据集"), ("訓練與評估", "训练与评估"), ("網絡結構", "网络结构"),
  ("注意力機制", "注意力机制"), ("強化學習", "强化学习"), ("聯邦學習", "联邦学习"), ("擴散模型", "扩散模型"),
  ("視頻生成", "视频生成"), ("對話系統", "对话系统"), ("問題與挑戰", "问题与挑战"), ("開發環境", "开发环境"),
  ("頭髮", "头发"), ("麵條", "面条"), ("後來", "后来"), ("裡面", "里面"), ("臺灣", "台湾"), ("隨著時間", "随着时间"),
  ("乾燥", "干燥"), ("關係", "关系"), ("於是", "于是"), ("這個", "这个"), ("為什麼", "为什么"), ("層級優化", "层级优化"),
  ("準確率", "准确率"), ("壓縮", "压缩"), ("編碼器", "编码器"), ("轉換", "转换"), ("電腦視覺", "电脑视觉"),
  ("標註", "标注"), ("導航", "导航"), ("變異", "变异"), ("龍龜", "龙龟"), ("鬱", "郁"), ("廣東話", "广东话"),
]
