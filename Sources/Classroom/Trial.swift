import Engine
import LabKit

/// One run of the law suite.
struct Trial: Sendable {
  /// The run: things happen, everything is healed, the world drains.
  let run: HeadlessRun
  private let healed: Instant

  /// What became of it.
  struct Outcome: Sendable {
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
    healed = .start + span
    // It cannot be refused: it takes at least a second, and the last input is the healing.
    run = try! HeadlessRun(
      Script(trialOf: lab, seed: seed, lasting: span), seed: seed, until: healed + lab.drainsWithin)
  }

  func outcome() -> Outcome {
    let played = run.play()
    let snapshot = played.snapshot
    return Outcome(
      events: snapshot.processed, digest: snapshot.digest, laws: snapshot.laws,
      couldReach: run.script.lab.laws.indices.map { run.script.canReach($0, before: healed) },
      isDrained: played.isDrained)
  }
}
