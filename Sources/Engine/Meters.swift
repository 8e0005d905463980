/// The readings of all meters of a model.
public struct Meters<Set: MeterSet>: Sendable {
  /// The counters by the meter's number; other kinds stay 0 here.
  @usableFromInline var counts: ContiguousArray<UInt64>
  @usableFromInline var gauges: ContiguousArray<Gauge>
  /// By the meter's number too; those of other kinds have no buckets.
  @usableFromInline var latencies: ContiguousArray<Latency>
  /// Asked once: a declaration is made of strings.
  @usableFromInline let kinds: ContiguousArray<MeterDeclaration.Kind>

  /// Meters that read zero.
  public init() {
    let all = Array(Set.allCases)
    counts = ContiguousArray(repeating: 0, count: all.count)
    gauges = ContiguousArray(repeating: Gauge(), count: all.count)
    kinds = ContiguousArray(all.map(\.declaration.kind))
    latencies = ContiguousArray(kinds.map { $0 == .latency ? Latency() : .unused })
  }

  /// The total of a counter.
  @inlinable
  public subscript(count meter: Set) -> UInt64 { counts[meter.rawValue] }

  /// The gauge of a meter.
  public subscript(gauge meter: Set) -> Gauge { gauges[meter.rawValue] }

  /// The latencies of a meter; empty for another kind.
  public subscript(latency meter: Set) -> Latency { latencies[meter.rawValue] }

  @inlinable
  mutating func add(_ meter: Set, _ amount: UInt64) { counts[meter.rawValue] &+= amount }

  @inlinable
  mutating func set(_ meter: Set, _ level: Double, at now: Instant) {
    gauges[meter.rawValue].set(level, at: now)
  }

  @inlinable
  mutating func record(_ meter: Set, _ interval: Interval) {
    latencies[meter.rawValue].record(interval)
  }
}

extension Meters {
  /// One row for the history: of a counter the total, of a gauge the level, of a latency the mean in seconds of
  /// what was recorded since the row before.
  @inlinable
  mutating func row() -> [Double] {
    kinds.indices.map { index in
      switch kinds[index] {
      case .counter: Double(counts[index])
      case .gauge: gauges[index].last
      case .latency: latencies[index].takeRecentMean().seconds
      }
    }
  }
}
