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
