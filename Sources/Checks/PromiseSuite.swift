import Engine
import LabKit
import Runs

/// Runs that show what the promises of a lab are worth: each is broken with its pattern off under the fault that the lab
/// names, and never with the settings that the lab begins with, whatever it is made against.
struct PromiseSuite: Sendable {
  let lab: LabEntry
  let firstSeed: UInt64
  /// How many seeds each case is played with.
  let runs: Int

  /// What is played.
  enum Case: Sendable {
    /// The pattern of a promise, by its position, is off; or, to compare, on under the same conditions and fault.
    case off(promise: Int, PromiseBreak), likewiseOn(promise: Int, PromiseBreak)
    /// Everything is as the lab begins, and this fault is injected; none where things are done that are done once.
    case on(fault: Int?)
  }

  /// Within which time a promise is broken without its pattern.
  static let span = Interval.seconds(60)
  /// When things begin to happen; how often something is done that is done once, and after which pauses; and how long a
  /// fault lasts against which the promise is not made.
  private static let begin = Instant.start + .seconds(5), times = 4, pause = Interval.seconds(5)
  private static let outage = Interval.seconds(2)
  /// With the pattern on: until when faults come and go, and how long it then is looked at what remains, with no
  /// arrivals: there are promises about half a minute of rest.
  private static let disturbed = Interval.seconds(25), rest = Interval.seconds(40)

  /// Every case, of a lab that promises something.
  var cases: [Case] {
    guard !lab.promises.isEmpty else { return [] }
    let faults = lab.actions.indices.filter { lab.actions[$0].declaration.kind == .fault }
    let off = lab.promises.indices.flatMap { promise in
      lab.promises[promise].off.map { [Case.off(promise: promise, $0), .likewiseOn(promise: promise, $0)] } ?? []
    }
    return off + [.on(fault: nil)] + faults.map { .on(fault: $0) }
  }

  /// How many runs it takes.
  var count: Int { cases.count * runs }

  func seed(_ number: Int) -> UInt64 { firstSeed &+ UInt64(number) }

  /// The run of a case with the seed of this number.
  func run(_ one: Case, _ number: Int) -> HeadlessRun {
    let seed = seed(number)
    switch one {
    case .off(let promise, let off), .likewiseOn(let promise, let off):
      let isOn = if case .likewiseOn = one { true } else { false }
      let script = Script(lab, knobs: lab.knobs(off, isOn: isOn), inputs: inputs(breaking: promise, off))
      return try! HeadlessRun(script, seed: seed, until: .start + Self.span)
    case .on(let fault):
      let end = Instant.start + Self.disturbed
      let chance = TrialChance(seed: seed, span: Self.disturbed)
      // One thing at a time: who closes a breaker by hand in an outage has taken the pattern off.
      let once = fault == nil ? lab.actions.indices.filter { lab.actions[$0].declaration.kind == .once } : []
      let inputs = chance.deeds(once) + (fault.map { chance.outage(of: $0, from: Self.begin) } ?? [])
      let script = Script(lab, inputs: inputs + Script.drain(lab, lab.defaults, at: end))
      return try! HeadlessRun(script, seed: seed, until: end + Self.rest)
    }
  }

  /// A fault stays, but where the promise is not made while it is there: then it is healed again, and what remains of it
  /// counts. What is done once is done again and again.
  private func inputs(breaking promise: Int, _ off: PromiseBreak) -> [TimedInput] {
    guard let action = off.action else { return [] }
    guard lab.actions[action].declaration.kind == .fault else {
      return (0..<Self.times).map { TimedInput(at: Self.begin + Self.pause * Double($0), .act(action)) }
    }
    let injected = TimedInput(at: Self.begin, .act(action))
    let isExcepted = lab.promises[promise].exceptions.contains(action)
    return isExcepted ? [injected, TimedInput(at: Self.begin + Self.outage, .heal(action))] : [injected]
  }

  /// Plays a case with the seed of a number; without the pattern only until the promise is broken.
  func outcome(_ one: Case, _ number: Int) -> [PromiseLine] {
    let run = run(one, number)
    guard case .off(let promise, _) = one else { return run.playUnjudged().snapshot.promises }
    return run.play(until: { $0.promises[promise].breaks > 0 }, every: .seconds(1)).snapshot.promises
  }
}

extension PromiseSuite {
  /// Plays all of it; see `LawSuite.findings`.
  func summaries(jobs: Int, progress: @Sendable (Int) -> Void) -> [PromiseSummary] {
    let cases = cases
    guard !cases.isEmpty else { return [] }
    let lines = inParallel(jobs: jobs, count: count, progress: progress) { outcome(cases[$0 / runs], $0 % runs) }
    let played = lines.enumerated().map { (one: cases[$0 / runs], number: $0 % runs, lines: $1) }
    return lab.promises.indices.map { PromiseSummary(self, $0, played) }
  }
}
