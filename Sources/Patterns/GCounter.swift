/// A counter that only grows, replicated without coordination: every replica counts on its own position.
///
/// Merging takes the maximum position by position, which is commutative, associative and idempotent: any
/// order and any duplication of messages ends in the same counter (Shapiro, Preguiça, Baquero, Zawirski
/// 2011). What would pass the greatest `UInt64` stays there.
public struct GCounter: Hashable, Sendable {
  @usableFromInline var positions: [UInt64]

  /// Replicas are numbered from 0 and below this, since a counter takes memory for all up to the highest.
  @inlinable public static var replicaLimit: Int { 1 << 20 }

  /// A counter of zeros for so many replicas; it grows when a further one turns up.
  ///
  /// - Precondition: `replicas` is in `0...replicaLimit`.
  @inlinable
  public init(replicas: Int = 0) {
    precondition((0...Self.replicaLimit).contains(replicas), "a counter cannot have \(replicas) replicas")
    positions = [UInt64](repeating: 0, count: replicas)
  }

  /// A counter with these positions.
  @inlinable
  public init(_ positions: [UInt64]) {
    self.positions = positions
  }

  /// What each replica has counted, as far as it is known here.
  @inlinable public var vector: [UInt64] { positions }
  /// The number of positions: the entries of a full state.
  @inlinable public var size: Int { positions.count }
  /// The sum of all positions. O(n).
  @inlinable public var value: UInt64 { positions.reduce(0) { $0.adding($1) } }

  /// What one replica has counted; 0 for one that is unknown.
  @inlinable
  public subscript(replica: Int) -> UInt64 {
    positions.indices.contains(replica) ? positions[replica] : 0
  }

  /// Counts at a replica. O(1), but for the first time of a replica above all others.
  ///
  /// - Precondition: `replica` is in `0..<replicaLimit`.
  @inlinable
  public mutating func increment(_ replica: Int, by amount: UInt64 = 1) {
    precondition((0..<Self.replicaLimit).contains(replica), "a counter has no replica \(replica)")
    if replica >= positions.count { grow(to: replica + 1) }
    positions[replica] = positions[replica].adding(amount)
  }

  /// Takes over what the other one knows and returns how many positions grew. O(n).
  @inlinable @discardableResult
  public mutating func merge(_ other: GCounter) -> Int {
    if other.positions.count > positions.count { grow(to: other.positions.count) }
    var changed = 0
    for index in 0..<other.positions.count where other.positions[index] > positions[index] {
      positions[index] = other.positions[index]
      changed += 1
    }
    return changed
  }

  @usableFromInline
  mutating func grow(to count: Int) {
    positions.append(contentsOf: repeatElement(0, count: count - positions.count))
  }

  /// How this counter and another one are ordered by what they have seen. O(n).
  public func compared(to other: GCounter) -> CausalOrder {
    var isBehind = false
    var isAhead = false
    for replica in 0..<max(size, other.size) {
      if self[replica] < other[replica] { isBehind = true }
      if self[replica] > other[replica] { isAhead = true }
    }
    return CausalOrder(isBehind: isBehind, isAhead: isAhead)
  }

  /// Whether both have the same positions; a missing one is zero.
  public static func == (left: GCounter, right: GCounter) -> Bool {
    left.compared(to: right) == .equal
  }

  /// Feeds in what `==` compares: everything up to the last position that is not zero.
  public func hash(into hasher: inout Hasher) {
    let last = positions.lastIndex { $0 != 0 } ?? -1
    for index in 0..<(last + 1) { hasher.combine(positions[index]) }
  }
}

/// How two replicated states are ordered by what they have seen.
public enum CausalOrder: Hashable, Sendable {
  /// Both have seen the same.
  case equal
  /// The first has seen less.
  case before
  /// The first has seen more.
  case after
  /// Each has seen something that the other has not.
  case concurrent

  init(isBehind: Bool, isAhead: Bool) {
    self =
      switch (isBehind, isAhead) {
      case (false, false): .equal
      case (true, false): .before
      case (false, true): .after
      case (true, true): .concurrent
      }
  }
}
