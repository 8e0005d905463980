import Engine

/// A moment to go to in what was done in a run.
public enum Destination: Hashable, Sendable {
  /// So many seconds further; backwards when negative, and beyond the tip by running on.
  case seconds(Double)
  /// The moment before the events of an instant, at most the tip.
  case instant(Instant)
  /// A moment of the branch that the run is on.
  case moment(Moment)
  /// The start of the run.
  case beginning
  /// How far the branch was run.
  case tip
  /// A moment of a branch, by its position; nil is its tip.
  case branch(Int, at: Moment?)
}

/// The one thing in which two runs differ that go beside each other, or that a story proposes to do.
public enum RunDifference: Hashable, Sendable {
  /// A knob, by its position, has another value.
  case knob(Int, Double)
  /// A fault is injected or healed, or something is done once, by its position among the actions.
  case action(Int, isOn: Bool)
}

extension LabRun {
  /// Goes to another moment; nothing is forgotten.
  public mutating func go(to destination: Destination) {
    switch destination {
    case .seconds(let seconds):
      let distance = Interval.seconds(abs(seconds))
      let back = Instant(nanoseconds: (now - (.start + distance)).nanoseconds)
      let target = seconds < 0 ? back : now + distance
      if target <= map.tip.at { return go(to: target) }
      go(to: map.tip)
      // As far as a person waits for: a second of the busiest lab takes a few milliseconds.
      _ = advance(until: target, limit: 1_000_000)
    case .instant(let at): go(to: at)
    case .moment(let moment): go(to: moment)
    case .beginning: go(to: Moment.beginning)
    case .tip: go(to: map.tip)
    case .branch(let branch, let moment):
      // Who stays on a branch keeps the twin.
      if branch == map.branch { go(to: moment ?? map.tip) } else { go(toBranch: branch, at: moment) }
    }
  }

  /// Lets a second run go beside this one that differs from it in one thing.
  public mutating func beginTwin(_ difference: RunDifference) {
    beginTwin()
    switch difference {
    case .knob(let knob, let value): turnTwin(knob, to: value)
    case .action(let action, let isOn): actOnTwin(action, isOn: isOn)
    }
  }
}
