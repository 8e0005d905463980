import Engine
import LabKit

/// What the keys have made of one world: its knobs and faults.
struct Controls<L: Lab>: Sendable {
  private(set) var knobs: L.Knobs
  private(set) var faults: [L.Action] = []
  // Worked out when they change and not for each of thirty snapshots a second: key paths are slow.
  private(set) var knobValues: [Double]
  private(set) var faultPositions: [Int] = []

  /// Knobs as they are, and nothing broken.
  init(_ knobs: L.Knobs) {
    self.knobs = knobs
    knobValues = knobs.values
  }

  /// Knobs and faults after some inputs.
  init(_ knobs: L.Knobs, after inputs: some Sequence<JournalEntry<Simulation<L>>>) {
    var turned = knobs
    var acts: [Input<L>] = []
    for entry in inputs {
      if case .turn(let knobs) = entry.input { turned = knobs } else { acts.append(entry.input) }
    }
    self.init(turned)
    for act in acts { take(act) }
  }

  /// Takes in what an input does to them.
  mutating func take(_ input: Input<L>) {
    switch input {
    case .turn(let turned):
      knobs = turned
      knobValues = turned.values
    case .act(let action, let isOn):
      guard action.declaration.kind == .fault else { return }
      faults = L.Action.allCases.filter { $0 == action ? isOn : faults.contains($0) }
      faultPositions = L.Action.allCases.enumerated().filter { faults.contains($0.element) }.map(\.offset)
    }
  }

  /// The input that turns a knob, and its line in the journal; nil when the knob stands there already, and where there
  /// is none at this position.
  func turning(_ knob: Int, to value: Double) -> (input: Input<L>, text: String)? {
    guard L.Knobs.allPositions.indices.contains(knob) else { return nil }
    let knob = L.Knobs.allPositions[knob]
    let value = knob.field.fitted(value)
    guard knob.value(knobs) != value else { return nil }
    var turned = knobs
    knob.set(&turned, value)
    return (.turn(turned), "\(knob.field.key)=\(knob.field.text(value))")
  }

  /// The input that injects or heals a fault or does something once, and its line in the journal; nil for a fault
  /// that is injected, or healed, already, and for healing what is done once.
  func acting(_ action: L.Action, _ isOn: Bool) -> (input: Input<L>, text: String)? {
    let canBeHealed = action.declaration.kind == .fault
    guard canBeHealed ? faults.contains(action) != isOn : isOn else { return nil }
    return (.act(action, isOn: isOn), (isOn ? "" : "heal:") + action.rawValue)
  }
}
