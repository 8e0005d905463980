import Engine
import LabKit

// What the run itself answers.
extension StoryRun {
  public var entry: LabEntry { run.entry }
  public var seed: UInt64 { run.seed }
  public var now: Instant { run.now }
  public var processed: Int { run.processed }
  public var digest: Digest { run.digest }
  public func noteCount(_ notes: NoteStep) -> Int { run.noteCount(notes) }
  public var snapshot: any LabSnapshot { run.snapshot }
  public var besideSnapshot: (any LabSnapshot)? { run.besideSnapshot }
  public var besideOrigin: (any LabSnapshot)? { run.besideOrigin }
  public var journal: [(at: Instant, eventsBefore: Int, text: String)] { run.journal }
  public func journal(ofBranch branch: Int) -> [(at: Instant, eventsBefore: Int, text: String)] {
    run.journal(ofBranch: branch)
  }
  public var map: RunMap { run.map }
  public var isDrained: Bool { run.isDrained }
  public func lastMoment(of notes: NoteStep) -> Moment? { run.lastMoment(of: notes) }
}

// What is asked of the run itself.
extension StoryRun {
  public mutating func turn(_ knob: Int, to value: Double) { run.turn(knob, to: value) }
  public mutating func act(_ action: Int, isOn: Bool) { run.act(action, isOn: isOn) }
  public mutating func healEverything() { run.healEverything() }
  public mutating func judge() { run.judge() }
  public mutating func bookmark(_ name: String) { run.bookmark(name) }

  public mutating func go(to moment: Moment) { travel { $0.go(to: moment) } }
  public mutating func go(to at: Instant) { travel { $0.go(to: at) } }
  public mutating func go(toBranch branch: Int, at moment: Moment?) {
    travel { $0.go(toBranch: branch, at: moment) }
  }

  public mutating func beginBeside() { run.beginBeside() }
  public mutating func beginBeside(onBranch branch: Int) { travel { $0.beginBeside(onBranch: branch) } }
  public mutating func turnBeside(_ knob: Int, to value: Double) { run.turnBeside(knob, to: value) }
  public mutating func actBeside(_ action: Int, isOn: Bool) { run.actBeside(action, isOn: isOn) }
  public mutating func endBeside() { run.endBeside() }
  public mutating func swapWithBeside() { travel { $0.swapWithBeside() } }
}
