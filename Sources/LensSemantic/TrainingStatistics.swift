// What the fit saw and what the space keeps of it: the figures `status` shows, and by
// which one knows when a refit is due.

/// Figures of a fit.
public struct TrainingStatistics: Sendable, Equatable {
  /// The documents the model was made of.
  public var documents: Int
  /// Those the decomposition saw; the others were folded in.
  public var fittedDocuments: Int
  /// ‖A‖²_F: since rows have unit length, the number of documents with a known term.
  public var totalEnergy: Double
  /// The part of the energy that lies in the space.
  public var capturedEnergy: Double
  /// The residual at which the decomposition ended; see `TruncatedSVD.residual`.
  public var residual: Double

  /// Names the figures.
  public init(
    documents: Int, fittedDocuments: Int, totalEnergy: Double, capturedEnergy: Double,
    residual: Double
  ) {
    self.documents = documents
    self.fittedDocuments = fittedDocuments
    self.totalEnergy = totalEnergy
    self.capturedEnergy = capturedEnergy
    self.residual = residual
  }

  /// Captured over total energy, 0 to 1; 0 where there is none.
  public var capturedShare: Double {
    totalEnergy > 0 ? min(1, capturedEnergy / totalEnergy) : 0
  }
}
