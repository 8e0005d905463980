import Engine
import Grid

/// A run of one lab: its timeline, and what the keys have made of its knobs and faults.
struct TypedRun<L: Lab>: LabRun {
  let entry: LabEntry
  private var timeline: Timeline<L>
  private var knobs: L.Knobs { didSet { knobValues = knobs.values } }
  private var faults: [L.Action] = [] { didSet { faultPositions = TypedRun.positions(faults) } }
  // Worked out when they change and not for each of thirty snapshots a second: key paths are slow.
  private var knobValues: [Double]
  private var faultPositions: [Int] = []

  init(entry: LabEntry, seed: UInt64, knobs: L.Knobs, keepsCheckpoints: Bool) {
    self.entry = entry
    self.knobs = knobs
    knobValues = knobs.values
    timeline = Timeline(seed: seed, knobs: knobs, eventsPerCheckpoint: keepsCheckpoints ? 20_000 : .max)
  }

  var seed: UInt64 { timeline.seed }
  var now: Instant { timeline.present.context.now }
  var processed: Int { timeline.present.context.processed }
  var digest: Digest { timeline.present.context.digest }
  var isDrained: Bool { timeline.present.model.isDrained }
  var snapshot: any LabSnapshot {
    TypedSnapshot(
      entry: entry, view: LabView(simulation: timeline.present, knobs: knobs, faults: faults),
      knobs: knobValues,
      faults: faultPositions)
  }

  private static func positions(_ faults: [L.Action]) -> [Int] {
    L.Action.allCases.enumerated().filter { faults.contains($0.element) }.map(\.offset)
  }

  var journal: [(at: Instant, eventsBefore: Int, text: String)] {
    timeline.journal.map { ($0.at, $0.eventsBefore, $0.text) }
  }

  func noteCount(topics: [Int]) -> Int { timeline.present.context.notes.count(topics: topics) }

  mutating func advance(until end: Instant, limit: Int) -> Int { timeline.advance(until: end, limit: limit) }

  mutating func turn(_ knob: Int, to value: Double) {
    let knob = L.Knobs.fields[knob]
    let value = knob.field.fitted(value)
    guard knob.value(knobs) != value else { return }
    knob.set(&knobs, value)
    timeline.apply(.turn(knobs), "\(knob.field.key)=\(knob.field.text(value))")
  }

  mutating func act(_ action: Int, isOn: Bool) { act(Array(L.Action.allCases)[action], isOn) }

  private mutating func act(_ action: L.Action, _ isOn: Bool) {
    if action.declaration.kind == .fault {
      guard faults.contains(action) != isOn else { return }
      faults = L.Action.allCases.filter { $0 == action ? isOn : faults.contains($0) }
    }
    timeline.apply(.act(action, isOn: isOn), (isOn ? "" : "heal:") + action.rawValue)
  }

  mutating func healEverything() {
    for fault in faults { act(fault, false) }
  }

  mutating func judge() {
    timeline.judge()
  }

  func replayed(to at: Instant, events: Int) -> any LabRun {
    var copy = self
    let inputs = copy.timeline.rewind(to: at, events: events)
    // What the keys had made of knobs and faults by then follows from the inputs that are left.
    copy.knobs = timeline.knobs
    copy.faults = []
    for entry in inputs {
      switch entry.input {
      case .turn(let knobs): copy.knobs = knobs
      case .act(let action, let isOn) where action.declaration.kind == .fault:
        copy.faults = L.Action.allCases.filter { $0 == action ? isOn : copy.faults.contains($0) }
      case .act: break
      }
    }
    return copy
  }
}

extension Timeline where M: Lab {
  mutating func judge() {
    change { simulation in
      for law in M.Law.allCases where law.declaration.kind == .eventually {
        if let isTrue = simulation.model.judge(law, simulation.context) {
          simulation.context.check(law, isTrue)
        }
      }
    }
  }
}
