// What kept an answer from being given where no error can be thrown: the merger asks its library in the
// middle of its work, and the work ends when somebody looks here.

/// The first failure of several attempts; after it none is made.
struct FirstFailure {
  private var error: (any Error)?

  /// Throws the failure, if there was one.
  func check() throws {
    if let error { throw error }
  }

  /// What `attempt` gives, or `nothing` where it or one before it failed.
  mutating func catching<Answer>(
    otherwise nothing: Answer, _ attempt: () throws -> Answer
  ) -> Answer {
    guard error == nil else { return nothing }
    do { return try attempt() } catch {
      self.error = error
      return nothing
    }
  }
}
