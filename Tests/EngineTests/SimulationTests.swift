import Engine
import FirstEdition
import Testing

/// What an advance promises: where it ends, and that it does not matter into how many it is split.
@Suite struct SimulationTests {
  /// Events that do nothing, at given milliseconds.
  struct Moments: Model {
    struct Event: EventCode {
      let code: UInt64
    }

    static var samplePeriod: Interval { .milliseconds(10) }
    var seen: [UInt64] = []
    var sampledAt: [UInt64] = []

    init(_ milliseconds: [UInt64], _ context: inout Context<Self>) {
      for at in milliseconds { context.schedule(Event(code: at), at: Instant(nanoseconds: at * 1_000_000)) }
    }

    mutating func handle(_ event: Event, _ context: inout Context<Self>) { seen.append(event.code) }
    mutating func turn(_ knobs: [UInt64], _ context: inout Context<Self>) {}
    mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
    mutating func observe(_ context: inout Context<Self>) {
      sampledAt.append(context.now.nanoseconds / 1_000_000)
    }
  }

  private func at(_ milliseconds: Double) -> Instant { .start + .milliseconds(milliseconds) }

  @Test func theEndIsNotIncludedAndIsReached() {
    var run = Simulation<Moments>(seed: 1, knobs: [1, 5, 5, 6])
    #expect(run.advance(until: at(5)) == 1)
    #expect(run.context.now == at(5))
    #expect(run.model.seen == [1])
    #expect(run.advance(until: at(5.5)) == 2)
    #expect(run.context.now == at(5.5))
    #expect(run.context.pending == 1)
  }

  @Test func theLimitStopsAtTheLastEventUnlessNothingIsLeft() {
    var run = Simulation<Moments>(seed: 1, knobs: [1, 5, 5, 6])
    #expect(run.advance(until: at(9), limit: 2) == 2)
    #expect(run.context.now == at(5))
    #expect(run.advance(until: at(9), limit: 0) == 0)
    #expect(run.context.now == at(5))
    #expect(run.advance(until: at(9), limit: 2) == 2)
    #expect(run.context.now == at(9))
  }

  @Test func noAdvanceGoesBack() {
    var run = Simulation<Moments>(seed: 1, knobs: [1, 5, 5, 6])
    run.advance(until: at(8))
    #expect(run.advance(until: at(2)) == 0)
    #expect(run.context.now == at(8))
  }

  @Test func theDistantFutureEndsWithTheLastEvent() {
    var run = Simulation<Moments>(seed: 1, knobs: [1, 35])
    #expect(run.advance(until: .distantFuture) == 2)
    #expect(run.context.now == at(35))
    #expect(run.model.sampledAt == [10, 20, 30])
    #expect(run.advance(until: .distantFuture, limit: 1) == 0)
    var unsampled = Simulation<QueueModel>(
      seed: 1, knobs: .init(rate: 1, service: .constant(.zero), customers: 3))
    #expect(unsampled.advance(until: .distantFuture) == 6)
  }

  @Test func samplesComeBeforeTheEventsOfTheirInstant() {
    var run = Simulation<Moments>(seed: 1, knobs: [10, 20])
    run.advance(until: at(10))
    #expect(run.model.sampledAt == [10] && run.model.seen == [])
    run.advance(until: at(20))
    #expect(run.model.sampledAt == [10, 20] && run.model.seen == [10])
    run.advance(until: at(55))
    #expect(run.model.sampledAt == [10, 20, 30, 40, 50])
    #expect(run.context.history.count == 5)
  }

  @Test func whatIsDueInThePastIsDueNow() {
    var run = Simulation<GridModel>(seed: 1, knobs: 3)
    run.advance(until: at(7))
    run.context.schedule(GridModel.Event(number: 7), at: at(2))
    run.advance(until: at(7) + Interval(nanoseconds: 1), limit: 1)
    #expect(run.context.now == at(7))
  }

  /// The same run, cut at random times and by random limits.
  @Test(arguments: 1...20)
  func splittingAnAdvanceChangesNothing(seed: UInt64) {
    var straight = Simulation<GridModel>(seed: seed, knobs: 6)
    straight.advance(until: at(400))
    var split = Simulation<GridModel>(seed: seed, knobs: 6)
    var random = Random(seed: seed)
    while split.context.now < at(400) {
      let end = min(at(400), split.context.now + .microseconds(Double(random.below(20_000))))
      split.advance(until: end, limit: random.chance(0.5) ? random.below(40) : .max)
    }
    #expect(Sight(split) == Sight(straight))
    #expect(straight.context.processed > 2000)
    for row in 0..<straight.context.history.count {
      for column in 0..<3 {
        #expect(split.context.history[row, column] == straight.context.history[row, column])
      }
    }
  }

  @Test func aCopyGoesItsOwnWay() {
    var original = Simulation<GridModel>(seed: 4, knobs: 6)
    original.advance(until: at(100))
    let before = Sight(original)
    var copy = original
    copy.apply(.act(5, isOn: true), "act")
    copy.advance(until: at(300))
    #expect(Sight(original) == before)
    var again = original
    again.apply(.act(5, isOn: true), "act")
    again.advance(until: at(300))
    #expect(Sight(again) == Sight(copy))
  }
}
