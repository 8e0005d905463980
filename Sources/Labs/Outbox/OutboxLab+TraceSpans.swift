import Engine
import FirstEdition

extension OutboxLab {
  /// What takes time: an event on its way, and a batch in the hands of a relay.
  public enum TraceSpan: TraceSpanSet {
    /// From an order's commit to the first record of its event at the broker.
    case publish(order: UInt32)
    /// From an order's commit to the first effect of its event.
    case event(order: UInt32)
    /// From where a relay takes a batch to where its rows are marked published.
    case batch(relay: Int, rows: Int)

    /// `event`, `publish`, `batch of relay 1`.
    public var name: String {
      switch self {
      case .publish: "publish"
      case .event: "event"
      case .batch(let relay, _):
        relay == OutboxLab.connector ? "batch of the connector" : "batch of relay \(relay + 1)"
      }
    }

    /// The order's number, or one far above for a relay.
    public var trace: UInt64 {
      switch self {
      case .publish(let order), .event(let order): UInt64(order)
      case .batch(let relay, _): 1 << 40 + UInt64(relay)
      }
    }

    /// `at the broker`, `effect done`, `5 rows marked`.
    public var outcome: String {
      switch self {
      case .publish: "at the broker"
      case .event: "effect done"
      case .batch(_, let rows): "\(rows) rows marked"
      }
    }
  }
}
