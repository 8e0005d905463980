import Diagnostics
import Engine
import LabKit
import Runs

/// Many runs of one lab with knobs, faults and inputs by chance, to find what breaks its laws.
public struct LawSuite: Sendable {
  /// The lab.
  public let lab: LabEntry
  /// The seed of the first run; the others follow.
  public let firstSeed: UInt64
  /// How many runs.
  public let runs: Int
  /// For how long things happen in each run, before everything is healed and the world drains.
  public let span: Interval

  /// A suite.
  public init(_ lab: LabEntry, firstSeed: UInt64 = 1, runs: Int = 300, span: Interval = .seconds(120)) throws(BadInput)
  {
    guard runs > 0 else { throw BadInput("a law suite needs at least 1 seed, not \(runs)") }
    guard runs <= Seeds.most else {
      throw BadInput("a law suite takes at most \(Seeds.most) seeds, not \(runs)")
    }
    guard span >= .seconds(1) else { throw BadInput("a law suite needs at least 1s a run, not \(span.text)") }
    self.lab = lab
    self.firstSeed = firstSeed
    self.runs = runs
    self.span = span
  }

  /// How many runs there are in all: those of chance, and those that try each promise with its pattern off and on.
  public var count: Int { runs + promises.count }

  /// Runs it on so many cores at once; the result does not depend on how many. `progress` is told how many runs are done,
  /// one call at a time.
  public func findings(jobs: Int, progress: @Sendable (Int) -> Void = { _ in }) -> LawFindings {
    let outcomes = inParallel(jobs: jobs, count: runs, progress: progress) { trial($0).outcome() }
    return LawFindings(self, outcomes, promiseSummaries(jobs: jobs) { progress(runs + $0) })
  }

  /// The part of it that tries the promises, by itself.
  package func promiseSummaries(jobs: Int, progress: @Sendable (Int) -> Void = { _ in }) -> [PromiseSummary] {
    promises.summaries(jobs: jobs, progress: progress)
  }

  private var promises: PromiseSuite { PromiseSuite(lab: lab, firstSeed: firstSeed, runs: runs) }

  func trial(_ index: Int) -> Trial { Trial(lab, seed: firstSeed &+ UInt64(index), span: span) }
}
