import Engine
import LabKit
import Runs

extension LawFindings {
  /// Everything, for programs. Times are in seconds.
  public var json: String { value.written() }

  private var value: JSONValue {
    .object([
      ("lab", .text(suite.lab.id)), ("firstSeed", .number(String(suite.firstSeed))),
      ("runs", .number(String(suite.runs))), ("for", .number(suite.span.seconds.figure)),
      ("events", .number(String(events))), ("digest", .text(digest.description)), ("clean", .flag(isClean)),
      ("laws", .list(tallies.map(LawFindings.json))),
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
