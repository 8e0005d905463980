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
  mutating func follow(_ journal: [JournalEntry<S>], to target: Moment) {
    while inputs < min(target.inputs, journal.count), journal[inputs].at <= target.at {
      take(journal[inputs])
    }
    simulation.advance(to: target.at, events: target.events)
  }

  /// Goes on to where an input came, and applies it.
  mutating func take(_ entry: JournalEntry<S>) {
    simulation.advance(to: entry.at, events: entry.eventsBefore)
    simulation.apply(entry.input, entry.text)
    inputs += 1
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
