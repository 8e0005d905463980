/// The readings of all meters of a model.
public struct Meters<Set: MeterSet>: Sendable {
  /// The counters by the meter's number; other kinds stay 0 here.
  @usableFromInline var counts: ContiguousArray<UInt64>
  private var gauges: ContiguousArray<Gauge>
  private var latencies: ContiguousArray<Latency>
  private let latencyIndex: ContiguousArray<Int>
  /// Asked once: a declaration is made of strings.
  private let kinds: ContiguousArray<MeterDeclaration.Kind>

  /// Meters that read zero.
  public init() {
    let all = Array(Set.allCases)
    counts = ContiguousArray(repeating: 0, count: all.count)
    gauges = ContiguousArray(repeating: Gauge(), count: all.count)
    var index = ContiguousArray(repeating: -1, count: all.count)
    var latencies: ContiguousArray<Latency> = []
    for meter in all where meter.declaration.kind == .latency {
      index[meter.rawValue] = latencies.count
      latencies.append(Latency())
    }
    self.latencies = latencies
    kinds = ContiguousArray(all.map(\.declaration.kind))
    latencyIndex = index
  }

  /// The total of a counter.
  @inlinable
  public subscript(count meter: Set) -> UInt64 { counts[meter.rawValue] }

  /// The gauge of a meter.
  public subscript(gauge meter: Set) -> Gauge { gauges[meter.rawValue] }

  /// The latencies of a meter; empty for another kind.
  public subscript(latency meter: Set) -> Latency {
    let index = latencyIndex[meter.rawValue]
    return index < 0 ? Latency() : latencies[index]
  }

  @inlinable
  mutating func add(_ meter: Set, _ amount: UInt64) { counts[meter.rawValue] &+= amount }

  mutating func set(_ meter: Set, _ level: Double, at now: Instant) {
    gauges[meter.rawValue].set(level, at: now)
  }

  @usableFromInline
  mutating func record(_ meter: Set, _ interval: Interval) {
    let index = latencyIndex[meter.rawValue]
    if index >= 0 { latencies[index].record(interval) }
  }
}

extension Meters {
  /// One row for the history: of a counter the total, of a gauge the level, of a latency the mean in seconds of
  /// what was recorded since the row before.
  mutating func row() -> [Double] {
    kinds.indices.map { index in
      switch kinds[index] {
      case .counter: Double(counts[index])
      case .gauge: gauges[index].last
      case .latency: latencies[latencyIndex[index]].takeRecentMean().seconds
      }
    }
  }
}
