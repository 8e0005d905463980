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

/// A moment of a run with a name, to come back to.
public struct Bookmark: Hashable, Sendable {
  /// What it is called.
  public let name: String
  /// The position of the branch it is on.
  public let branch: Int
  /// Where on it.
  public let moment: Moment

  /// A name for a moment.
  public init(name: String, branch: Int, moment: Moment) {
    self.name = name
    self.branch = branch
    self.moment = moment
  }
}

/// Asked once in a while on a long way through a timeline: whether anybody still waits for its end.
///
/// Where nobody does, the way is left before its end. What it led to is then good for nothing but to be thrown away,
/// so keep a copy of the timeline from before. Once it is over it must stay so.
public struct Patience: Sendable {
  /// Waits for as long as it takes.
  public static let endless = Patience { false }
  /// How many events go at most between two times that it is asked.
  public static let stretch = 4096

  private let over: @Sendable () -> Bool

  /// Patience that is over once `isOver` says so.
  public init(_ isOver: @escaping @Sendable () -> Bool) { over = isOver }

  /// Whether nobody waits any more.
  public var isOver: Bool { over() }
}
