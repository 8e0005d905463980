/// A replicated value of which the last write wins, by the writer's clock; the higher replica wins a tie.
///
/// All replicas agree, but not on what happened last: a write by a clock that is behind is lost without a trace,
/// even if it came after. That loss is the lesson (Shapiro et al. 2011).
public struct LWWRegister<Value: Hashable & Sendable>: Hashable, Sendable {
  /// When and by whom a value was written: unique, since `write` lets no replica use a time twice.
  public struct Stamp: Hashable, Sendable, Comparable {
    /// The time on the writer's clock.
    public let time: Duration
    /// The writer.
    public let replica: Int

    /// By time, then by replica.
    public static func < (left: Stamp, right: Stamp) -> Bool {
      (left.time, left.replica) < (right.time, right.replica)
    }
  }

  /// The value that has won so far; nil before the first write.
  public private(set) var value: Value?
  /// The stamp of that value.
  public private(set) var stamp: Stamp?

  /// A register that nobody has written.
  public init() {}

  /// Writes, unless a newer write is known here already: then the write is lost, and the answer is false.
  public mutating func write(_ value: Value, at time: Duration, by replica: Int) -> Bool {
    let stamp = Stamp(time: time, replica: replica)
    if let known = self.stamp, known >= stamp { return false }
    self.value = value
    self.stamp = stamp
    return true
  }

  /// Takes over the other one's value if it is newer, and says whether it did.
  @discardableResult
  public mutating func merge(_ other: Self) -> Bool {
    guard let theirs = other.stamp, stamp.map({ $0 < theirs }) ?? true else { return false }
    self = other
    return true
  }
}
