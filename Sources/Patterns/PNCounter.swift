/// A replicated counter that also goes down: one G-Counter for what was added, one for what was taken away.
///
/// It can fall below zero: no replica can know alone whether another one has taken away too (Shapiro et al. 2011).
public struct PNCounter: Hashable, Sendable {
  /// What was added.
  public private(set) var added: GCounter
  /// What was taken away.
  public private(set) var removed: GCounter

  /// A counter of zeros for so many replicas.
  public init(replicas: Int = 0) {
    added = GCounter(replicas: replicas)
    removed = GCounter(replicas: replicas)
  }

  /// The difference of both. O(n).
  public var value: Int64 { Int64(bitPattern: added.value &- removed.value) }
  /// The entries of a full state: two for each replica.
  public var size: Int { added.size + removed.size }

  /// Adds at a replica. O(1).
  public mutating func increment(_ replica: Int, by amount: UInt64 = 1) {
    added.increment(replica, by: amount)
  }

  /// Takes away at a replica. O(1).
  public mutating func decrement(_ replica: Int, by amount: UInt64 = 1) {
    removed.increment(replica, by: amount)
  }

  /// Takes over what the other one knows and returns how many positions grew. O(n).
  @discardableResult
  public mutating func merge(_ other: PNCounter) -> Int {
    added.merge(other.added) + removed.merge(other.removed)
  }
}
