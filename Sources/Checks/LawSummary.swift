import Engine
import LabKit
import Runs

/// How one law stands over all runs of a law suite.
public struct LawSummary: Sendable {
  /// Name, kind and claim.
  public let declaration: LawDeclaration
  /// How it stands: pending when no run put it to the test, or none could reach it.
  public let verdict: Verdict
  /// In how many runs it was put to the test; of a sometimes-law, how many could reach it.
  public let testedRuns: Int
  /// In how many of them it was broken; of a sometimes-law, reached.
  public let hitRuns: Int
  /// How often it was put to the test in all runs.
  public let checks: UInt64
  /// The violation with the lowest number of its run.
  public let violation: Violation?

  /// Whether it counts against the lab: a law was violated, or it was reached or put to the test in fewer runs than luck
  /// can explain.
  public let fails: Bool
  /// How many runs of the suite it takes at least to say so of a law that was not reached, or not put to the test; nil
  /// where it is said already, or held.
  public let runsToTell: Int?

  /// A law that was broken.
  public struct Violation: Sendable {
    /// The run that repeats it.
    public let run: HeadlessRun
    /// When, after how many events, and what was seen.
    public let at: Instant, events: Int, detail: String
  }

  init(_ suite: LawSuite, law: Int, _ outcomes: [Trial.Outcome]) {
    let declaration = suite.lab.laws[law]
    let tested = outcomes.indices.filter { LawSummary.isTested(declaration, law, outcomes[$0]) }
    let hit = tested.filter { LawSummary.isHit(declaration, law, outcomes[$0]) }
    self.declaration = declaration
    checks = outcomes.reduce(0) { $0 + $1.laws[law].checks }
    testedRuns = tested.count
    hitRuns = hit.count
    if tested.isEmpty {
      verdict = .pending
    } else if declaration.kind == .sometimes {
      verdict = hit.count >= RareCase.needed(of: tested.count) ? .held : .notReached
    } else {
      verdict = hit.isEmpty ? .held : .violated
    }
    (fails, runsToTell) = LawSummary.judged(verdict, hits: hit.count, tested: tested.count, of: suite.runs)
    violation =
      declaration.kind == .sometimes
      ? nil : hit.first.map { LawSummary.violation(suite.trial($0), outcomes[$0], law) }
  }

  private static func judged(_ verdict: Verdict, hits: Int, tested: Int, of runs: Int) -> (Bool, Int?) {
    // A law that no run puts to the test is as rare as a case that no run comes to.
    let eligible = verdict == .pending ? runs : tested
    switch verdict {
    case .held: return (false, nil)
    case .violated: return (true, nil)
    case .notReached, .pending:
      if RareCase.isMissed(hits: hits, of: eligible) { return (true, nil) }
      // Of a suite's runs only some can reach a law.
      let share = Double(runs) / Double(eligible)
      return (false, Int((Double(RareCase.runsToMiss(hits: hits)) * share).rounded(.up)))
    }
  }

  private static func isTested(_ declaration: LawDeclaration, _ law: Int, _ outcome: Trial.Outcome) -> Bool {
    if isHit(declaration, law, outcome) { return true }
    // Of a sometimes-law; a run that reached it could, whatever the lab says.
    return declaration.kind == .sometimes ? outcome.couldReach[law] : outcome.laws[law].checks > 0
  }

  private static func isHit(_ declaration: LawDeclaration, _ law: Int, _ outcome: Trial.Outcome) -> Bool {
    outcome.laws[law].hits > 0 || isStuck(declaration, outcome)
  }

  /// Whether an eventually-law could not be judged because the world did not drain, which breaks it.
  private static func isStuck(_ law: LawDeclaration, _ outcome: Trial.Outcome) -> Bool {
    law.kind == .eventually && !outcome.isDrained
  }

  private static func violation(_ trial: Trial, _ outcome: Trial.Outcome, _ law: Int) -> Violation {
    let run = trial.run(until: outcome.end)
    if let first = outcome.laws[law].first {
      return Violation(run: run, at: first.at, events: first.events, detail: first.detail)
    }
    return Violation(
      run: run, at: outcome.end, events: outcome.events,
      detail: "the world has not drained \(run.script.lab.drainsWithin.text) after everything was healed")
  }
}
