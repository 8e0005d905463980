import Engine
import Testing

/// Arrivals come at the rate that was asked for, and turning it leaves later draws alone.
@Suite struct SourceTests {
  /// A source with the agenda of its arrivals, whose times are kept.
  private struct Run {
    private let seed: UInt64
    private var source: Source
    private var agenda = Agenda<UInt32>()
    private var now: Instant = .start
    private(set) var times: [Double] = []
    private(set) var voids = 0
    var pending: Int { agenda.count }

    init(_ rate: Double, _ spacing: Source.Spacing = .poisson, seed: UInt64 = 1) {
      self.seed = seed
      source = Source(spacing, rate: rate, stream: DrawStream(1))
      schedule(source.begin(now: now, seed: seed))
    }

    private mutating func schedule(_ due: Instant?) {
      if let due { agenda.schedule(source.generation, at: due) }
    }

    mutating func advance(until end: Instant) {
      while let (due, generation) = agenda.next(before: end) {
        guard let (number, next) = source.arrive(generation, now: due, seed: seed) else {
          voids += 1
          continue
        }
        precondition(number == UInt64(times.count))
        times.append(due.seconds)
        schedule(next)
      }
      now = end
    }

    mutating func advance(seconds: Double) { advance(until: .start + .seconds(seconds)) }

    mutating func turn(to rate: Double) { schedule(source.turn(rate: rate, now: now)) }
  }

  @Test func `Poisson counts have their mean and variance`() {
    let counts = (1...400).map { seed in
      var run = Run(10, seed: UInt64(seed))
      run.advance(seconds: 100)
      return Double(run.times.count)
    }
    let mean = counts.reduce(0, +) / 400
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    #expect(abs(mean - 1000) < 4.5 * (1000 / 400.0).squareRoot())
    #expect(abs(variance / 1000 - 1) < 4.5 * (2 / 399.0).squareRoot())
  }

  /// Stretched to units of the mean gap, the gaps are the same whenever and however often the rate is turned.
  @Test func `turning the rate keeps later draws`() {
    var (plain, turned) = (Run(10), Run(10))
    plain.advance(seconds: 30)
    turned.advance(seconds: 10)
    turned.turn(to: 40)
    turned.advance(seconds: 15)
    let before = turned.times.count
    for index in 1..<before {
      let gap = plain.times[index] - plain.times[index - 1]
      let own = turned.times[index] - turned.times[index - 1]
      let isBefore = turned.times[index] < 10
      let isAfter = turned.times[index - 1] > 10
      if isBefore { #expect(abs(own - gap) < 1e-8) }
      if isAfter { #expect(abs(own - gap / 4) < 1e-8) }
      // The gap during which it was turned: its rest is stretched.
      if !isBefore && !isAfter {
        let passed = 10 - turned.times[index - 1]
        #expect(abs(own - (passed + (gap - passed) / 4)) < 1e-8)
      }
    }
    #expect(turned.voids == 1)
    #expect(before > 200)
  }

  @Test func `turning to the same rate changes nothing`() {
    var (plain, turned) = (Run(10), Run(10))
    plain.advance(seconds: 20)
    for second in 1...20 {
      turned.turn(to: 10)
      turned.advance(seconds: Double(second))
    }
    #expect(plain.times.count == turned.times.count)
    #expect(zip(plain.times, turned.times).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func `rate zero is silence and comes back`() {
    var run = Run(10)
    run.advance(seconds: 5)
    let before = run.times.count
    run.turn(to: 0)
    run.advance(seconds: 50)
    #expect(run.times.count == before)
    #expect(run.pending == 0)
    run.turn(to: 10)
    run.advance(seconds: 60)
    #expect((60...140).contains(run.times.count - before))
    var other = Run(10)
    other.advance(seconds: 15)
    #expect(zip(other.times, run.times).allSatisfy { abs($0 - $1) < 1e-7 || abs($0 + 45 - $1) < 1e-7 })
  }

  @Test func `a source may begin silent`() {
    var run = Run(0)
    run.advance(seconds: 5)
    #expect(run.times.isEmpty)
    run.turn(to: 10)
    run.advance(seconds: 15)
    #expect(run.times.count > 50)
  }

  @Test func `constant gaps`() {
    var run = Run(4, .constant)
    run.advance(until: .start + .seconds(10) + Interval(nanoseconds: 1))
    #expect(run.times.count == 40)
    for (index, time) in run.times.enumerated() { #expect(abs(time - Double(index + 1) / 4) < 1e-12) }
  }
}
