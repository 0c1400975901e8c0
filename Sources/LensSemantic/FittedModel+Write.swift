// Writing a model: terms turn from the order of the fit into byte order.

import LensLinear
import LensStore
import LensText

extension FittedModel {
  /// Writes all sections of the model; the caller finishes the file.
  ///
  /// O(vocabulary × rank).
  ///
  /// Document vectors are not part of it. Throws the store's errors.
  public func write(to writer: SectionedFileWriter) throws(SemanticError) {
    try stored { () throws(StoreError) in try writeSections(to: writer) }
  }

  private func writeSections(to writer: SectionedFileWriter) throws(StoreError) {
    let parameters = ModelParameters(
      rank: rank, termCount: vocabulary.count, wordCount: words.count,
      analyzerFingerprint: analyzerFingerprint, statistics: statistics)
    try writer.add(ModelSections.parameters, parameters.encoded)
    try writer.add(ModelSections.singularValues, singularValues)
    try writer.add(ModelSections.queryMap, queryMap)

    let order = vocabulary.byteOrder.map { Int($0) }
    let ids = order.map { vocabulary.termIDs[$0] }
    try StringTable.write(
      ids.map { terms.term($0) }, sorted: true, sections: ModelSections.terms, to: writer)
    try StringTable.write(
      ids.map { Array(terms.surfaceBytes($0)) }, sorted: false, sections: ModelSections.surfaces,
      to: writer)
    try writer.add(
      ModelSections.documentFrequencies, order.map { vocabulary.documentFrequencies[$0] })
    try writer.add(ModelSections.weights, order.map { vocabulary.weights[$0] })
    try writeRows(count: order.count, as: ModelSections.termRows, to: writer) {
      vector(ofColumn: order[$0])
    }

    try StringTable.write(
      words.map { Array($0.text.utf8) }, sorted: true, sections: ModelSections.words, to: writer)
    try writer.add(ModelSections.wordFrequencies, words.map(\.documentFrequency))
    try writeRows(count: words.count, as: ModelSections.wordRows, to: writer) {
      Array(wordVectors.row($0))
    }
  }

  /// Writes rows in blocks that are encoded side by side.
  private func writeRows(
    count: Int, as sections: ModelSections.Rows, to writer: SectionedFileWriter,
    row: @Sendable (Int) -> [Float]
  ) throws(StoreError) {
    let size = 1024
    let wave = 16
    let sigma = singularValues
    var scales: [Float] = []
    var lengths: [Float] = []
    try writer.begin(sections.codes)
    for start in stride(from: 0, to: count, by: size * wave) {
      let blocks = stride(from: start, to: min(start + size * wave, count), by: size)
        .map { $0..<min($0 + size, count) }
      for block in Parallel.map(
        blocks, threads: threads,
        {
          QuantisedBlock($0, singularValues: sigma, row: row)
        })
      {
        try writer.append(block.codes)
        scales += block.scales
        lengths += block.lengths
      }
    }
    try writer.end()
    try writer.add(sections.scales, scales)
    try writer.add(sections.lengths, lengths)
  }
}
