import Diagnostics
import Engine
import LabKit
import Runs

/// Many random walks through the past and the futures of one lab's runs, to find a moment at which a run is not what it
/// would be had it gone there straight.
public struct WalkSuite: Sendable {
  /// The lab.
  public let lab: LabEntry
  /// The seed of the first walk; the others follow.
  public let firstSeed: UInt64
  /// How many walks.
  public let walks: Int

  /// A suite.
  public init(_ lab: LabEntry, firstSeed: UInt64 = 1, walks: Int) throws(BadInput) {
    guard walks > 0 else { throw BadInput("walking needs at least 1 walk, not \(walks)") }
    guard walks <= Seeds.most else {
      throw BadInput("there can be at most \(Seeds.most) walks, not \(walks)")
    }
    self.lab = lab
    self.firstSeed = firstSeed
    self.walks = walks
  }

  /// Walks on so many cores at once; the result does not depend on how many. `progress` is told how many walks are
  /// done, one call at a time.
  public func findings(jobs: Int, progress: @Sendable (Int) -> Void = { _ in }) -> WalkFindings {
    let outcomes = inParallel(jobs: jobs, count: walks, progress: progress) { index in
      var walk = Walk(lab, seed: firstSeed &+ UInt64(index))
      return walk.outcome()
    }
    return WalkFindings(suite: self, outcomes)
  }
}

/// What the walks of a suite came to.
public struct WalkFindings: Sendable {
  /// The suite.
  public let suite: WalkSuite
  /// How many moments were compared with a straight run, and how many branches there were.
  public let moments: Int, branches: Int
  /// The digests of all walks, folded in the order of their seeds.
  public let digest: Digest
  /// The failure with the lowest seed; nil when every moment was what it should be.
  public let failure: Walk.Failure?
  /// How many walks failed.
  public let failures: Int

  init(suite: WalkSuite, _ outcomes: [Walk.Outcome]) {
    self.suite = suite
    moments = outcomes.reduce(0) { $0 + $1.moments }
    branches = outcomes.reduce(0) { $0 + $1.branches }
    digest = outcomes.reduce(into: Digest(seed: suite.firstSeed)) { $0.add(.start, $1.digest.value) }
    failure = outcomes.lazy.compactMap(\.failure).first
    failures = outcomes.count { $0.failure != nil }
  }

  /// What was found, and for a failure all that the walk did and the command that repeats it.
  public var text: String {
    let last = suite.firstSeed &+ UInt64(suite.walks - 1)
    let heading =
      "\(suite.lab.id): \(suite.walks) walks, seeds \(suite.firstSeed) to \(last), over \(Report.grouped(UInt64(branches))) "
      + "branches; digest \(digest)\n"
    guard let failure else {
      return heading + "  \(Report.grouped(UInt64(moments))) moments, each the same as in a straight run to it\n"
    }
    let steps = failure.steps.enumerated().map { "    \($0.offset + 1). \($0.element)\n" }.joined()
    return heading + "! \(failures) of \(suite.walks) walks failed, the first one with seed \(failure.seed) at step "
      + "\(failure.steps.count)\n  \(failure.complaint)\n\(steps)"
      + "  repeat  squall check \(suite.lab.id) --walks 1 --seed \(failure.seed)\n"
  }
}
