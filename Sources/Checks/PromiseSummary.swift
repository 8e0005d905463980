import Engine
import LabKit
import Runs

/// How one promise stands over all runs of a suite.
public struct PromiseSummary: Sendable {
  /// Name and sentence.
  public let declaration: PromiseDeclaration
  /// With the pattern off, under the fault that the lab names; nil where the lab names none.
  public let off: Tally?
  /// With the pattern on: under the same conditions and fault, and with the settings that the lab begins with under each
  /// fault that it is made against.
  public let on: Tally

  /// In how many runs it was broken.
  public struct Tally: Sendable {
    /// Of how many, and in how many of them.
    public let runs: Int, broken: Int
    /// The break in the run with the lowest number.
    public let first: Break?
  }

  /// A promise that was broken.
  public struct Break: Sendable {
    /// The run that repeats it.
    public let run: HeadlessRun
    /// When, and what was wrong.
    public let at: Instant, detail: String
  }

  /// Whether it counts against the lab: it can be kept without its pattern, or is broken with it. Where the lab names no
  /// pattern, as a file need not, there is nothing to be held against it.
  public var fails: Bool { off.map { $0.broken < $0.runs || on.broken > 0 } ?? false }

  init(_ suite: PromiseSuite, _ promise: Int, _ played: [(one: PromiseSuite.Case, number: Int, lines: [PromiseLine])]) {
    declaration = suite.lab.promises[promise]
    let exceptions = declaration.exceptions, startsOff = declaration.off?.on.isEmpty == false
    func tally(_ isMeant: (PromiseSuite.Case) -> Bool) -> Tally {
      let meant = played.filter { isMeant($0.one) }
      let broken = meant.filter { $0.lines[promise].breaks > 0 }
      let first = broken.first.map {
        Break(
          run: suite.run($0.one, $0.number), at: $0.lines[promise].first!.at, detail: $0.lines[promise].first!.detail)
      }
      return Tally(runs: meant.count, broken: broken.count, first: first)
    }
    off =
      declaration.off == nil ? nil : tally { if case .off(promise, _) = $0 { true } else { false } }
    on = tally { one in
      switch one {
      case .off: false
      case .likewiseOn(let other, _): other == promise
      // A lab that begins without the pattern promises nothing as it begins.
      case .on where startsOff: false
      case .on(let fault): fault.map { !exceptions.contains($0) } ?? true
      }
    }
  }
}

extension PromiseSummary {
  /// For programs. Times are in seconds.
  func json(_ lab: LabEntry) -> JSONValue {
    .object([
      ("name", .text(declaration.name)), ("fails", .flag(fails)), ("promise", .text(declaration.sentence)),
      ("brokenWith", declaration.off.map { .text(lab.words($0)) } ?? .null), ("off", off.map(Self.json) ?? .null),
      ("notUnder", .list(declaration.exceptions.map { .text(lab.actions[$0].id) })), ("on", Self.json(on)),
    ])
  }

  private static func json(_ tally: Tally) -> JSONValue {
    let first = tally.first.map { first in
      JSONValue.object([
        ("seed", .number(String(first.run.seed))), ("at", .number(first.at.seconds.figure)),
        ("detail", .text(first.detail)), ("repeat", .text(first.run.command)),
      ])
    }
    return .object([
      ("runs", .number(String(tally.runs))), ("brokenRuns", .number(String(tally.broken))), ("first", first ?? .null),
    ])
  }

  /// The sign of how it stands, its name, and what was found.
  func row(_ lab: LabEntry) -> [String] {
    let without = off.map { "broken with \(lab.words(declaration.off!)) in \($0.broken) of \($0.runs) runs" }
    let with =
      on.broken == 0 ? "kept in all \(on.runs) runs with it" : "broken in \(on.broken) of \(on.runs) runs with it"
    return [
      (fails ? "! " : off == nil ? "? " : "  ") + (on.broken > 0 ? "broken" : "kept"), declaration.name,
      "\(without ?? "nothing says how it is broken"); \(with)",
    ]
  }

  /// The runs that repeat its first break with the pattern off, and with it on.
  func examples(_ lab: LabEntry) -> [String] {
    [(off?.first, "with \(declaration.off.map(lab.words) ?? "")"), (on.first, "with its pattern on")].flatMap {
      (first: Break?, how: String) -> [String] in
      guard let first else { return [] }
      let detail = first.detail.isEmpty ? "" : ": \(first.detail)"
      return [
        "\(declaration.name) is broken \(how), seed \(first.run.seed), at \((first.at - .start).text)\(detail)",
        "  repeat  \(first.run.command)",
      ]
    }
  }
}
