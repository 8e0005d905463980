import Engine
import Testing

/// Counters, gauges, latencies, and their history.
@Suite struct MeterTests {
  @Test func `gauges are weighted by time`() {
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
  func `latency percentiles are within one percent`(scale: Double) {
    var meters = Meters([.latency, .latency])
    var random = Random(seed: 3)
    var times: [UInt64] = []
    for _ in 0..<5000 {
      let interval = Interval(nanosecondsRounded: scale * random.exponential())
      times.append(interval.nanoseconds)
      meters.record(0, interval)
    }
    times.sort()
    let latency = meters[latency: 0]
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
    #expect(meters[latency: 1].count == 0)
  }

  @Test func `latencies at the edges`() {
    var meters = Meters([.latency, .latency])
    #expect(meters[latency: 0].percentile(50) == .zero)
    #expect(meters[latency: 0].mean == .zero)
    meters.record(0, .zero)
    #expect(meters[latency: 0].percentile(99) == .zero)
    meters.record(0, Interval(nanoseconds: .max))
    meters.record(1, .seconds(7200))
    let latency = meters[latency: 0]
    #expect(latency.count == 2 && latency.maximum.nanoseconds == .max)
    // Beyond two hours times are no longer told apart, and the longest stands for them.
    #expect(latency.percentile(99) == latency.maximum)
    #expect(meters[latency: 1].percentile(50) == .seconds(7200))
  }

  @Test func `meters of one kind read nothing of another`() {
    var meters = Meters([.gauge, .latency, .counter])
    meters.add(2, 3)
    meters.add(2, 1)
    #expect(meters[count: 2] == 4)
    #expect(meters[latency: 2].count == 0)
    meters.record(2, .seconds(1))
    #expect(meters[latency: 2].count == 0)
    #expect(meters[latency: 1].count == 0)
  }

  /// More counters than lie in the value itself.
  @Test func `many counters`() {
    var meters = Meters(repeatElement(.counter, count: 70))
    for meter in 0..<70 { meters.add(meter, UInt64(meter + 1)) }
    let snapshot = meters
    #expect(snapshot.countsSame(as: meters))
    for meter in 0..<70 { meters.add(meter, 1) }
    #expect((0..<70).allSatisfy { snapshot[count: $0] == UInt64($0 + 1) })
    #expect((0..<70).allSatisfy { meters[count: $0] == UInt64($0 + 2) })
    #expect(!snapshot.countsSame(as: meters))
  }

  @Test func `a row holds total, level and recent mean`() {
    var meters = Meters([.gauge, .latency, .counter])
    // A rate is a difference of totals: it must be exact however large they are.
    meters.add(2, 30_000_001)
    meters.record(1, .milliseconds(10))
    meters.record(1, .milliseconds(30))
    meters.set(0, 2.5, at: .start)
    let first = meters.row()
    #expect(first == [2.5, 0.02, 30_000_001])
    meters.add(2, 1)
    meters.record(1, .milliseconds(50))
    let rows = [meters.row(), meters.row()]
    #expect(rows == [[2.5, 0.05, 30_000_002], [2.5, 0, 30_000_002]])
    #expect(meters[latency: 1].mean == .milliseconds(30))
  }
}

/// The meters over time.
@Suite struct HistoryTests {
  /// Of a counter that rises by ten in every second, which are ten rows.
  private func history(rows: Int) -> History {
    var history = History(columns: 2)
    for row in 0..<rows { history.append([Double(row / 10 + 1) * 10, -1]) }
    return history
  }

  @Test func `where there is no row and no column there is nothing`() {
    let history = history(rows: 3)
    #expect(history.count == 3 && history.columns == 2)
    #expect(history[2, 0] == 10 && history[2, 1] == -1)
    #expect(history[3, 0] == nil && history[-1, 0] == nil && history[0, 2] == nil && history[0, -1] == nil)
  }

  @Test func `it is bounded`() {
    var history = history(rows: 5000)
    let snapshot = history
    for row in 5000..<40_000 { history.append([Double(row / 10 + 1) * 10, -1]) }
    #expect(history.count == 40_000)
    #expect((5984...6000).contains(history.count - history.oldest))
    #expect(history[history.oldest - 1, 0] == nil)
    for row in history.oldest..<history.count { #expect(history[row, 0] == Double(row / 10 + 1) * 10) }
    #expect(snapshot.count == 5000 && snapshot.oldest == 0 && snapshot[0, 0] == 10)
  }

  @Test func `a rise is over the rows that there are`() throws {
    #expect(History(columns: 1).rise(0, overRows: 10) == nil)
    let early = try #require(history(rows: 25).rise(0, overRows: 100))
    #expect(early.amount == 30 && early.rows == 25, "before the first row every counter was 0")
    let late = try #require(history(rows: 25).rise(0, overRows: 10))
    #expect(late.amount == 10 && late.rows == 10)
    let long = history(rows: 20_000), all = try #require(long.rise(0, overRows: .max))
    #expect(all.rows == long.count - 1 - long.oldest, "and beyond the oldest nobody knows")
  }
}
