/// A world on its way along a branch.
public struct Head<S: Replayable>: Sendable {
  /// The world.
  public internal(set) var simulation: S
  /// How many inputs of the branch it has behind it.
  public internal(set) var inputs: Int
  /// The position of the branch.
  public internal(set) var branch: Int

  /// Where it is.
  public var moment: Moment {
    Moment(at: simulation.now, events: simulation.processed, inputs: inputs)
  }

  var events: Int { simulation.processed }

  /// Follows a journal to a moment that lies no earlier than this one; of a moment that never was, such as one in a
  /// damaged file, as far as it makes sense.
  mutating func follow(_ journal: [JournalEntry<S>], to target: Moment, _ patience: Patience) {
    while inputs < min(target.inputs, journal.count), journal[inputs].at <= target.at {
      guard take(journal[inputs], patience) else { return }
    }
    _ = go(to: target.at, events: target.events, patience)
  }

  /// Goes on to where an input came, and applies it; says whether anybody waited for that.
  @discardableResult
  mutating func take(_ entry: JournalEntry<S>, _ patience: Patience = .endless) -> Bool {
    guard go(to: entry.at, events: entry.eventsBefore, patience) else { return false }
    simulation.apply(entry.input, entry.text)
    inputs += 1
    return true
  }

  /// Lets the events happen that are due before an instant; says whether anybody waited for that.
  mutating func go(before at: Instant, _ patience: Patience) -> Bool {
    while simulation.advance(until: at, limit: Patience.stretch) == Patience.stretch {
      if patience.isOver { return false }
    }
    return true
  }

  /// The same to a number of events inside the instant.
  private mutating func go(to at: Instant, events last: Int, _ patience: Patience) -> Bool {
    while last - events > Patience.stretch {
      let stop = events + Patience.stretch
      simulation.advance(to: at, events: stop)
      // No more are due by then.
      guard events == stop else { return true }
      if patience.isOver { return false }
    }
    simulation.advance(to: at, events: last)
    return true
  }
}

/// An input and when it came: at that virtual time, after that many events. A reference to what never changes, which
/// all branches share that have it in their past.
public final class JournalEntry<S: Replayable>: Sendable {
  /// The virtual time.
  public let at: Instant
  /// How many events were processed before it.
  public let eventsBefore: Int
  /// What was done.
  public let input: S.Input
  /// Its line in the journal.
  public let text: String

  init(at: Instant, eventsBefore: Int, input: S.Input, text: String) {
    (self.at, self.eventsBefore, self.input, self.text) = (at, eventsBefore, input, text)
  }
}
