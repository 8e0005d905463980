import Engine
import LabKit

/// What a law suite found out about each law.
public struct LawFindings: Sendable {
  /// The suite.
  public let suite: LawSuite
  /// How many events there were in all runs.
  public let events: Int
  /// The digests of all runs, folded in the order of their seeds.
  public let digest: Digest
  /// How each law stands over all runs, in the order of the lab's laws.
  public let tallies: [LawSummary]

  init(_ suite: LawSuite, _ outcomes: [Trial.Outcome]) {
    self.suite = suite
    events = outcomes.reduce(0) { $0 + $1.events }
    digest = outcomes.reduce(into: Digest(seed: suite.firstSeed)) { $0.add(.start, $1.digest.value) }
    tallies = suite.lab.laws.indices.map { LawSummary(suite, law: $0, outcomes) }
  }

  /// Whether no law was violated, and none was reached or put to the test in fewer runs than luck can explain.
  public var isClean: Bool { !tallies.contains(where: \.fails) }
}
