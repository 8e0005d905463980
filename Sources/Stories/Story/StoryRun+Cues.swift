import Engine
import LabKit
import Runs

// Giving the story's inputs, each to the runs that it is for.
extension StoryRun {
  /// The run, or the twin, that a cue can be for.
  enum Side { case main, twin }

  /// Whether a branch is the twin of the story or came from it. The twin leaves at the very beginning, before anything else
  /// can, so it is the second branch.
  func isTwin(_ branch: Int, in map: RunMap) -> Bool {
    guard story.hasTwin, map.branches.count > 1, map.branches[1].parent == 0,
      map.branches[1].fork == .beginning
    else { return false }
    var branch = branch
    while branch > 1, let parent = map.branches[branch].parent { branch = parent }
    return branch == 1
  }

  /// Gives what is due at this instant and was not given, to each run that has not been further than this.
  mutating func giveCues() {
    let now = run.now
    guard story.cues.contains(where: { $0.input.at == now }) else { return }
    let map = run.map
    var due: [(offset: Int, change: TimedInput.Change, side: Side)] = []
    if !map.isInPast { due += cues(at: now, .main, map.branch, map) }
    if let twin = map.twin, twin.moment >= map.branches[twin.branch].tip {
      due += cues(at: now, .twin, twin.branch, map)
    }
    for cue in due.sorted(by: { $0.offset < $1.offset }) {
      switch cue.side {
      case .main: applyToMain(cue.change)
      case .twin: applyToTwin(cue.change)
      }
    }
  }

  /// The cues of an instant that a branch, which ends at it, has not in its journal.
  ///
  /// All of an instant are given together, so behind the last one that is in the journal is what was not.
  private func cues(
    at now: Instant, _ side: Side, _ branch: Int, _ map: RunMap
  ) -> [(offset: Int, change: TimedInput.Change, side: Side)] {
    let isTwin = isTwin(branch, in: map)
    let own = story.cues.enumerated().filter {
      $0.element.input.at == now && $0.element.runs.includes(twin: isTwin)
    }
    var done = run.journal(ofBranch: branch).filter { $0.at == now }.map(\.text)[...]
    var given = 0
    for (index, cue) in own.enumerated() {
      guard let found = done.firstIndex(where: { isLine($0, of: cue.element.input.change) }) else { continue }
      done = done[(found + 1)...]
      given = index + 1
    }
    return own.dropFirst(given).map { ($0.offset, $0.element.input.change, side) }
  }

  /// Whether a line of a journal came of this. All faults are healed one by one.
  private func isLine(_ line: String, of change: TimedInput.Change) -> Bool {
    change == .healEverything ? !ActionLine(line).isOn : line == change.text(for: entry)
  }

  /// Whether what was pressed at a moment, by its line in a journal, is the story's and nobody's own.
  func isOfStory(_ line: String, at: Instant) -> Bool {
    story.cues.contains { $0.input.at == at && isLine(line, of: $0.input.change) }
  }

  /// When somebody first did something of their own to a run that is looked at; nil while nobody has.
  var leftAt: Instant? {
    let map = run.map, now = map.moment
    let lines = run.journal + (map.twin.map { run.journal(ofBranch: $0.branch) } ?? [])
    return lines.filter { $0.at <= now.at && !isOfStory($0.text, at: $0.at) }.map(\.at).min()
  }

  private mutating func applyToMain(_ change: TimedInput.Change) {
    guard run.map.twin != nil else { return change.apply(to: &run) }
    // What is done to a run is done to the twin as well, but not the other way round.
    run.swapWithTwin()
    applyToTwin(change)
    run.swapWithTwin()
  }

  private mutating func applyToTwin(_ change: TimedInput.Change) {
    switch change {
    case .turn(let knob, let value): run.turnTwin(knob, to: value)
    case .act(let action): run.actOnTwin(action, isOn: true)
    case .heal(let action): run.actOnTwin(action, isOn: false)
    case .healEverything: for fault in run.twinSnapshot?.faults ?? [] { run.actOnTwin(fault, isOn: false) }
    }
  }
}
