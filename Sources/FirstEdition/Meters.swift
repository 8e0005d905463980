import Engine

/// The readings of all meters of a model.
public struct Meters<Set: MeterSet>: Sendable {
  /// The counters by the meter's number; other kinds stay 0 here.
  @usableFromInline var counts: Tally
  @usableFromInline var gauges: ContiguousArray<Level>
  @usableFromInline var latencies: LatencyCells
  /// Where each meter's histogram is, by the meter's number; -1 for other kinds.
  @usableFromInline let latencyIndex: ContiguousArray<Int>
  /// At most one. In an array, of which a snapshot copies no more than a reference.
  private var warmUps: ContiguousArray<WarmUp> = []
  /// Asked once: a declaration is made of strings.
  @usableFromInline let kinds: ContiguousArray<MeterDeclaration.Kind>

  /// Meters that read zero.
  public init() {
    kinds = ContiguousArray(Set.allCases.map(\.declaration.kind))
    counts = Tally(count: kinds.count)
    gauges = ContiguousArray(repeating: Level(), count: kinds.count)
    var found = 0
    latencyIndex = ContiguousArray(
      kinds.map { kind in
        defer { found += kind == .latency ? 1 : 0 }
        return kind == .latency ? found : -1
      })
    latencies = LatencyCells(count: found)
  }

  /// The total of a counter.
  @inlinable
  public subscript(count meter: Set) -> UInt64 { counts[meter.rawValue] }

  /// The gauge of a meter.
  public subscript(gauge meter: Set) -> Level { gauges[meter.rawValue] }

  /// The latencies of a meter; empty for another kind. Complexity: O(1).
  public subscript(latency meter: Set) -> Latency {
    let index = latencyIndex[meter.rawValue]
    return index < 0 ? Latency() : latencies[index]
  }

  @inlinable @inline(__always)
  mutating func add(_ meter: Set, _ amount: UInt64) { counts.add(meter.rawValue, amount) }

  @inlinable
  mutating func set(_ meter: Set, _ level: Double, at now: Instant) {
    gauges[meter.rawValue].set(level, at: now)
  }

  @inlinable
  mutating func record(_ meter: Set, _ interval: Interval) {
    let index = latencyIndex[meter.rawValue]
    if index >= 0 { latencies.record(interval, at: index) }
  }
}

extension Meters {
  /// One row for the history: of a counter the total, of a gauge the level, of a latency the mean in
  /// seconds of what was recorded since the row before.
  @inlinable
  mutating func row() -> [Double] {
    kinds.indices.map { index in
      switch kinds[index] {
      case .counter: Double(counts[index])
      case .gauge: gauges[index].last
      case .latency: latencies.takeRecentMean(latencyIndex[index])
      }
    }
  }
}

extension Meters {
  /// Lets what is reported be what comes from now on.
  package mutating func beginMeasuring(at now: Instant) {
    warmUps = [WarmUp(ending: now, counts: counts, gauges: &gauges, latencies: &latencies)]
  }

  /// When measuring began; at the start, if nobody said anything else.
  package var measuredFrom: Instant { warmUps.first?.end ?? .start }

  /// The total of a counter since measuring began.
  package func measuredCount(_ meter: Set) -> UInt64 {
    warmUps.first?.count(meter.rawValue, of: counts) ?? self[count: meter]
  }

  /// The latencies of a meter since measuring began; empty for another kind.
  package func measuredLatency(_ meter: Set) -> Latency {
    let index = latencyIndex[meter.rawValue]
    guard index >= 0, let warmUp = warmUps.first else { return self[latency: meter] }
    return warmUp.latency(index, of: latencies)
  }
}
