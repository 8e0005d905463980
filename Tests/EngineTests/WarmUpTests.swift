import Engine
import Testing

/// What meters report when measuring begins later than the run.
@Suite("Warm-up") struct WarmUpTests {
  private static let scale: [Double] = [1e5, 1e8, 3e10]

  @Test func `counts, levels and latencies are those of what came after it, for random readings`() {
    for seed in 1...50 as ClosedRange<UInt64> {
      var random = Random(seed: seed)
      var meters = Meters([.counter, .gauge, .latency, .gauge, .latency])
      let begins = Int(random.next() % 400)
      var now = Instant.start, counted: UInt64 = 0, times: [UInt64] = []
      var levels: [(at: Instant, level: Double)] = []
      for step in 0..<400 {
        now = now + Interval(nanosecondsRounded: 1e9 * random.exponential())
        if step == begins {
          meters.beginMeasuring(at: now)
          (counted, times) = (0, [])
          levels = levels.suffix(1).map { (now, $0.level) }
        }
        meters.add(0, UInt64(step % 3))
        counted += UInt64(step % 3)
        let level = (random.uniform() - 0.5) * 10
        meters.set(1, level, at: now)
        levels.append((now, level))
        let time = Interval(nanosecondsRounded: Self.scale[step % 3] * random.exponential())
        meters.record(2, time)
        times.append(time.nanoseconds)
      }
      let end = now + .seconds(1)
      #expect(meters.measuredCount(0) == counted)
      let level = meters[gauge: 1]
      #expect(level.minimum == levels.map(\.level).min() && level.maximum == levels.map(\.level).max())
      let area = zip(levels, levels.dropFirst().map(\.at) + [end]).reduce(0) { sum, piece in
        sum + piece.0.level * (piece.1 - piece.0.at).seconds
      }
      #expect(abs(level.mean(at: end) - area / (end - levels[0].at).seconds) < 1e-9, "\(seed)")
      let latency = meters.measuredLatency(2)
      times.sort()
      #expect(latency.count == UInt64(times.count) && latency.maximum.nanoseconds == times.last)
      for percent in [50.0, 95, 99, 100] {
        let exact = Double(times[max(0, Int((percent / 100 * Double(times.count)).rounded(.up)) - 1)])
        let found = Double(latency.percentile(percent).nanoseconds)
        #expect(found >= exact && found - exact <= max(0.01 * exact, 512), "\(seed) p\(percent)")
      }
      // What was never read stays so, and laws go on with everything.
      #expect(!meters[gauge: 3].isSet && meters.measuredLatency(4).count == 0)
      #expect(meters[count: 0] == 399 && meters[latency: 2].count == 400)
    }
  }

  @Test func `a level that stands still through the warm-up is measured`() {
    var meters = Meters([.gauge])
    meters.set(0, 7, at: .start)
    meters.beginMeasuring(at: .start + .seconds(5))
    #expect(meters.measuredFrom == .start + .seconds(5))
    #expect(meters[gauge: 0].mean(at: .start + .seconds(9)) == 7 && meters[gauge: 0].minimum == 7)
  }

  @Test func `the longest of everything stays known`() {
    var meters = Meters([.latency])
    meters.record(0, .seconds(9))
    meters.beginMeasuring(at: .start + .seconds(10))
    #expect(meters.measuredLatency(0).count == 0)
    meters.record(0, .seconds(1))
    #expect(meters.measuredLatency(0).maximum == .seconds(1))
    #expect(meters[latency: 0].maximum == .seconds(9) && meters[latency: 0].percentile(100) == .seconds(9))
  }
}
