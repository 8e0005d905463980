import Engine
import LabKit

/// The story in the file of a system: a twin, what is done when, and how the promises stand at the end.
public struct SystemStory: Sendable {
  /// Something that is done, as a key does it.
  public struct Input: Sendable {
    /// When.
    public let at: Instant
    /// The position of the fault or action; nil for all faults together.
    let action: Int?
    let isOn: Bool
  }

  /// What is different in the twin, by the positions of knobs.
  public let twin: [(knob: Int, value: Double)]
  /// What is done, in the order of time.
  public let inputs: [Input]
  /// When it ends.
  public let end: Instant
  /// Whether promises are broken at the end, in the run and in its twin; nil where nothing is said.
  public let isBroken: Bool?, isTwinBroken: Bool?
  private let lab: LabEntry

  init(_ tale: Blueprint.Tale, of lab: LabEntry) {
    self.lab = lab
    twin = tale.twin
    inputs = tale.inputs.map { seconds, text in
      let isHealing = text.hasPrefix("heal:"), name = isHealing ? String(text.dropFirst(5)) : text
      let action = lab.actions.firstIndex { $0.id == name }
      return Input(at: .start + .seconds(seconds), action: action, isOn: !isHealing)
    }
    end = .start + .seconds(tale.end)
    (isBroken, isTwinBroken) = (tale.isBroken, tale.isTwinBroken)
  }

  /// How a run of it ended.
  public struct Outcome: Sendable {
    /// The promises that were broken at the end, in the file's words.
    public let broken: [String]
    /// The laws that did not hold, which is a fault of the program.
    public let violated: [String]

    /// Whether a promise was broken, in a word.
    public var text: String { broken.isEmpty ? "kept" : "broken" }
  }

  /// Plays it to its end.
  public func outcome(seed: UInt64, ofTwin isTwin: Bool) -> Outcome {
    var run = lab.start(seed, nil, false)
    if isTwin { for (knob, value) in twin { run.turn(knob, to: value) } }
    for input in inputs {
      _ = run.advance(until: input.at, limit: .max)
      if let action = input.action { run.act(action, isOn: input.isOn) } else { run.healEverything() }
    }
    _ = run.advance(until: end, limit: .max)
    let snapshot = run.snapshot
    return Outcome(
      broken: snapshot.promises.filter { $0.verdict == .broken }.map(\.declaration.sentence),
      violated: snapshot.laws.filter { $0.verdict == .violated }.map(\.declaration.name))
  }

  /// Whether an outcome is what the file expects.
  public func expects(_ outcome: Outcome, ofTwin isTwin: Bool) -> Bool {
    let expected = isTwin ? isTwinBroken : isBroken
    return outcome.violated.isEmpty && expected.map { $0 == !outcome.broken.isEmpty } ?? true
  }
}
