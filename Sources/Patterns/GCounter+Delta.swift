extension GCounter {
  /// The positions that changed: one entry after an increment, where the full state has n.
  ///
  /// An entry holds the position itself, not the difference, so that a delta may come twice or late
  /// (Almeida, Shoker, Baquero 2016).
  public struct Delta: Hashable, Sendable {
    /// One position.
    public struct Entry: Hashable, Sendable {
      /// The replica that counted.
      public let replica: Int
      /// What it had counted by then.
      public let count: UInt64
    }

    /// The positions in the order of the replicas.
    public internal(set) var entries: [Entry]

    /// The number of entries.
    public var size: Int { entries.count }
  }

  /// The delta of one replica's own position: what to send after an increment.
  public func delta(of replica: Int) -> Delta {
    Delta(entries: [Delta.Entry(replica: replica, count: self[replica])])
  }

  /// The delta of several replicas' positions, in the order in which they are named.
  public func delta(of replicas: [Int]) -> Delta {
    Delta(entries: replicas.map { Delta.Entry(replica: $0, count: self[$0]) })
  }

  /// The positions on which this counter is ahead of another one. O(n).
  public func delta(since other: GCounter) -> Delta {
    Delta(
      entries: positions.indices.filter { positions[$0] > other[$0] }
        .map { Delta.Entry(replica: $0, count: positions[$0]) })
  }

  /// Takes over a delta and returns how many positions grew. O(entries).
  @discardableResult
  public mutating func merge(_ delta: Delta) -> Int {
    var changed = 0
    for entry in delta.entries {
      guard entry.count > self[entry.replica] else { continue }
      if entry.replica >= positions.count { grow(to: entry.replica + 1) }
      positions[entry.replica] = entry.count
      changed += 1
    }
    return changed
  }
}
