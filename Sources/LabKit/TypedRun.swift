import Engine
import Grid

/// A run of one lab.
struct TypedRun<L: Lab>: LabRun {
  let entry: LabEntry
  var timeline: Timeline<Simulation<L>>

  init(entry: LabEntry, _ simulation: Simulation<L>, eventsPerCheckpoint: Int) {
    self.entry = entry
    timeline = Timeline(simulation, eventsPerCheckpoint: eventsPerCheckpoint)
  }

  private var present: Simulation<L> { _read { yield timeline.head.simulation } }
  var seed: UInt64 { present.context.seed }
  var now: Instant { present.now }
  var processed: Int { present.processed }
  var digest: Digest { present.context.digest }
  var isDrained: Bool { present.lab.isDrained }
  /// A story is told by a run that wraps this one.
  var storyline: Storyline? { nil }
  var storyEnd: Instant? { nil }

  var snapshot: any LabSnapshot { TypedSnapshot(entry, present) }
  var twinSnapshot: (any LabSnapshot)? { timeline.twin.map { TypedSnapshot(entry, $0.head.simulation) } }
  var twinOrigin: (any LabSnapshot)? { timeline.twin.map { TypedSnapshot(entry, $0.origin) } }

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

  func noteCount(_ notes: NoteStep) -> Int { TypedRun.count(notes, present) }

  func isBrief(panel: Int) -> Bool {
    let panels = present.context.plan.declaration.card.panels
    guard panels.indices.contains(panel), let isBrief = panels[panel].isBrief else { return false }
    // Asked every virtual millisecond, so nothing is copied for it.
    if isBrief(present.lab, present.context) { return true }
    return timeline.twin.map { isBrief($0.head.simulation.lab, $0.head.simulation.context) } ?? false
  }

  private static func count(_ notes: NoteStep, _ simulation: Simulation<L>) -> Int {
    switch notes {
    case .topics(let topics): simulation.context.notes.count(topics: topics)
    case .level(let level): simulation.context.notes.count(upTo: level)
    }
  }

  mutating func advance(until end: Instant, limit: Int) -> Int { timeline.advance(until: end, limit: limit) }
  mutating func advance(to moment: Moment) { timeline.advance(to: moment) }
  mutating func step(notAfter end: Instant) -> Bool { timeline.step(notAfter: end) }
  mutating func judge() { timeline.change { $0.judge() } }
  mutating func beginMeasuring() { timeline.change { $0.context.readings.beginMeasuring(at: $0.context.now) } }

  mutating func takeRecording() -> RunRecording {
    var taken: Recording<L.Note>?
    timeline.change {
      taken = $0.context.recording
      $0.context.recording = Recording()
    }
    let plan = present.context.plan
    return RunRecording(
      notes: taken?.notes.map { NoteLine($0, plan) } ?? [], spans: Array(taken?.spans ?? []))
  }
}

extension TypedRun {
  mutating func turn(_ knob: Int, to value: Double) {
    if let input = present.turning(knob, to: value) { timeline.apply(input.input, input.text) }
    turnTwin(knob, to: value)
  }

  mutating func turnTwin(_ knob: Int, to value: Double) {
    guard let input = timeline.twin?.head.simulation.turning(knob, to: value) else { return }
    timeline.applyToTwin(input.input, input.text)
  }

  mutating func act(_ action: Int, isOn: Bool) {
    if let input = present.acting(action, isOn) { timeline.apply(input.input, input.text) }
    actOnTwin(action, isOn: isOn)
  }

  mutating func actOnTwin(_ action: Int, isOn: Bool) {
    guard let input = timeline.twin?.head.simulation.acting(action, isOn) else { return }
    timeline.applyToTwin(input.input, input.text)
  }

  mutating func healEverything() {
    let twin = timeline.twin?.head.simulation.context.faults ?? []
    for fault in Set(present.context.faults + twin).sorted() { act(fault, isOn: false) }
  }
}

extension TypedRun {
  var map: RunMap { RunMap(timeline) }

  mutating func go(to moment: Moment) { timeline.go(to: moment) }
  mutating func go(to at: Instant) { timeline.go(to: at) }
  mutating func go(toBranch branch: Int, at moment: Moment?) { timeline.go(toBranch: branch, at: moment) }

  func lastMoment(of notes: NoteStep) -> Moment? { timeline.lastRise { TypedRun.count(notes, $0) } }

  mutating func bookmark(_ name: String) { timeline.bookmark(name) }

  mutating func beginTwin() { timeline.beginTwin() }
  mutating func beginTwin(onBranch branch: Int) { timeline.beginTwin(onBranch: branch) }
  mutating func endTwin() { timeline.endTwin() }
  mutating func swapWithTwin() { timeline.swapWithTwin() }
}

extension Simulation {
  /// The input that turns a knob, and its line in the journal; nil when the knob stands there already, or there is
  /// none at this position.
  func turning(_ knob: Int, to value: Double) -> (input: LabInput, text: String)? {
    let knobs = context.plan.declaration.knobs
    guard knobs.indices.contains(knob) else { return nil }
    let field = knobs[knob].field, value = field.fitted(value)
    guard knobs[knob].value(context.knobs) != value else { return nil }
    return (.turn(knob, to: value), "\(field.key)=\(field.text(value))")
  }

  /// The input that injects or heals a fault or does something once, and its line in the journal; nil for a fault that
  /// is injected, or healed, already, for healing what is done once, for what the lab refuses, and where there is no
  /// action.
  func acting(_ position: Int, _ isOn: Bool) -> (input: LabInput, text: String)? {
    let actions = context.plan.actions
    guard actions.indices.contains(position) else { return nil }
    let isFault = actions[position].declaration.kind == .fault
    guard !isOn || refusal(ofAction: position) == nil else { return nil }
    guard isFault ? (context.faultCauses[position] != .chance) != isOn : isOn else { return nil }
    return (.act(position, isOn: isOn), ActionLine(actions[position].id, isOn: isOn).text)
  }
}

extension Simulation {
  /// Why an action, by its position, cannot be done now; nil when it can.
  func refusal(ofAction position: Int) -> String? {
    let (action, member) = context.plan.action(at: position)
    return lab.refusal(of: action, member, context)
  }
}

extension Context {
  /// The positions of the faults that are injected.
  var faults: [Int] { faultCauses.indices.filter { faultCauses[$0] != .chance } }
}
