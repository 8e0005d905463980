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

  /// How many events are let happen between two reports of progress: some ten milliseconds' worth.
  private static let eventsPerSlice = 100_000

  /// A run; it needs some time, and all inputs must come within it.
  public init(_ script: Script, seed: UInt64, until: Instant) throws(BadInput) {
    let end = (until - .start).text
    guard until > .start else { throw BadInput("a run needs some time, not \(end)") }
    if let late = script.inputs.last, late.at > until {
      throw BadInput("\(late.text(for: script.lab)) comes after the end of the run at \(end)")
    }
    self.script = script
    self.seed = seed
    self.until = until
  }

  /// A run of which it is known that it can be.
  init(unchecked script: Script, seed: UInt64, until: Instant) {
    self.script = script
    self.seed = seed
    self.until = until
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
    for input in script.inputs {
      HeadlessRun.advance(&run, until: input.at, progress)
      input.change.apply(to: &run)
    }
    HeadlessRun.advance(&run, until: until, progress)
    return run
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
