/// A replicated counter that also goes down: one G-Counter for what was added, one for what was taken away.
///
/// It can fall below zero: no replica can know alone whether another one has taken away too (Shapiro et al.
/// 2011).
public struct PNCounter: Hashable, Sendable {
  /// What was added.
  @inlinable public var added: GCounter { up }
  /// What was taken away.
  @inlinable public var removed: GCounter { down }

  @usableFromInline var up: GCounter
  @usableFromInline var down: GCounter

  /// A counter of zeros for so many replicas.
  ///
  /// - Precondition: `replicas` is in `0...GCounter.replicaLimit`.
  @inlinable
  public init(replicas: Int = 0) {
    up = GCounter(replicas: replicas)
    down = GCounter(replicas: replicas)
  }

  /// The difference of both, which stops at the ends of `Int64`. O(n).
  @inlinable public var value: Int64 { Int64(clamping: Self.sum(up) - Self.sum(down)) }

  @inlinable
  static func sum(_ counter: GCounter) -> Int128 { counter.vector.reduce(0) { $0 + Int128($1) } }

  /// The entries of a full state: two for each replica.
  @inlinable public var size: Int { up.size + down.size }

  /// Adds at a replica, which is in `0..<GCounter.replicaLimit`. O(1).
  @inlinable
  public mutating func increment(_ replica: Int, by amount: UInt64 = 1) {
    up.increment(replica, by: amount)
  }

  /// Takes away at a replica, which is in `0..<GCounter.replicaLimit`. O(1).
  @inlinable
  public mutating func decrement(_ replica: Int, by amount: UInt64 = 1) {
    down.increment(replica, by: amount)
  }

  /// Takes over what the other one knows and returns how many positions grew. O(n).
  @inlinable @discardableResult
  public mutating func merge(_ other: PNCounter) -> Int {
    up.merge(other.up) + down.merge(other.down)
  }
}
