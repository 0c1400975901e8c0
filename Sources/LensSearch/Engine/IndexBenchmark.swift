// What `lens bench` measured of an index, and its documented field names.

/// Figures of one index on one machine: size, speed, and what the vector search misses.
public struct IndexBenchmark: Sendable {
  /// A part of the index on disk.
  public struct Part: Sendable, Equatable {
    /// What it holds.
    public var name: String
    /// Its length in bytes.
    public var byteCount: Int64
  }

  /// How long whole searches took, one after another.
  public struct Latency: Sendable {
    /// What ranked.
    public var mode: SearchMode
    /// Seconds of each search, ascending; never empty.
    let seconds: [Double]
    /// The same of the first time each was asked, when part of the index was first touched.
    let firstSeconds: [Double]
    /// Seconds of processor time of all searches, on all threads.
    let processorSeconds: Double

    init(
      mode: SearchMode, seconds: [Double], firstSeconds: [Double], processorSeconds: Double
    ) {
      self.mode = mode
      self.seconds = seconds.sorted()
      self.firstSeconds = firstSeconds.sorted()
      self.processorSeconds = processorSeconds
    }

    /// The time within which this share of the searches ended, in seconds: the nearest rank.
    public func percentile(_ share: Double) -> Double { Self.percentile(share, of: seconds) }

    /// The same of the first time each query was asked.
    public func firstPercentile(_ share: Double) -> Double {
      Self.percentile(share, of: firstSeconds)
    }

    /// Processor time of a search, in seconds: the mean.
    public var processorTime: Double { processorSeconds / Double(seconds.count) }

    private static func percentile(_ share: Double, of seconds: [Double]) -> Double {
      let rank = Int((share * Double(seconds.count)).rounded(.up))
      return seconds[min(max(rank, 1), seconds.count) - 1]
    }

    /// Searches in a second, one after another.
    public var queriesPerSecond: Double { Double(seconds.count) / seconds.reduce(0, +) }
  }

  /// How much of the vectors a search looks at.
  public enum Breadth: String, Sendable {
    /// The inverted lists nearest to the query.
    case nearest
    /// Every row by its sign code, which is how lens searches.
    case every
    /// Every row by its full code, which the others are held against.
    case exhaustive
  }

  /// The vector search alone at one breadth.
  public struct VectorSearch: Sendable {
    /// How much was looked at.
    public var breadth: Breadth
    /// The number of lists, where they were counted.
    public var lists: Int?
    /// The share of the exhaustive best ten that were found, 0 to 1.
    public var recall: Double
    /// Searches in a second, one after another.
    public var queriesPerSecond: Double
  }

  /// The condition that the searches were bound by.
  public struct Condition: Sendable, Equatable {
    /// The condition.
    public var text: String
    /// Papers that meet it.
    public var papers: Int
    /// What finding them takes, once for all searches with the condition, in seconds.
    public var seconds: Double
  }

  /// The directory.
  public var directory: String
  /// Papers.
  public var papers: Int
  /// The instruction set of the kernels in use.
  public var kernels: String
  /// Queries asked in each mode.
  public var queries: Int
  /// Queries with a vector, which the vector search was asked.
  public var vectorQueries: Int
  /// The parts of the index; together all of its bytes.
  public var parts: [Part]
  /// The condition, if there was one.
  public var condition: Condition?
  /// Whole searches, mode by mode; none where no paper has a text.
  public var latencies: [Latency]
  /// The vector search, from the least that may be looked at to all; none without vectors.
  public var vectorSearches: [VectorSearch]

  /// Bytes of all parts.
  public var byteCount: Int64 { parts.reduce(0) { $0 + $1.byteCount } }

  /// The figures in the documented field names.
  public var json: JSONValue {
    .object([
      "index": .string(directory),
      "papers": .integer(papers),
      "bytes": .integer(Int(byteCount)),
      "parts": .array(
        parts.map { .object(["name": .string($0.name), "bytes": .integer(Int($0.byteCount))]) }),
      "kernels": .string(kernels),
      "queries": .integer(queries),
      "condition": condition.map {
        .object([
          "where": .string($0.text), "papers": .integer($0.papers),
          "ms": .number($0.seconds * 1000),
        ])
      },
      "searches": .array(
        latencies.map {
          .object([
            "mode": .string($0.mode.rawValue),
            "median_ms": .number($0.percentile(0.5) * 1000),
            "p90_ms": .number($0.percentile(0.9) * 1000),
            "p99_ms": .number($0.percentile(0.99) * 1000),
            "max_ms": .number($0.percentile(1) * 1000),
            "first_median_ms": .number($0.firstPercentile(0.5) * 1000),
            "first_p99_ms": .number($0.firstPercentile(0.99) * 1000),
            "processor_ms": .number($0.processorTime * 1000),
            "queries_per_second": .number($0.queriesPerSecond, decimals: 1),
          ])
        }),
      "vector_queries": .integer(vectorQueries),
      "vector_searches": .array(
        vectorSearches.map {
          .object([
            "breadth": .string($0.breadth.rawValue),
            "lists": $0.lists.map { .integer($0) },
            "recall_10": .number($0.recall),
            "queries_per_second": .number($0.queriesPerSecond, decimals: 1),
          ])
        }),
    ])
  }
}
