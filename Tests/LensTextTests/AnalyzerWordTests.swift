// English: words, compounds, model names, numbers, plurals, stop words.

import Testing

@testable import LensText

@Suite("Analysis of English")
struct AnalyzerWordTests {
  @Test(arguments: [
    ("long-context", "longcontext long context"),
    ("Long Context", "long context"),
    ("LongContext", "longcontext long context"),
    ("fine-tuning", "finetun fine tune"),
    ("finetuning", "finetun"),
    ("state-of-the-art", "stateoftheart state art"),
    (
      "long\u{2010}context long\u{2013}context", "longcontext long context longcontext long context"
    ),
    ("k-means", "kmean k mean"),
    ("encoder - decoder", "encod decod"),
    ("encoder--decoder", "encod decod"),
    ("-prefix suffix-", "prefix suffix"),
  ])
  func hyphenCompoundsKeepTheWholeAndGiveTheirParts(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(arguments: [
    ("GPT-4", "gpt4 gpt 4"), ("GPT4", "gpt4 gpt 4"), ("gpt4", "gpt4 gpt 4"),
    ("GPT-3.5", "gpt3.5 gpt 3.5"), ("gpt3.5", "gpt3.5 gpt 3.5"),
    ("Llama-7B", "llama7b llama 7b"), ("llama2", "llama2 llama 2"),
    ("256K", "256k"), ("7b", "7b"), ("1.5B", "1.5b"), ("t2i", "t2i"), ("T5", "t5"),
    ("v2.1", "v2.1"), ("bert2bert", "bert2bert bert 2bert"), ("gpt4o", "gpt4o gpt 4o"),
    ("VQ-VAEs", "vqvae vq vae"), ("GPT-3.5-turbo-16k", "gpt3.5turbo16k gpt 3.5 turbo 16k"),
  ])
  func modelNamesSplitBetweenWordAndNumber(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(arguments: [
    ("ChatGPT", "chatgpt chat gpt"), ("OpenAI", "openai open ai"),
    ("DeepSeek", "deepseek deep seek"), ("LLMBased", "llmbase llm base"),
    ("LLaMA", "llama"), ("LoRA", "lora"), ("MoE", "moe"), ("PyTorch", "pytorch"),
    ("RoBERTa", "roberta"), ("AlphaGo", "alphago"), ("iPhone", "iphon"),
  ])
  func camelCaseSplitsOnlyIntoPartsThatReadAsWords(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(arguments: [
    ("LLMs", "llm"), ("LLM", "llm"), ("llms", "llm"), ("CNNs", "cnn"),
    ("GPUs gpus GPU", "gpu gpu gpu"),
    ("IDs", "id"), ("VLMs-based", "vlmbase vlm base"), ("GPS", "gps"), ("thus", "thus"),
    ("css", "css"),
  ])
  func acronymsLoseTheirPlural(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(arguments: [
    ("1,000,000", "1000000"), ("1,000", "1000"), ("1,2", "1 2"), ("1,2345", "1 2345"),
    ("1234,567", "1234 567"), ("1,234,5", "1234 5"), ("3.14", "3.14"), ("in 2023.", "2023"),
    ("2020-2021", "2020 2021"), ("12,345.67", "12345.67"), ("1. Introduction", "1 introduct"),
  ])
  func numbersKeepTheirPointAndLoseThousands(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test(arguments: [
    ("the model's", "model"), ("the model\u{2019}s size", "model size"),
    ("models' sizes", "model size"),
    ("don't", "dont"), ("'quoted'", "quot"), ("GPT-4's answer", "gpt4 gpt 4 answer"),
    ("it's", ""), ("MODEL'S", "model"),
  ])
  func apostrophesVanish(text: String, expected: String) {
    #expect(terms(text) == expected)
  }

  @Test func stopWordsMakeNoToken() {
    #expect(English.stopWords.split(separator: " ").count <= 45)
    #expect(terms(English.stopWords) == "")
    #expect(terms("The IT of AND") == "")
    #expect(terms("these theses") == "these")
  }

  @Test func kindsSayWhatATokenIs() {
    let kinds = tokens("model GPT-4 3.5 模型 LongContext").map(\.kind)
    #expect(
      kinds == [
        .word, .compound, .part, .part, .number, .han, .hanPair, .han, .compound, .part, .part,
      ])
  }

  @Test(arguments: [
    ("Languages", "language", "languag"), ("long-Context", "long-context", "longcontext"),
    ("GPT-3.5", "gpt-3.5", "gpt3.5"), ("LLMs", "llm", "llm"),
    ("fine-tuning", "fine-tuning", "finetun"),
    ("happy", "happy", "happi"), ("1,000", "1000", "1000"), ("語", "語", "语"),
  ])
  func surfacesReadAsWordsWhereTermsAreStems(text: String, surface: String, term: String) throws {
    let first = try #require(tokens(text).first)
    #expect(first.term == term)
    // The plural of "Languages" is part of what was written; the stem's surface keeps it.
    #expect(first.surface == surface || first.surface == surface + "s")
  }

  @Test func longWordsAreCutAtAScalarBoundary() {
    let plain = String(repeating: "x", count: 1000)
    #expect(terms(plain) == String(repeating: "x", count: 64))
    #expect(tokens(plain).map(\.range) == [0..<1000])
    let wide = String(repeating: "я", count: 100) + "1"
    #expect(tokens(wide).map(\.range) == [0..<201, 0..<200, 200..<201])
    #expect(tokens(wide).map(\.term.utf8.count) == [64, 64, 1])
    let three = "a" + String(repeating: "ก", count: 100)
    #expect(tokens(three).map(\.term.utf8.count) == [64])
  }

  @Test func runsWithoutEndAreReadInBoundedPieces() {
    let chain = Array(repeating: "part", count: 10_000).joined(separator: "-")
    let read = tokens(chain)
    #expect(read.count == 10_000)
    #expect(read.allSatisfy { $0.term == "part" && $0.kind == .word })
    #expect(read.last?.range == chain.utf8.count - 4..<chain.utf8.count)
  }
}
