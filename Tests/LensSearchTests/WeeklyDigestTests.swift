// The digest lens was first asked for: fifteen papers, each found by one English and one Chinese
// question that is worded apart from its title.
import LensSearch
import Testing

@Suite(.enabled(if: TestData.isThere, "the corpora are not beside this checkout"))
struct WeeklyDigestTests {
  /// Beginning of the title, an English and a Chinese question.
  static let questions: [(title: String, english: String, chinese: String)] = [
    (
      "Jamba", "MoE layers interleaved for a 256K token window on a single 80GB GPU",
      "交替布置两种层的基础模型,长文本吞吐量高、内存占用小"
    ),
    (
      "Gecko", "retriever with 256 dimensional vectors evaluated on MTEB",
      "从大模型提炼知识到检索器,合成配对数据与困难负例"
    ),
    (
      "Transformer-Lite",
      "FP4 quantization and KV cache copies for inference on Qualcomm processors",
      "智能手机上的推理引擎,预填和解码速度"
    ),
    (
      "Aurora-M", "continual pretraining of StarCoderPlus without catastrophic forgetting",
      "支持芬兰语、印地语、日语、越南语并经过安全审核的模型"
    ),
    (
      "Getting it Right", "SPRIGHT dataset for spatial relationships in generated pictures",
      "重新标注视觉数据集,让生成的图片符合空间关系"
    ),
    (
      "Advancing LLM Reasoning",
      "Eurus and UltraInteract: reward model for math and code generation",
      "在数学和代码上胜过 GPT-3.5 的奖励模型与对齐数据集"
    ),
    (
      "Octopus v2", "function calling on edge hardware compared with GPT-4 and RAG-based methods",
      "本地小模型调用函数,降低延迟并保护隐私"
    ),
    (
      "LLaVA-Gemma", "MMFM built on 2B parameters: effect of the pretrained connector",
      "跳过连接器预训练会降低小型多模态模型的性能"
    ),
    (
      "Long-context LLMs", "LIConBench: extreme label classification with inputs beyond 20K tokens",
      "极端标签分类基准上,输入过长时模型表现急剧下降"
    ),
    (
      "Mixture-of-Depths", "top-k routing decides which tokens get FLOPs",
      "限制参与自注意力的 token 数以节省前向计算"
    ),
    (
      "Visual Autoregressive", "coarse to fine image generation on ImageNet with FID 1.80",
      "从粗到细预测下一分辨率,图像生成超越扩散"
    ),
    (
      "Language Models as Compilers", "Think-and-Execute compared with CoT and PoT",
      "用伪代码表达任务逻辑再逐步模拟运行"
    ),
    (
      "ReFT", "LoReFT: low-rank subspace interventions as an alternative to PEFT",
      "干预隐藏表示,比参数高效方法更省参数"
    ),
    (
      "CoMat", "SDXL attribute binding and prompt alignment with 20K prompts",
      "文本提示与生成图像不对齐,原因是注意力激活不足"
    ),
    (
      "Training LLMs over",
      "Equal-Info Windows with arithmetic coding instead of a subword tokenizer",
      "算术编码之后的文本难以学习,划分为相同比特长度的窗口"
    ),
  ]

  let directory: TemporaryDirectory
  let engine: SearchEngine
  let summary: BuildSummary

  init() throws {
    directory = try TemporaryDirectory()
    summary = try IndexBuilder(directory: directory.path).build(from: [TestData.digest])
    engine = try SearchEngine(opening: directory.path)
  }

  @Test func theDigestHoldsFifteenPapersAndNoFurniture() throws {
    #expect(summary.papers == 15)
    let ids = try engine.search("模型 model", options: SearchOptions(limit: 100)).hits.map(\.paper)
    #expect(ids.count <= 15)
    for paper in ids {
      #expect(paper.title?.isEmpty == false && paper.titleZH?.isEmpty == false)
      #expect((paper.abstractZH?.count ?? 0) > 100, "\(paper.displayTitle)")
      #expect(paper.abstractZH?.contains("颜文字") == false)
      #expect(paper.year == 2024)
    }
  }

  @Test(arguments: ["long context", "长上下文"])
  func longContextComesFirstInBothLanguages(query: String) throws {
    let titles = try engine.search(query).hits.prefix(2).map { $0.paper.title ?? "" }
    #expect(titles.first == "Long-context LLMs Struggle with Long In-context Learning")
    #expect(titles.last?.hasPrefix("Jamba") == true)
  }

  @Test func atLeast28Of30QuestionsFindTheirPaperFirst() throws {
    var missed: [String] = []
    for (title, english, chinese) in Self.questions {
      for question in [english, chinese] {
        let first = try engine.search(question).hits.first?.paper.title ?? "nothing"
        if !first.hasPrefix(title) { missed.append("\(question): \(first)") }
      }
    }
    #expect(missed.count <= 2, "\(missed)")
  }
}
