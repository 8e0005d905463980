import Engine
import FirstEdition
import Testing

/// Arrivals come at the rate that was asked for, and turning it leaves later draws alone.
@Suite struct SourceTests {
  /// Nothing but arrivals, whose times are kept.
  struct Arrivals: Model {
    struct Event: EventCode {
      let generation: UInt32
      var code: UInt64 { UInt64(generation) << 8 }
    }

    struct Knobs: Sendable {
      var rate: Double
      var spacing = Source.Spacing.poisson
    }

    static var samplePeriod: Interval { .zero }
    var source: Source
    var times: [Double] = []
    var voids = 0

    init(_ knobs: Knobs, _ context: inout Context<Self>) {
      source = Source(knobs.spacing, rate: knobs.rate, stream: DrawStream(1))
      schedule(source.begin(context), &context)
    }

    mutating func handle(_ event: Event, _ context: inout Context<Self>) {
      guard let (number, next) = source.arrive(event.generation, context) else { return voids += 1 }
      precondition(number == UInt64(times.count))
      times.append(context.now.seconds)
      schedule(next, &context)
    }

    private mutating func schedule(_ due: Instant?, _ context: inout Context<Self>) {
      if let due { context.schedule(Event(generation: source.generation), at: due) }
    }

    mutating func turn(_ knobs: Knobs, _ context: inout Context<Self>) {
      schedule(source.turn(rate: knobs.rate, context), &context)
    }

    mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
  }

  private func run(_ rate: Double, _ spacing: Source.Spacing = .poisson, seed: UInt64 = 1) -> Simulation<
    Arrivals
  > {
    Simulation(seed: seed, knobs: .init(rate: rate, spacing: spacing))
  }

  @Test func poissonCountsHaveTheirMeanAndVariance() {
    let counts = (1...400).map { seed in
      var run = run(10, seed: UInt64(seed))
      run.advance(until: .start + .seconds(100))
      return Double(run.model.times.count)
    }
    let mean = counts.reduce(0, +) / 400
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    #expect(abs(mean - 1000) < 4.5 * (1000 / 400.0).squareRoot())
    #expect(abs(variance / 1000 - 1) < 4.5 * (2 / 399.0).squareRoot())
  }

  /// Stretched to units of the mean gap, the gaps are the same whenever and however often the rate is turned.
  @Test func turningTheRateKeepsLaterDraws() {
    var plain = run(10)
    var turned = run(10)
    plain.advance(until: .start + .seconds(30))
    turned.advance(until: .start + .seconds(10))
    turned.apply(.turn(.init(rate: 40)), "40")
    turned.advance(until: .start + .seconds(15))
    let before = turned.model.times.count
    for index in 1..<before {
      let gap = plain.model.times[index] - plain.model.times[index - 1]
      let own = turned.model.times[index] - turned.model.times[index - 1]
      let isBefore = turned.model.times[index] < 10
      let isAfter = turned.model.times[index - 1] > 10
      if isBefore { #expect(abs(own - gap) < 1e-8) }
      if isAfter { #expect(abs(own - gap / 4) < 1e-8) }
      // The gap during which it was turned: its rest is stretched.
      if !isBefore && !isAfter {
        let passed = 10 - turned.model.times[index - 1]
        #expect(abs(own - (passed + (gap - passed) / 4)) < 1e-8)
      }
    }
    #expect(turned.model.voids == 1)
    #expect(before > 200)
  }

  @Test func turningToTheSameRateChangesNothing() {
    var plain = run(10)
    var turned = run(10)
    plain.advance(until: .start + .seconds(20))
    for second in 1...20 {
      turned.apply(.turn(.init(rate: 10)), "10")
      turned.advance(until: .start + .seconds(Double(second)))
    }
    #expect(plain.model.times.count == turned.model.times.count)
    #expect(zip(plain.model.times, turned.model.times).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func rateZeroIsSilenceAndComesBack() {
    var run = run(10)
    run.advance(until: .start + .seconds(5))
    let before = run.model.times.count
    run.apply(.turn(.init(rate: 0)), "0")
    run.advance(until: .start + .seconds(50))
    #expect(run.model.times.count == before)
    #expect(run.context.pending == 0)
    run.apply(.turn(.init(rate: 10)), "10")
    run.advance(until: .start + .seconds(60))
    let after = run.model.times.count - before
    #expect((60...140).contains(after))
    var other = self.run(10)
    other.advance(until: .start + .seconds(15))
    #expect(
      zip(other.model.times, run.model.times).allSatisfy { abs($0 - $1) < 1e-7 || abs($0 + 45 - $1) < 1e-7 })
  }

  @Test func aSourceMayBeginSilent() {
    var run = run(0)
    run.advance(until: .start + .seconds(5))
    #expect(run.model.times.isEmpty)
    run.apply(.turn(.init(rate: 10)), "10")
    run.advance(until: .start + .seconds(15))
    #expect(run.model.times.count > 50)
  }

  @Test func constantGaps() {
    var run = run(4, .constant)
    run.advance(until: .start + .seconds(10) + Interval(nanoseconds: 1))
    #expect(run.model.times.count == 40)
    for (index, time) in run.model.times.enumerated() { #expect(abs(time - Double(index + 1) / 4) < 1e-12) }
  }
}
