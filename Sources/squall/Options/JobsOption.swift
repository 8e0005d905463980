import ArgumentParser
import Diagnostics
import FoundationEssentials
import LabKit

/// How many runs go on at once.
struct JobsOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "How much to do at once: as many as there are cores if left out. The results do not depend on it.")
  var jobs: Given<Jobs>?

  /// How many cores a batch system left us; without threads of our own it is one after the other.
  static var cores: Int { Limits.haveThreads ? ProcessInfo.processInfo.activeProcessorCount : 1 }

  /// The number that was asked for, or that of the cores.
  func count() throws(BadInput) -> Int {
    guard let count = try jobs?.get().value else { return JobsOption.cores }
    return Limits.haveThreads ? count : 1
  }
}
