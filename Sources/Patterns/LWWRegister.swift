/// A replicated value of which the last write wins, by the writer's clock; the higher replica wins a tie.
///
/// All replicas agree, but not on what happened last: a write by a clock that is behind is lost without a
/// trace, even if it came after. That loss is the lesson (Shapiro et al. 2011).
public struct LWWRegister<Value: Hashable & Sendable>: Hashable, Sendable {
  /// When and by whom a value was written: unique, since `write` lets no replica use a time twice.
  public struct Stamp: Hashable, Sendable, Comparable {
    /// The time on the writer's clock.
    public let time: Duration
    /// The writer.
    public let replica: Int

    @inlinable
    init(time: Duration, replica: Int) {
      self.time = time
      self.replica = replica
    }

    /// By time, then by replica.
    @inlinable
    public static func < (left: Stamp, right: Stamp) -> Bool {
      (left.time, left.replica) < (right.time, right.replica)
    }
  }

  /// The value that has won so far; nil before the first write.
  @inlinable public var value: Value? { winner }
  /// The stamp of that value.
  @inlinable public var stamp: Stamp? { written }

  @usableFromInline var winner: Value?
  @usableFromInline var written: Stamp?

  /// A register that nobody has written.
  @inlinable
  public init() {}

  /// Writes, unless a newer write is known here already: then the write is lost, and the answer is false.
  @inlinable
  public mutating func write(_ value: Value, at time: Duration, by replica: Int) -> Bool {
    let stamp = Stamp(time: time, replica: replica)
    if let known = written, known >= stamp { return false }
    winner = value
    written = stamp
    return true
  }

  /// Takes over the other one's value if it is newer, and says whether it did.
  @inlinable @discardableResult
  public mutating func merge(_ other: Self) -> Bool {
    guard let theirs = other.stamp, stamp.map({ $0 < theirs }) ?? true else { return false }
    self = other
    return true
  }
}
