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
    try write(termVectors, order: order, as: ModelSections.termVectors, to: writer)
    try writer.add(ModelSections.termLengths, order.map { scaledLength(termVectors.row($0)) })

    try StringTable.write(
      words.map { Array($0.text.utf8) }, sorted: true, sections: ModelSections.words, to: writer)
    try writer.add(ModelSections.wordFrequencies, words.map(\.documentFrequency))
    try writer.add(ModelSections.wordVectors, wordVectors.values)
    try writer.add(
      ModelSections.wordLengths, words.indices.map { scaledLength(wordVectors.row($0)) })
  }

  private func write(
    _ matrix: DenseMatrix, order: [Int], as id: SectionID, to writer: SectionedFileWriter
  ) throws(StoreError) {
    try writer.begin(id)
    var rows: [Float] = []
    for row in order {
      rows.append(contentsOf: matrix.row(row))
      if rows.count >= 1 << 16 {
        try writer.append(rows)
        rows.removeAll(keepingCapacity: true)
      }
    }
    try writer.append(rows)
    try writer.end()
  }

  /// ‖vΣ‖ in double.
  private func scaledLength(_ vector: ArraySlice<Float>) -> Float {
    var energy = 0.0
    for (value, sigma) in zip(vector, singularValues) {
      let scaled = Double(value) * Double(sigma)
      energy += scaled * scaled
    }
    return Float(energy.squareRoot())
  }
}
