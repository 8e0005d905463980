/// A simulation that a timeline can lead along its branches: a value that goes on, takes inputs, and does the same
/// again from the same moment.
public protocol Replayable: Sendable {
  /// What can be done to it from outside.
  associatedtype Input: Sendable

  /// The virtual time.
  var now: Instant { get }
  /// How many events were processed.
  var processed: Int { get }
  /// When the next event is due; nil when none is pending.
  var nextDue: Instant? { get }
  /// What its meters showed over time: a row for each sample.
  var history: History { get set }
  /// How often they are sampled; zero for never.
  static var samplePeriod: Interval { get }

  /// Lets the events happen that are due before `end`, at most `limit` of them, and says how many did; when nothing
  /// due before `end` is left, the virtual time is `end` afterwards.
  @discardableResult
  mutating func advance(until end: Instant, limit: Int) -> Int
  /// Lets it go on to a moment inside an instant: to the virtual time `at`, and there as far as `events` events in all.
  mutating func advance(to at: Instant, events: Int)
  /// Lets the next event happen if it is due by then, and says whether it was; the virtual time is the event's own
  /// afterwards.
  mutating func step(notAfter last: Instant) -> Bool
  /// Applies an input at the present moment. `text` is its line in the journal and part of the digest.
  mutating func apply(_ input: Input, _ text: String)
  /// Nobody records any more: a recording ends where somebody goes back.
  mutating func endRecording()
  /// Whether the same happened here and there: the same events at the same times and in the same order, as many
  /// notes about everything, and the same counts.
  func doesSame(as other: Self) -> Bool
}

extension Replayable {
  /// Lets everything happen that is due before `end`.
  @discardableResult
  public mutating func advance(until end: Instant) -> Int { advance(until: end, limit: .max) }
}
