/// The readings of all meters of a run, each known by its position.
public struct Meters: Sendable {
  /// How each meter is read.
  public let kinds: ContiguousArray<MeterDeclaration.Kind>
  /// The counters; other kinds stay 0 here.
  @usableFromInline var counts: CountCells
  @usableFromInline var gauges: ContiguousArray<Level>
  @usableFromInline var latencies: LatencyCells
  /// Where each meter's histogram is; -1 for other kinds.
  @usableFromInline let latencyIndex: ContiguousArray<Int>
  /// At most one. In an array, of which a snapshot copies no more than a reference.
  private var warmUps: ContiguousArray<WarmUp> = []

  /// Meters that read zero.
  public init(_ kinds: some Sequence<MeterDeclaration.Kind>) {
    self.kinds = ContiguousArray(kinds)
    counts = CountCells(count: self.kinds.count)
    gauges = ContiguousArray(repeating: Level(), count: self.kinds.count)
    var found = 0
    latencyIndex = ContiguousArray(
      self.kinds.map { kind in
        defer { found += kind == .latency ? 1 : 0 }
        return kind == .latency ? found : -1
      })
    latencies = LatencyCells(count: found)
  }

  /// The total of a counter.
  @inlinable
  public subscript(count position: Int) -> UInt64 { counts[position] }

  /// The level of a gauge, with its extremes and mean.
  public subscript(gauge position: Int) -> Level { gauges[position] }

  /// The latencies of a meter; empty for another kind. Complexity: O(1).
  public subscript(latency position: Int) -> Latency {
    let index = latencyIndex[position]
    return index < 0 ? Latency() : latencies[index]
  }

  /// Whether as much was counted here as there.
  public func countsSame(as other: Meters) -> Bool { counts == other.counts }

  /// Counts so many more.
  @inlinable @inline(__always)
  public mutating func add(_ position: Int, _ amount: UInt64) { counts.add(position, amount) }

  /// Sets a level from `now` on.
  @inlinable
  public mutating func set(_ position: Int, _ level: Double, at now: Instant) {
    gauges[position].set(level, at: now)
  }

  /// Records how long something took.
  @inlinable
  public mutating func record(_ position: Int, _ interval: Interval) {
    let index = latencyIndex[position]
    if index >= 0 { latencies.record(interval, at: index) }
  }

  /// One row for the history: of a counter the total, of a gauge the level, of a latency the mean in seconds of what
  /// was recorded since the row before.
  public mutating func row() -> [Double] {
    kinds.indices.map { position in
      switch kinds[position] {
      case .counter: Double(counts[position])
      case .gauge: gauges[position].last
      case .latency: latencies.takeRecentMean(latencyIndex[position])
      }
    }
  }
}

extension Meters {
  /// Lets what is reported be what comes from now on.
  public mutating func beginMeasuring(at now: Instant) {
    warmUps = [WarmUp(ending: now, counts: counts, gauges: &gauges, latencies: &latencies)]
  }

  /// When measuring began; at the start, if nobody said anything else.
  public var measuredFrom: Instant { warmUps.first?.end ?? .start }

  /// The total of a counter since measuring began.
  public func measuredCount(_ position: Int) -> UInt64 {
    warmUps.first?.count(position, of: counts) ?? self[count: position]
  }

  /// The latencies of a meter since measuring began; empty for another kind.
  public func measuredLatency(_ position: Int) -> Latency {
    let index = latencyIndex[position]
    guard index >= 0, let warmUp = warmUps.first else { return self[latency: position] }
    return warmUp.latency(index, of: latencies)
  }
}
