/// A place in a run: a virtual time, and how many events and inputs lie before it.
///
/// The time alone does not name a place, since many events and inputs can share an instant. Along one branch
/// all three only grow, so places are ordered by any of them that differs.
public struct Moment: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The virtual time.
  public let at: Instant
  /// How many events were processed before it.
  public let events: Int
  /// How many inputs were applied before it.
  public let inputs: Int

  /// A place.
  public init(at: Instant, events: Int, inputs: Int) {
    self.at = at
    self.events = events
    self.inputs = inputs
  }

  /// Before the first event.
  public static var beginning: Moment { Moment(at: .start, events: 0, inputs: 0) }

  /// Whether the left one comes first on a branch that has both.
  public static func < (left: Moment, right: Moment) -> Bool {
    (left.at, left.events, left.inputs) < (right.at, right.events, right.inputs)
  }
}
