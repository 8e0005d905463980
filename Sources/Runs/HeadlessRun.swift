import Diagnostics
import Engine
import LabKit

/// A run without a terminal, as fast as it can.
public struct HeadlessRun: Sendable {
  /// The lab, its knobs at the start and what is done to it.
  public let script: Script
  /// The seed.
  public let seed: UInt64
  /// The virtual time at which it ends.
  public let until: Instant
  /// Where measuring begins: what comes before it is the warm-up, and in no figure of a meter.
  public let measureFrom: Instant

  /// How many events are let happen between two reports of progress: some ten milliseconds' worth.
  private static let eventsPerSlice = 100_000

  /// A run; it needs some time, some of it to measure, and all inputs must come within it.
  public init(_ script: Script, seed: UInt64, until: Instant, measureFrom: Instant = .start) throws(BadInput) {
    let end = (until - .start).text
    guard until > .start else { throw BadInput("a run needs some time, not \(end)") }
    if let late = script.inputs.last, late.at > until {
      throw BadInput("\(late.text(for: script.lab)) comes after the end of the run at \(end)")
    }
    guard measureFrom < until else {
      throw BadInput("measured from \((measureFrom - .start).text) on, nothing is left of a run that ends at \(end)")
    }
    self.script = script
    self.seed = seed
    self.until = until
    self.measureFrom = measureFrom
  }

  /// A run of which it is known that it can be.
  init(unchecked script: Script, seed: UInt64, until: Instant, measureFrom: Instant) {
    self.script = script
    self.seed = seed
    self.until = until
    self.measureFrom = measureFrom
  }

  /// Plays the run to its end; `progress` is told the virtual time now and then.
  ///
  /// Where everything is healed and the world has drained, the eventually-laws are judged.
  public func play(progress: (Instant) -> Void = { _ in }) -> any LabRun {
    var run = playUnjudged(progress: progress)
    run.judgeIfQuiet()
    return run
  }

  package func playUnjudged(progress: (Instant) -> Void = { _ in }) -> any LabRun {
    var run = script.lab.start(seed, script.knobs, false)
    let warmUp = script.inputs.prefix { $0.at < measureFrom }
    HeadlessRun.play(warmUp, on: &run, progress)
    if measureFrom > .start {
      HeadlessRun.advance(&run, until: measureFrom, progress)
      run.beginMeasuring()
    }
    HeadlessRun.play(script.inputs.dropFirst(warmUp.count), on: &run, progress)
    HeadlessRun.advance(&run, until: until, progress)
    return run
  }

  /// Plays the run until something is so, which is asked for that often, or to its end.
  package func play(until isSo: (any LabSnapshot) -> Bool, every period: Interval) -> any LabRun {
    var run = script.lab.start(seed, script.knobs, false), inputs = script.inputs[...]
    while run.now < until, !isSo(run.snapshot) {
      let next = min(run.now + period, until)
      let due = inputs.prefix { $0.at <= next }
      HeadlessRun.play(due, on: &run) { _ in }
      inputs = inputs.dropFirst(due.count)
      HeadlessRun.advance(&run, until: next) { _ in }
    }
    return run
  }

  private static func play(_ inputs: ArraySlice<TimedInput>, on run: inout any LabRun, _ progress: (Instant) -> Void) {
    for input in inputs {
      advance(&run, until: input.at, progress)
      input.change.apply(to: &run)
    }
  }

  /// Lets a run go on, and tells how far it is.
  package static func advance(_ run: inout any LabRun, until end: Instant, _ progress: (Instant) -> Void) {
    while run.advance(until: end, limit: eventsPerSlice) == eventsPerSlice { progress(run.now) }
    progress(run.now)
  }

  /// The command that repeats the run.
  public var command: String {
    let options = script.options
    return "squall run \(script.lab.id) --seed \(seed) --for \((until - .start).text)"
      + (measureFrom > .start ? " --measure-from \((measureFrom - .start).text)" : "")
      + (options.isEmpty ? "" : " " + options)
  }
}

extension LabRun {
  /// Judges the eventually-laws if nothing comes in any more, nothing is broken, and nothing is under way.
  package mutating func judgeIfQuiet() {
    let now = snapshot
    let isQuiet =
      now.faults.isEmpty
      && zip(entry.knobs, now.knobs).allSatisfy { $0.whileDraining == nil || $0.whileDraining == $1 }
    if isQuiet, isDrained { judge() }
  }
}
