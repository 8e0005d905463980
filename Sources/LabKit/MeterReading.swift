import Engine

/// What one meter says at a moment, with what it says of the time since an earlier one.
public enum MeterReading: Sendable {
  /// Of a counter the total, and the rate a second since then; nil when no time went by.
  case counter(total: UInt64, rate: Double?)
  /// Of a gauge the level; nil when it was never set.
  case gauge(Double?)
  /// Of a latency everything, and what was recorded since then.
  case latency(Latency, since: Latency)

  /// The one number to compare runs by: a counter's rate, a gauge's level, the 99th percentile of the latencies since
  /// then in seconds; nil where nothing was measured.
  public var number: Double? {
    switch self {
    case .counter(_, let rate): rate
    case .gauge(let level): level
    case .latency(_, let since): since.count > 0 ? since.percentile(99).seconds : nil
    }
  }
}

extension Latency {
  /// The percentiles that reports and exports show, of 100.
  public static let shownPercents = [50.0, 95, 99]
}
