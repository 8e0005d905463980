import Engine

/// A log in partitions, each an ordered sequence of records with the offset up to which they are done.
public struct PartitionedLog<Record: Sendable>: Sendable {
  /// One of its partitions.
  public struct Partition: Sendable {
    /// The records, from the first that is not done with.
    public var records = SegmentedLog<Record>()
    /// The records below this offset are done, and so many from there on are in a consumer's hands.
    public var committed = 0, inHands = 0

    /// Records that are not done.
    @inlinable public var lag: Int { records.endIndex - committed }
    /// The offsets of those in hands.
    @inlinable public var hands: Range<Int> { committed..<committed + inHands }
    /// Whether there are records and none of them is in hands.
    @inlinable public var isWaiting: Bool { inHands == 0 && lag > 0 }
  }

  @usableFromInline var parts: ContiguousArray<Partition>
  @usableFromInline var open = 0

  /// The partitions.
  @inlinable public var partitions: ContiguousArray<Partition> { _read { yield parts } }
  /// Records that are not done, of all partitions.
  @inlinable public var lag: Int { open }

  /// An empty log.
  public init(partitions: Int) { parts = ContiguousArray(repeating: Partition(), count: partitions) }

  /// Appends a record to a partition.
  @inlinable public mutating func append(_ record: Record, to partition: Int) {
    parts[partition].records.append(record)
    open += 1
  }

  /// Puts up to `most` records of a partition into a consumer's hands and says how many.
  @inlinable @discardableResult public mutating func take(_ most: Int, from partition: Int) -> Int {
    parts[partition].inHands = min(most, parts[partition].lag)
    return parts[partition].inHands
  }

  /// What was in hands is there to be taken again.
  @inlinable public mutating func putBack(_ partition: Int) { parts[partition].inHands = 0 }

  /// What is in hands is done.
  @inlinable public mutating func commit(_ partition: Int) {
    let done = parts[partition].hands
    parts[partition].committed = done.upperBound
    parts[partition].inHands = 0
    parts[partition].records.trim(before: done.upperBound)
    open -= done.count
  }
}
