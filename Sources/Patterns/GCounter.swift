/// A counter that only grows, replicated without coordination: every replica counts on its own position.
///
/// Merging takes the maximum position by position, which is commutative, associative and idempotent: any
/// order and any duplication of messages ends in the same counter (Shapiro, Preguiça, Baquero, Zawirski
/// 2011). What would pass the greatest `UInt64` stays there. A replica that lost its state must not count on under
/// its old number: see `EarlierLife`.
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

  /// A counter with these positions, which `vector` gives back.
  ///
  /// - Precondition: There are at most `replicaLimit` positions.
  @inlinable
  public init(_ positions: [UInt64]) {
    precondition(positions.count <= Self.replicaLimit, "a counter cannot have \(positions.count) replicas")
    self.positions = positions
  }

  /// What each replica has counted, as far as it is known here.
  @inlinable public var vector: [UInt64] { positions }
  /// The number of positions: the entries of a full state.
  @inlinable public var size: Int { positions.count }
  /// The sum of all positions, `UInt64.max` if it is greater. O(n).
  @inlinable public var value: UInt64 { UInt64(clamping: sum) }
  @inlinable var sum: Int128 { positions.reduce(0) { $0 + Int128($1) } }

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
    if !positions.indices.contains(replica) { grow(toHold: replica) }
    let (sum, isTooLarge) = positions[replica].addingReportingOverflow(amount)
    positions[replica] = isTooLarge ? .max : sum
  }

  /// Takes over what the other one knows and returns how many positions grew. O(n).
  @inlinable @discardableResult
  public mutating func merge(_ other: GCounter) -> Int {
    if other.positions.count > positions.count { grow(toHold: other.positions.count - 1) }
    var changed = 0
    for index in 0..<other.positions.count where other.positions[index] > positions[index] {
      positions[index] = other.positions[index]
      changed += 1
    }
    return changed
  }

  @usableFromInline
  mutating func grow(toHold replica: Int) {
    precondition((0..<Self.replicaLimit).contains(replica), "a counter has no replica \(replica)")
    positions.append(contentsOf: repeatElement(0, count: replica + 1 - positions.count))
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

extension GCounter: Codable {
  /// Decodes the positions, as in `[3, 0, 5]`.
  public init(from decoder: any Decoder) throws {
    let positions = try [UInt64](from: decoder)
    self = try decoder.checked {
      try InvalidState.unless(
        positions.count <= Self.replicaLimit,
        "a G-Counter has at most \(Self.replicaLimit) positions, not \(positions.count)")
      return GCounter(positions)
    }
  }

  /// Encodes the positions, as in `[3, 0, 5]`.
  public func encode(to encoder: any Encoder) throws { try positions.encode(to: encoder) }
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
