/// A replicated counter that also goes down: one G-Counter for what was added, one for what was taken away.
///
/// It can fall below zero: no replica can know alone whether another one has taken away too (Shapiro et al.
/// 2011). It is coded as `{"added": [5, 0], "removed": [0, 3]}`.
public struct PNCounter: Hashable, Sendable, Codable {
  /// What was added.
  @inlinable public var added: GCounter { up }
  /// What was taken away.
  @inlinable public var removed: GCounter { down }

  @usableFromInline var up: GCounter
  @usableFromInline var down: GCounter

  private enum CodingKeys: String, CodingKey {
    case up = "added"
    case down = "removed"
  }

  /// A counter of zeros for so many replicas.
  ///
  /// - Precondition: `replicas` is in `0...GCounter.replicaLimit`.
  @inlinable
  public init(replicas: Int = 0) {
    self.init(added: GCounter(replicas: replicas), removed: GCounter(replicas: replicas))
  }

  /// A counter of these halves.
  @inlinable
  public init(added: GCounter, removed: GCounter) {
    up = added
    down = removed
  }

  /// The difference of both, which stops at the ends of `Int64`. O(n).
  @inlinable public var value: Int64 { Int64(clamping: up.sum - down.sum) }
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

extension PNCounter {
  /// The positions that changed, of both halves, coded as `{"added": [...], "removed": [...]}`.
  public struct Delta: Hashable, Sendable, Codable {
    /// What was added.
    public let added: GCounter.Delta
    /// What was taken away.
    public let removed: GCounter.Delta

    /// A delta of these halves.
    public init(added: GCounter.Delta, removed: GCounter.Delta) {
      self.added = added
      self.removed = removed
    }

    /// The number of entries.
    public var size: Int { added.size + removed.size }
  }

  /// The delta of these replicas' positions in either half.
  public func delta(ofAdded added: [Int], ofRemoved removed: [Int]) -> Delta {
    Delta(added: up.delta(of: added), removed: down.delta(of: removed))
  }

  /// Takes over a delta and returns how many positions grew. O(entries).
  @discardableResult
  public mutating func merge(_ delta: Delta) -> Int { up.merge(delta.added) + down.merge(delta.removed) }
}
