import Engine
import FirstEdition

extension Backpressure {
  /// What takes time: a record, from where it is produced to where it is gone, and a batch in a consumer's hands.
  public enum TraceSpan: TraceSpanSet {
    /// A record, until it is processed or is no more.
    case record(number: UInt64, Ending)
    /// A poll's records, until their offset is committed.
    case batch(member: Int, partition: Int, records: Int, isCommitted: Bool)

    /// What becomes of a record.
    public enum Ending: String, Sendable { case processed, rejected, lost }

    /// `record`, `batch of consumer 1`.
    public var name: String {
      switch self {
      case .record: "record"
      case .batch(let member, _, _, _): "batch of consumer \(member + 1)"
      }
    }

    /// The record's number, or one far above for a consumer.
    public var trace: UInt64 {
      switch self {
      case .record(let number, _): number
      case .batch(let member, _, _, _): 1 << 40 + UInt64(member)
      }
    }

    /// `processed`, `20 of partition 3 committed` and so on.
    public var outcome: String {
      switch self {
      case .record(_, let ending): ending.rawValue
      case .batch(_, let partition, let records, let isCommitted):
        "\(records) of partition \(partition + 1) " + (isCommitted ? "committed" : "for nothing: evicted")
      }
    }
  }
}
