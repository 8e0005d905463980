import Engine
import FirstEdition

extension Backpressure {
  /// One thing to be processed.
  struct Record: Sendable {
    /// The number that its random draws are keyed by.
    let number: UInt64
    let produced: Instant
  }

  /// A log in partitions, each an ordered sequence of records with the offset up to which they are done.
  struct PartitionedLog: Sendable {
    struct Partition: Sendable {
      var records = SegmentedLog<Record>()
      /// The records below this offset are processed.
      var committed = 0
      /// How many from there on are in the hands of the member that owns the partition.
      var inHands = 0

      var lag: Int { records.endIndex - committed }
    }

    private(set) var partitions: ContiguousArray<Partition>
    /// Records appended and not committed.
    private(set) var lag = 0

    init(partitions: Int) { self.partitions = ContiguousArray(repeating: Partition(), count: partitions) }

    mutating func append(_ record: Record, to partition: Int) {
      partitions[partition].records.append(record)
      lag += 1
    }

    /// Puts up to `most` records of a partition into hands and says how many.
    mutating func take(_ most: Int, from partition: Int) -> Int {
      partitions[partition].inHands = min(most, partitions[partition].lag)
      return partitions[partition].inHands
    }

    /// What was in hands is there to be taken again.
    mutating func putBack(_ partition: Int) { partitions[partition].inHands = 0 }

    /// What is in hands is done.
    mutating func commit(_ partition: Int) {
      let count = partitions[partition].inHands
      partitions[partition].committed += count
      partitions[partition].inHands = 0
      partitions[partition].records.trim(before: partitions[partition].committed)
      lag -= count
    }
  }
}
