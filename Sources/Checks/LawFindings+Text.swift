import Engine
import LabKit
import Runs

extension LawFindings {
  /// The verdicts, for every violated law the run that repeats its first violation, and for every promise the one that
  /// repeats its break.
  public var text: String {
    let violations = tallies.compactMap { tally in tally.violation.map { LawFindings.lines(tally, $0) } }
    let kept =
      promises.isEmpty ? [] : ["Promises, with what keeps them off and on"] + rows(promises.map { $0.row(suite.lab) })
    let examples = promises.flatMap { $0.examples(suite.lab) }
    let sections = [[heading], verdicts] + violations + [kept, examples].filter { !$0.isEmpty } + [[summary]]
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var heading: String {
    let last = suite.firstSeed &+ UInt64(suite.runs - 1)
    return
      "\(suite.lab.id): \(suite.runs) runs, seeds \(suite.firstSeed) to \(last), \(suite.span.text) of chance each, "
      + "then at most \(suite.lab.drainsWithin.text) to drain"
  }

  private var verdicts: [String] {
    TextTable(
      tallies.map { tally in
        [
          (tally.fails ? "! " : tally.runsToTell == nil ? "  " : "? ") + tally.verdict.rawValue,
          tally.declaration.kind.rawValue,
          tally.declaration.name, LawFindings.reason(tally),
        ]
      }, leftColumns: 4
    ).lines
  }

  private func rows(_ cells: [[String]]) -> [String] { TextTable(cells, leftColumns: cells[0].count).lines }

  private static func reason(_ tally: LawSummary) -> String {
    let more = tally.runsToTell.map { "; that may be luck: it needs \($0) seeds" } ?? ""
    switch (tally.declaration.kind, tally.verdict) {
    case (.sometimes, .pending): return "no run could reach it" + more
    case (_, .pending): return "never put to the test" + more
    case (.sometimes, _):
      let needed = RareCase.needed(of: tally.testedRuns)
      return "reached in \(tally.hitRuns) of \(tally.testedRuns) runs that could, \(needed) needed" + more
    case (_, .violated): return "broken in \(tally.hitRuns) of \(tally.testedRuns) runs"
    default: return "in \(tally.testedRuns) runs, checked \(Report.grouped(tally.checks)) times"
    }
  }

  private static func lines(_ tally: LawSummary, _ violation: LawSummary.Violation) -> [String] {
    let run = violation.run
    let lab = run.script.lab
    let knobs = lab.knobs.indices.filter { run.script.knobs[$0] != lab.defaults[$0] }
      .map { "\(lab.knobs[$0].key)=\(lab.knobs[$0].text(run.script.knobs[$0]))" }
    let detail = violation.detail.isEmpty ? "" : ": \(violation.detail)"
    return [
      "\(tally.declaration.name) is violated with seed \(run.seed)", "  claim   \(tally.declaration.claim)",
      "  first   at \((violation.at - .start).text), after \(Report.grouped(UInt64(violation.events))) events\(detail)",
      "  knobs   \(knobs.isEmpty ? "as they begin" : knobs.joined(separator: " "))",
    ]
      + run.script.inputs.enumerated().map { ($0 == 0 ? "  inputs  " : "          ") + $1.text(for: lab) }
      + ["  repeat  \(run.command)"]
  }

  private var summary: String {
    let held = tallies.filter { $0.verdict == .held }.count
    let open = tallies.compactMap(\.runsToTell).max().map { "; what is marked ? needs --seeds \($0)" } ?? ""
    let good = promises.filter { !$0.fails }.count
    let kept = promises.isEmpty ? "" : ", \(good) of \(promises.count) promises are what they say"
    return
      "\(held) of \(tallies.count) laws hold\(kept)\(open); \(Report.grouped(UInt64(events))) events, digest \(digest)"
  }
}
