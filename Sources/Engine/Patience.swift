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
