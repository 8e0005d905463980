import Engine
import Grid
import LabKit

/// A run of one lab: its timeline, and what the keys have made of the knobs and faults.
struct TypedRun<L: Lab>: LabRun {
  let entry: LabEntry
  var timeline: Timeline<Simulation<L>>
  private let firstKnobs: L.Knobs
  private var controls: Controls<L>
  private var besideControls: Controls<L>?

  init(entry: LabEntry, seed: UInt64, knobs: L.Knobs, eventsPerCheckpoint: Int) {
    self.entry = entry
    controls = Controls(knobs)
    firstKnobs = knobs
    timeline = Timeline(Simulation(seed: seed, knobs: knobs), eventsPerCheckpoint: eventsPerCheckpoint)
  }

  var seed: UInt64 { timeline.present.context.seed }
  var now: Instant { timeline.present.context.now }
  var processed: Int { timeline.present.context.processed }
  var digest: Digest { timeline.present.context.digest }
  var isDrained: Bool { timeline.present.model.isDrained }

  var snapshot: any LabSnapshot { TypedSnapshot(entry, timeline.present, controls) }
  var besideSnapshot: (any LabSnapshot)? {
    guard let beside = timeline.beside, let besideControls else { return nil }
    return TypedSnapshot(entry, beside.head.simulation, besideControls)
  }

  var besideOrigin: (any LabSnapshot)? {
    timeline.beside.map { TypedSnapshot(entry, $0.origin, controls) }
  }

  var journal: [(at: Instant, eventsBefore: Int, text: String)] {
    timeline.branch.journal.prefix(timeline.head.inputs).map { ($0.at, $0.eventsBefore, $0.text) }
  }
  func journal(ofBranch branch: Int) -> [(at: Instant, eventsBefore: Int, text: String)] {
    guard timeline.branches.indices.contains(branch) else { return [] }
    return timeline.branches[branch].journal.map { ($0.at, $0.eventsBefore, $0.text) }
  }

  var patience: Patience {
    get { timeline.patience }
    set { timeline.patience = newValue }
  }

  func noteCount(_ notes: NoteStep) -> Int { TypedRun.count(notes, timeline.present) }

  private static func count(_ notes: NoteStep, _ simulation: Simulation<L>) -> Int {
    switch notes {
    case .topics(let topics): simulation.context.notes.count(topics: topics)
    case .level(let level): simulation.context.notes.count(upTo: level)
    }
  }

  mutating func advance(until end: Instant, limit: Int) -> Int {
    move { $0.advance(until: end, limit: limit) }
  }
  mutating func advance(to moment: Moment) { move { $0.advance(to: moment) } }
  mutating func step(notAfter end: Instant) -> Bool { move { $0.step(notAfter: end) } }

  /// Does something to the timeline, and takes over the knobs and faults from the inputs that are behind it now.
  private mutating func move<Result>(_ body: (inout Timeline<Simulation<L>>) -> Result) -> Result {
    let (before, besideBefore) = (timeline.head.past, timeline.beside?.head.past)
    let result = body(&timeline)
    if timeline.head.past != before { controls = controls(of: timeline.head) }
    if timeline.beside?.head.past != besideBefore {
      besideControls = timeline.beside.map { controls(of: $0.head) }
    }
    return result
  }

  private func controls(of head: Head<Simulation<L>>) -> Controls<L> {
    Controls(firstKnobs, after: timeline.branches[head.branch].journal.prefix(head.inputs))
  }
}

private struct Past: Equatable {
  let branch: Int, inputs: Int
}

extension Head {
  /// Which inputs are behind it: so many of its branch.
  fileprivate var past: Past { Past(branch: branch, inputs: inputs) }
}

extension TypedRun {
  mutating func turn(_ knob: Int, to value: Double) {
    if let (input, text) = controls.turning(knob, to: value) { apply(input, text) }
    turnBeside(knob, to: value)
  }

  mutating func turnBeside(_ knob: Int, to value: Double) {
    if let (input, text) = besideControls?.turning(knob, to: value) { applyBeside(input, text) }
  }

  mutating func act(_ action: Int, isOn: Bool) {
    if let action = TypedRun.action(at: action) { act(action, isOn) }
  }

  /// The action at a position; nil where there is none.
  private static func action(at position: Int) -> L.Action? {
    let all = Array(L.Action.allCases)
    return all.indices.contains(position) ? all[position] : nil
  }

  private mutating func act(_ action: L.Action, _ isOn: Bool) {
    if let (input, text) = controls.acting(action, isOn) { apply(input, text) }
    actBeside(action, isOn)
  }

  mutating func actBeside(_ action: Int, isOn: Bool) {
    if let action = TypedRun.action(at: action) { actBeside(action, isOn) }
  }

  private mutating func actBeside(_ action: L.Action, _ isOn: Bool) {
    if let (input, text) = besideControls?.acting(action, isOn) { applyBeside(input, text) }
  }

  mutating func healEverything() {
    let injected = L.Action.allCases.filter {
      controls.faults.contains($0) || besideControls?.faults.contains($0) == true
    }
    for fault in injected { act(fault, false) }
  }

  private mutating func apply(_ input: Input<L>, _ text: String) {
    timeline.apply(input, text)
    controls.take(input)
  }

  private mutating func applyBeside(_ input: Input<L>, _ text: String) {
    timeline.applyBeside(input, text)
    besideControls?.take(input)
  }

  mutating func beginMeasuring() {
    timeline.change { $0.context.readings.beginMeasuring(at: $0.context.now) }
  }

  mutating func judge() {
    timeline.change { simulation in
      for law in L.Law.allCases where law.declaration.kind == .eventually {
        if let isTrue = simulation.model.judge(law, simulation.context) {
          simulation.context.check(law, isTrue)
        }
      }
    }
  }

  mutating func takeRecording() -> RunRecording {
    var taken: Recording<L>?
    timeline.change {
      taken = $0.context.recording
      $0.context.recording = Recording()
    }
    let recording = taken ?? Recording()
    return RunRecording(
      notes: recording.notes.map { NoteLine($0, of: L.self) },
      spans: recording.spans.map {
        SpanLine(
          name: $0.span.name, trace: $0.span.trace, outcome: $0.span.outcome, began: $0.began, ended: $0.ended
        )
      })
  }
}

extension TypedRun {
  var map: RunMap { RunMap(timeline) }

  mutating func go(to moment: Moment) { move { $0.go(to: moment) } }
  mutating func go(to at: Instant) { move { $0.go(to: at) } }
  mutating func go(toBranch branch: Int, at moment: Moment?) {
    move { $0.go(toBranch: branch, at: moment) }
  }

  func lastMoment(of notes: NoteStep) -> Moment? { timeline.lastRise { TypedRun.count(notes, $0) } }

  mutating func bookmark(_ name: String) { timeline.bookmark(name) }

  mutating func beginBeside() { move { $0.beginBeside() } }
  mutating func beginBeside(onBranch branch: Int) { move { $0.beginBeside(onBranch: branch) } }
  mutating func endBeside() { move { $0.endBeside() } }
  mutating func swapWithBeside() { move { $0.swapWithBeside() } }
}
