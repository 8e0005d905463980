import Engine
import FirstEdition
import Testing

/// Counters, gauges, latencies, and their history.
@Suite struct MeterTests {
  @Test func gaugesAreWeightedByTime() {
    var gauge = Level()
    #expect(gauge.mean(at: .start + .seconds(5)) == 0)
    gauge.set(10, at: .start + .seconds(1))
    #expect(gauge.mean(at: .start + .seconds(1)) == 10)
    gauge.set(-2, at: .start + .seconds(2))
    gauge.set(4, at: .start + .seconds(5))
    let early: Double = (10.0 - 6.0 + 16.0) / 8.0
    #expect(abs(gauge.mean(at: .start + .seconds(9)) - early) < 1e-12)
    #expect(gauge.last == 4 && gauge.minimum == -2 && gauge.maximum == 10)
    let late: Double = (10.0 - 6.0 + 4.0 * 996.0) / 1000.0
    #expect(abs(gauge.mean(at: .start + .seconds(1001)) - late) < 1e-9)
  }

  @Test(arguments: [1e3, 1e5, 1e7, 1e9, 3e11])
  func latencyPercentilesAreWithinOnePercent(scale: Double) {
    var run = ProbeModel.run
    var random = Random(seed: 3)
    var times: [UInt64] = []
    for _ in 0..<5000 {
      let interval = Interval(nanosecondsRounded: scale * random.exponential())
      times.append(interval.nanoseconds)
      run.context.record(.time, interval)
    }
    times.sort()
    let latency = run.context.meters[latency: .time]
    #expect(latency.count == 5000)
    #expect(latency.maximum.nanoseconds == times.last)
    let mean = times.reduce(0) { $0 + Double($1) } / 5000
    #expect(abs(Double(latency.mean.nanoseconds) - mean) <= 1)
    for percent in [0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 100] {
      let exact = Double(times[max(0, Int((percent * 50).rounded(.up)) - 1)])
      let found = Double(latency.percentile(percent).nanoseconds)
      #expect(found >= exact || percent == 100)
      #expect(found - exact <= max(0.01 * exact, 512), "p\(percent)")
    }
    #expect(latency.percentile(100) == latency.maximum)
    #expect(run.context.meters[latency: .otherTime].count == 0)
  }

  @Test func latenciesAtTheEdges() {
    var run = ProbeModel.run
    #expect(run.context.meters[latency: .time].percentile(50) == .zero)
    #expect(run.context.meters[latency: .time].mean == .zero)
    run.context.record(.time, .zero)
    #expect(run.context.meters[latency: .time].percentile(99) == .zero)
    run.context.record(.time, Interval(nanoseconds: .max))
    run.context.record(.otherTime, .seconds(7200))
    let latency = run.context.meters[latency: .time]
    #expect(latency.count == 2 && latency.maximum.nanoseconds == .max)
    // Beyond two hours times are no longer told apart, and the longest stands for them.
    #expect(latency.percentile(99) == latency.maximum)
    #expect(run.context.meters[latency: .otherTime].percentile(50) == .seconds(7200))
  }

  @Test func metersOfOneKindReadNothingOfAnother() {
    var run = ProbeModel.run
    run.context.count(.count, 3)
    run.context.count(.count)
    #expect(run.context.meters[count: .count] == 4)
    #expect(run.context.meters[latency: .count].count == 0)
    run.context.record(.count, .seconds(1))
    #expect(run.context.meters[latency: .count].count == 0)
    #expect(run.context.meters[latency: .time].count == 0)
  }

  /// More counters than lie in the value itself.
  @Test func manyCounters() {
    var run = Simulation<ManyMeters>(seed: 1, knobs: 0)
    for meter in ManyMeters.Meter.allCases { run.context.count(meter, meter.rawValue + 1) }
    let snapshot = run
    for meter in ManyMeters.Meter.allCases { run.context.count(meter) }
    for meter in ManyMeters.Meter.allCases {
      #expect(snapshot.context.meters[count: meter] == UInt64(meter.rawValue + 1))
      #expect(run.context.meters[count: meter] == UInt64(meter.rawValue + 2))
    }
  }

  struct ManyMeters: Model {
    struct Event: EventCode { var code: UInt64 { 0 } }
    struct Meter: MeterSet {
      let rawValue: Int
      static let allCases = (0..<70).map { Meter(rawValue: $0) }
      var declaration: MeterDeclaration { MeterDeclaration("m\(rawValue)", .counter, "One of many.") }
    }

    init(_ knobs: Int, _ context: inout Context<Self>) {}
    mutating func handle(_ event: Event, _ context: inout Context<Self>) {}
    mutating func turn(_ knobs: Int, _ context: inout Context<Self>) {}
    mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
  }

  @Test func aRowHoldsTotalLevelAndRecentMean() {
    var run = ProbeModel.run
    run.context.count(.count, 30_000_001)
    run.context.record(.time, .milliseconds(10))
    run.context.record(.time, .milliseconds(30))
    run.model.level = 2.5
    run.advance(until: .start + .milliseconds(100))
    run.context.count(.count)
    run.context.record(.time, .milliseconds(50))
    run.advance(until: .start + .milliseconds(300))
    let history = run.context.history
    #expect(history.count == 3 && history.columns == 4)
    // A rate is a difference of totals: it must be exact however large they are.
    #expect((0..<3).map { history[$0, 2] } == [30_000_001, 30_000_002, 30_000_002])
    #expect((0..<3).map { history[$0, 1] } == [0.02, 0.05, 0])
    #expect(history[2, 0] == 2.5)
    #expect(history[3, 0] == nil && history[-1, 0] == nil && history[0, 4] == nil && history[0, -1] == nil)
    #expect(run.context.meters[latency: .time].mean == .milliseconds(30))
  }

  @Test func historyIsBounded() {
    var run = ProbeModel.run
    var snapshot = run
    for second in 1...4000 {
      run.context.count(.count, 10)
      run.advance(until: .start + .seconds(Double(second)))
      if second == 500 { snapshot = run }
    }
    let history = run.context.history
    #expect(history.count == 40_000)
    #expect((5984...6000).contains(history.count - history.oldest))
    #expect(history[history.oldest - 1, 2] == nil)
    for row in history.oldest..<history.count { #expect(history[row, 2] == Double(row / 10 + 1) * 10) }
    #expect(snapshot.context.history.count == 5000 && snapshot.context.history.oldest == 0)
    #expect(snapshot.context.history[0, 2] == 10)
  }
}
