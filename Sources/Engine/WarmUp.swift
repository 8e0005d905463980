/// What the meters of a run read when measuring began: what is reported is what came after it.
///
/// Counters and histograms go on, since laws add them up; what they read before is taken off. Nobody but a report asks
/// for the extremes and the mean of a level, so levels begin anew.
public struct WarmUp: Sendable {
  /// When measuring began.
  public let end: Instant
  private let counts: CountCells
  private let latencies: LatencyCells

  /// A warm-up that ends now, with everything that was read in it.
  public init(
    ending end: Instant, counts: CountCells, gauges: inout ContiguousArray<Level>, latencies: inout LatencyCells
  ) {
    for index in gauges.indices { gauges[index].restart(at: end) }
    latencies.restartMaxima()
    (self.end, self.counts, self.latencies) = (end, counts, latencies)
  }

  /// How much was counted since, by the counter's position.
  public func count(_ position: Int, of counts: CountCells) -> UInt64 { counts[position] - self.counts[position] }

  /// How long things took since, by the histogram's position.
  public func latency(_ index: Int, of latencies: LatencyCells) -> Latency {
    latencies.recent(index, since: self.latencies)
  }
}
