import Engine
import Grid
import LabKit
import Runs

/// A moment of a run that tells a story: among its notes are the sentences that were said, and what the story did is
/// not put down to a person.
struct StorySnapshot: LabSnapshot {
  private let world: any LabSnapshot
  private let story: Story

  init(_ world: any LabSnapshot, _ story: Story) { (self.world, self.story) = (world, story) }

  func notes(_ most: Int, upTo level: NoteLevel) -> [NoteLine] {
    let own = world.notes(most, upTo: level).map(told)
    // What is said at an instant is said about what is done at it.
    let all = (own + spoken).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    return all.suffix(max(0, most)).map(\.element)
  }

  func chain(from note: NoteID) -> [NoteLine] {
    let chain = world.chain(from: note).map(told)
    return chain.isEmpty ? spoken.filter { $0.id == note } : chain
  }

  /// The sentences that were said so far.
  private var spoken: [NoteLine] {
    story.narration.enumerated().filter { $0.element.at <= now }.map {
      NoteLine(sentence: $0.element.text, position: $0.offset, at: $0.element.at)
    }
  }

  private func told(_ note: NoteLine) -> NoteLine {
    let isOfStory = note.isInput && story.cues.contains { $0.input.at == note.at && isLine(note, of: $0.input.change) }
    return isOfStory ? note.doneByStory : note
  }

  /// Whether a note says that this was done; all faults are healed one by one.
  private func isLine(_ note: NoteLine, of change: TimedInput.Change) -> Bool {
    guard change != .healEverything else { return note.text.hasPrefix("healed: ") }
    return note.text == ActionLine.said(change.text(for: entry), entry.actions)
  }
}

// What the world itself answers.
extension StorySnapshot {
  var entry: LabEntry { world.entry }
  var seed: UInt64 { world.seed }
  var now: Instant { world.now }
  var processed: Int { world.processed }
  var digest: Digest { world.digest }
  var knobs: [Double] { world.knobs }
  var faults: [Int] { world.faults }
  var laws: [LawLine] { world.laws }
  var promises: [PromiseLine] { world.promises }
  var meters: [MeterLine] { world.meters }
  func readings(since origin: any LabSnapshot) -> [MeterReading] {
    world.readings(since: (origin as? StorySnapshot)?.world ?? origin)
  }
  func course(ofMeter meter: Int, most: Int, every: Int, asTotals: Bool) -> [Double] {
    world.course(ofMeter: meter, most: most, every: every, asTotals: asTotals)
  }
  func refusal(ofAction action: Int) -> String? { world.refusal(ofAction: action) }
  func map(selected: Int) -> Topology? { world.map(selected: selected) }
  func hasDone(firstStep step: Int) -> Bool { world.hasDone(firstStep: step) }
  func status(panel: Int) -> String { world.status(panel: panel) }
  func draw(panel: Int, isAlone: Bool, on canvas: inout Canvas) {
    world.draw(panel: panel, isAlone: isAlone, on: &canvas)
  }
}
