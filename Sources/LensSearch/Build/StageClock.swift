// Where the time of a build goes: seconds and busy processors, stage by stage.
import Glibc

/// A stage of a build and what it took.
public struct BuildStage: Sendable, Equatable {
  /// What was done.
  public let name: String
  /// Seconds from the end of the stage before.
  public let seconds: Double
  /// Processor time of the whole process in those seconds, divided by them.
  public let coresBusy: Double
}

/// Measures stages that follow each other.
struct StageClock {
  private(set) var stages: [BuildStage] = []
  private var wall = ContinuousClock.now
  private var processor = StageClock.processorSeconds()

  /// Ends a stage; the next one begins.
  mutating func end(_ name: String) {
    let (now, used) = (ContinuousClock.now, Self.processorSeconds())
    let seconds = (now - wall).seconds
    stages.append(
      BuildStage(
        name: name, seconds: seconds, coresBusy: seconds > 0 ? (used - processor) / seconds : 0))
    (wall, processor) = (now, used)
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
