import Engine
import LabKit

// What the run itself answers.
extension StoryRun {
  var entry: LabEntry { run.entry }
  var seed: UInt64 { run.seed }
  var now: Instant { run.now }
  var processed: Int { run.processed }
  var digest: Digest { run.digest }
  func isBrief(panel: Int) -> Bool { run.isBrief(panel: panel) }
  func noteCount(_ notes: NoteStep) -> Int { run.noteCount(notes) }
  var snapshot: any LabSnapshot { StorySnapshot(run.snapshot, story) }
  var twinSnapshot: (any LabSnapshot)? { run.twinSnapshot.map { StorySnapshot($0, story) } }
  var twinOrigin: (any LabSnapshot)? { run.twinOrigin.map { StorySnapshot($0, story) } }
  var journal: [(at: Instant, eventsBefore: Int, text: String)] { run.journal }
  func journal(ofBranch branch: Int) -> [(at: Instant, eventsBefore: Int, text: String)] {
    run.journal(ofBranch: branch)
  }
  var map: RunMap { run.map }
  var isDrained: Bool { run.isDrained }
  var patience: Patience {
    get { run.patience }
    set { run.patience = newValue }
  }
  func lastMoment(of notes: NoteStep) -> Moment? { run.lastMoment(of: notes) }
}

// What is asked of the run itself.
extension StoryRun {
  mutating func turn(_ knob: Int, to value: Double) { run.turn(knob, to: value) }
  mutating func act(_ action: Int, isOn: Bool) { run.act(action, isOn: isOn) }
  mutating func healEverything() { run.healEverything() }
  mutating func judge() { run.judge() }
  mutating func beginMeasuring() { run.beginMeasuring() }
  mutating func takeRecording() -> RunRecording { run.takeRecording() }
  mutating func bookmark(_ name: String) { run.bookmark(name) }

  mutating func go(to moment: Moment) { travel { $0.go(to: moment) } }
  mutating func go(to at: Instant) { travel { $0.go(to: at) } }
  mutating func go(toBranch branch: Int, at moment: Moment?) {
    travel { $0.go(toBranch: branch, at: moment) }
  }

  mutating func beginTwin() { run.beginTwin() }
  mutating func turnTwin(_ knob: Int, to value: Double) { run.turnTwin(knob, to: value) }
  mutating func actOnTwin(_ action: Int, isOn: Bool) { run.actOnTwin(action, isOn: isOn) }
  mutating func endTwin() { run.endTwin() }
  mutating func swapWithTwin() { travel { $0.swapWithTwin() } }
}
