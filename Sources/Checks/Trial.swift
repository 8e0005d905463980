import Engine
import LabKit
import Runs

/// One run of the law suite: things happen by chance, everything is healed, the world drains.
struct Trial: Sendable {
  private let script: Script
  private let seed: UInt64
  private let healed: Instant

  /// What became of it.
  struct Outcome: Sendable {
    /// When it ended: drained, or at the latest moment for that.
    let end: Instant
    let events: Int
    let digest: Digest
    /// How every law stands, in the order of the lab's laws.
    let laws: [LawLine]
    /// Whether the run could reach each law, in the same order.
    let couldReach: [Bool]
    /// Whether the world drained in the time that the lab says it needs.
    let isDrained: Bool
  }

  init(_ lab: LabEntry, seed: UInt64, span: Interval) {
    script = Script(trialOf: lab, seed: seed, lasting: span)
    self.seed = seed
    healed = .start + span
  }

  /// The trial as a run that ends at some moment after the healing.
  func run(until end: Instant) -> HeadlessRun {
    // It cannot be refused: it takes at least a second, and its last input is the healing.
    try! HeadlessRun(script, seed: seed, until: end)
  }

  /// Plays it; looks once a virtual second whether the world has drained, so that a generous bound costs nothing.
  func outcome() -> Outcome {
    let run = run(until: healed)
    let deadline = healed + script.lab.drainsWithin
    var played = run.playUnjudged()
    while !played.isDrained, played.now < deadline {
      _ = played.advance(until: min(played.now + .seconds(1), deadline), limit: .max)
    }
    played.judgeIfQuiet()
    let snapshot = played.snapshot
    return Outcome(
      end: snapshot.now, events: snapshot.processed, digest: snapshot.digest, laws: snapshot.laws,
      couldReach: script.lab.laws.indices.map { script.canReach($0, before: healed) },
      isDrained: played.isDrained)
  }
}
