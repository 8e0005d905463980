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

      /// One position; `replica` is in `0..<replicaLimit`, otherwise it throws.
      public init(replica: Int, count: UInt64) throws(InvalidState) {
        try InvalidState.unless(
          (0..<GCounter.replicaLimit).contains(replica),
          "replicas are numbered 0..<\(GCounter.replicaLimit), not \(replica)")
        self.replica = replica
        self.count = count
      }

      init(_ replica: Int, of counter: GCounter) {
        self.replica = replica
        count = counter[replica]
      }
    }

    /// The positions, in the order in which they were asked for.
    public let entries: [Entry]

    /// A delta of these positions; should one be there twice, the greater count holds.
    public init(_ entries: [Entry]) { self.entries = entries }

    /// The number of entries.
    public var size: Int { entries.count }
  }

  /// The delta of one replica's own position: what to send after an increment.
  public func delta(of replica: Int) -> Delta { delta(of: [replica]) }

  /// The delta of several replicas' positions, in the order in which they are named; a number that no replica can
  /// have is left out.
  public func delta(of replicas: [Int]) -> Delta {
    Delta(replicas.filter((0..<Self.replicaLimit).contains).map { Delta.Entry($0, of: self) })
  }

  /// The positions on which this counter is ahead of another one. O(n).
  public func delta(since other: GCounter) -> Delta {
    delta(of: positions.indices.filter { positions[$0] > other[$0] })
  }

  /// Takes over a delta and returns how many positions grew. O(entries).
  @discardableResult
  public mutating func merge(_ delta: Delta) -> Int {
    var changed = 0
    for entry in delta.entries {
      guard entry.count > self[entry.replica] else { continue }
      if entry.replica >= positions.count { grow(toHold: entry.replica) }
      positions[entry.replica] = entry.count
      changed += 1
    }
    return changed
  }
}

extension GCounter.Delta: Codable {
  /// Decodes the entries, as in `[{"replica": 9, "count": 5}]`.
  public init(from decoder: any Decoder) throws { self.init(try [Entry](from: decoder)) }

  /// Encodes the entries, as in `[{"replica": 9, "count": 5}]`.
  public func encode(to encoder: any Encoder) throws { try entries.encode(to: encoder) }
}

extension GCounter.Delta.Entry: Codable {
  private enum Key: CodingKey { case replica, count }

  /// Decodes an entry, as in `{"replica": 9, "count": 5}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self = try decoder.checked {
      try Self(replica: parts.decode(Int.self, forKey: .replica), count: parts.decode(UInt64.self, forKey: .count))
    }
  }

  /// Encodes an entry, as in `{"replica": 9, "count": 5}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.encode(replica, forKey: .replica)
    try parts.encode(count, forKey: .count)
  }
}
