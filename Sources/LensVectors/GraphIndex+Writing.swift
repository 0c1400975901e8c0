// Writing a graph beside sign codes.
import LensStore

extension GraphIndex {
  /// Makes a graph and adds its sections to a file.
  ///
  /// - Parameters:
  ///   - rows: the coded rows.
  ///   - order: the row of each node.
  ///   - threads: nil for all; what is written does not depend on it.
  /// - Complexity: about O(rows · log rows): 200,000 rows of 256 dimensions take a minute of one core.
  static func write(
    _ rows: CodedRows, order: [UInt32], threads: Int?, to writer: SectionedFileWriter
  ) throws(VectorsError) {
    let codes = GraphCodes(rows, order: order, threads: threads)
    var builder = GraphBuilder(rows, order: order, codes: codes)
    builder.insertAll(threads: threads)
    let neighbours = builder.finish(threads: threads)
    var parameters = GraphParameters()
    parameters.nodeCount = order.count
    parameters.codeStride = codes.stride
    parameters.degree = GraphBuilder.degree
    parameters.seedCount = builder.seeds.entries.count
    parameters.leastFactor = codes.leastFactor
    parameters.factorStep = codes.factorStep
    parameters.spread = codes.spread
    do {
      try writer.add(GraphSections.codes, codes.codes)
      try writer.add(GraphSections.neighbours, neighbours)
      try writer.add(GraphSections.seeds, builder.seeds.entries)
      try writer.add(GraphSections.seedCodes, builder.seeds.codes)
      try writer.add(GraphSections.parameters, parameters.words)
    } catch { throw .store(error) }
  }
}
