import Engine
import FirstEdition

/// A log in partitions, each an ordered sequence of records with the offset that its consumer has committed.
struct PartitionedLog: Sendable {
  /// What a record is about: an order by its serial, or an analytics event.
  struct Record: Sendable {
    let order: UInt32?
  }

  struct Partition: Sendable {
    var records = SegmentedLog<Record>()
    /// The records below this offset are processed.
    var committed = 0
    /// How many from there on are in a consumer's hands.
    var inHands = 0

    var lag: Int { records.endIndex - committed }
    var isWaiting: Bool { inHands == 0 && lag > 0 }
  }

  private(set) var partitions: [Partition]
  /// Records written and not committed.
  private(set) var lag = 0

  init(partitions: Int) { self.partitions = Array(repeating: Partition(), count: partitions) }

  mutating func append(_ record: Record, key: UInt64) {
    partitions[Int(key % UInt64(partitions.count))].records.append(record)
    lag += 1
  }

  /// Puts up to `most` records of a partition into a consumer's hands and says how many.
  mutating func take(_ most: Int, from partition: Int) -> Int {
    partitions[partition].inHands = min(most, partitions[partition].lag)
    return partitions[partition].inHands
  }

  /// The records in a consumer's hands.
  func hands(_ partition: Int) -> [Record] {
    let place = partitions[partition]
    return (place.committed..<place.committed + place.inHands).map { place.records[$0] }
  }

  /// Commits what is in a consumer's hands.
  mutating func commit(_ partition: Int) {
    let count = partitions[partition].inHands
    partitions[partition].committed += count
    partitions[partition].inHands = 0
    partitions[partition].records.trim(before: partitions[partition].committed)
    lag -= count
  }
}
