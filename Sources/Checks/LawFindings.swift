import Engine
import LabKit
import Runs

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
  /// How each promise stands, in the order of the lab's promises.
  public let promises: [PromiseSummary]

  init(_ suite: LawSuite, _ outcomes: [Trial.Outcome], _ promises: [PromiseSummary]) {
    (self.suite, self.promises) = (suite, promises)
    events = outcomes.reduce(0) { $0 + $1.events }
    digest = outcomes.reduce(into: Digest(seed: suite.firstSeed)) { $0.add(.start, $1.digest.value) }
    tallies = suite.lab.laws.indices.map { LawSummary(suite, law: $0, outcomes) }
  }

  /// Whether no law was violated, none was reached or put to the test in fewer runs than luck can explain, and every
  /// promise is broken without its pattern and never with it.
  public var isClean: Bool { !tallies.contains(where: \.fails) && !promises.contains(where: \.fails) }
}

extension LawFindings {
  /// Everything, for programs. Times are in seconds.
  public var json: String { value.written() }

  private var value: JSONValue {
    .object([
      ("lab", .text(suite.lab.id)), ("firstSeed", .number(String(suite.firstSeed))),
      ("runs", .number(String(suite.runs))), ("for", .number(suite.span.seconds.figure)),
      ("events", .number(String(events))), ("digest", .text(digest.description)), ("clean", .flag(isClean)),
      ("laws", .list(tallies.map(LawFindings.json))), ("promises", .list(promises.map { $0.json(suite.lab) })),
    ])
  }

  /// `seedsNeeded` is how many it takes to say that a law is not reached, or not put to the test, and that this is not
  /// luck; null where it is said.
  private static func json(_ tally: LawSummary) -> JSONValue {
    .object([
      ("name", .text(tally.declaration.name)), ("kind", .text(tally.declaration.kind.rawValue)),
      ("verdict", .text(tally.verdict.rawValue)), ("fails", .flag(tally.fails)),
      ("testedRuns", .number(String(tally.testedRuns))), ("hitRuns", .number(String(tally.hitRuns))),
      ("checks", .number(String(tally.checks))),
      ("seedsNeeded", tally.runsToTell.map { .number(String($0)) } ?? .null),
      ("claim", .text(tally.declaration.claim)), ("violation", tally.violation.map(json) ?? .null),
    ])
  }

  private static func json(_ violation: LawSummary.Violation) -> JSONValue {
    .object([
      ("seed", .number(String(violation.run.seed))), ("at", .number(violation.at.seconds.figure)),
      ("events", .number(String(violation.events))), ("detail", .text(violation.detail)),
      ("repeat", .text(violation.run.command)),
    ])
  }
}
