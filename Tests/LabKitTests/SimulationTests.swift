import Engine
import LabKit
import Testing

/// What an advance promises: where it ends, and that it does not matter into how many it is split.
@Suite struct SimulationTests {
  private func at(_ milliseconds: Double) -> Instant { .start + .milliseconds(milliseconds) }

  private func run(_ milliseconds: [UInt32]) -> Simulation<Beats> {
    Simulation(Plan<Beats>(milliseconds), seed: 1)
  }

  @Test func `the end is not included and is reached`() {
    var run = run([1, 5, 5, 6])
    #expect(run.advance(until: at(5)) == 1)
    #expect(run.now == at(5))
    #expect(run.lab.seen == [0])
    #expect(run.advance(until: at(5.5)) == 2)
    #expect(run.now == at(5.5))
    #expect(run.context.pending == 1)
  }

  @Test func `the limit stops at the last event unless nothing is left`() {
    var run = run([1, 5, 5, 6])
    #expect(run.advance(until: at(9), limit: 2) == 2)
    #expect(run.now == at(5))
    #expect(run.advance(until: at(9), limit: 0) == 0)
    #expect(run.now == at(5))
    #expect(run.advance(until: at(9), limit: 2) == 2)
    #expect(run.now == at(9))
  }

  @Test func `no advance goes back`() {
    var run = run([1, 5, 5, 6])
    run.advance(until: at(8))
    #expect(run.advance(until: at(2)) == 0)
    #expect(run.now == at(8))
  }

  @Test func `inside an instant it stops after so many events, and the clock stays with the last of them`() {
    var run = run([1, 5, 5, 5, 6])
    run.advance(to: at(5), events: 3)
    #expect(run.lab.seen == [0, 1, 2] && run.now == at(5))
    let more = run.step(notAfter: at(5)), none = run.step(notAfter: at(5.9)), last = run.step(notAfter: at(6))
    #expect(more && !none && last && run.now == at(6) && run.lab.seen.count == 5)
  }

  @Test func `the distant future ends with the last event`() {
    var run = run([1, 35])
    #expect(run.advance(until: .distantFuture) == 2)
    #expect(run.now == at(35))
    #expect(run.lab.sampledAt == [10, 20, 30])
    #expect(run.advance(until: .distantFuture, limit: 1) == 0)
  }

  @Test func `a lab that is never sampled has no history`() {
    var run = Simulation(Plan<Unsampled>(), seed: 1)
    #expect(run.advance(until: .distantFuture) == 3)
    #expect(run.advance(until: .start + .seconds(100)) == 0)
    #expect(run.now == .start + .seconds(100) && run.history.count == 0)
  }

  @Test func `samples come before the events of their instant`() {
    var run = run([10, 20])
    run.advance(until: at(10))
    #expect(run.lab.sampledAt == [10] && run.lab.seen == [])
    run.advance(until: at(20))
    #expect(run.lab.sampledAt == [10, 20] && run.lab.seen == [0])
    run.advance(until: at(55))
    #expect(run.lab.sampledAt == [10, 20, 30, 40, 50])
    #expect(run.history.count == 5)
  }

  @Test func `what is due in the past is due now`() {
    var run = run([])
    run.advance(until: at(7))
    run.context.schedule(.beat, 9, at: at(2))
    #expect(run.nextDue == at(7))
    run.advance(until: at(7.5))
    #expect(run.lab.seen == [9])
  }

  /// The same run, cut at random times and by random limits.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `splitting an advance changes nothing`(seed: UInt64) {
    var random = Random(seed: seed)
    var straight = run((0..<2000).map { _ in UInt32(random.below(400)) })
    var split = straight
    straight.advance(until: at(400))
    while split.now < at(400) {
      let end = min(at(400), split.now + .microseconds(Double(random.below(20_000))))
      split.advance(until: end, limit: random.chance(0.5) ? random.below(40) : .max)
    }
    #expect(straight.processed == 2000 && split.processed == 2000)
    #expect(split.context.digest == straight.context.digest)
    #expect(split.lab.seen == straight.lab.seen && split.lab.sampledAt == straight.lab.sampledAt)
    #expect(straight.history.count == 40)
    #expect((0..<40).allSatisfy { split.history[$0, 0] == straight.history[$0, 0] })
  }

  @Test func `a copy goes its own way`() {
    var original = run([1, 5, 20, 30])
    original.advance(until: at(10))
    var copy = original
    copy.context.schedule(.beat, 9, after: .milliseconds(1))
    copy.advance(until: at(25))
    #expect(copy.lab.seen == [0, 1, 9, 2] && copy.context.total(.beats) == 4)
    #expect(original.now == at(10) && original.lab.seen == [0, 1] && original.context.total(.beats) == 2)
    original.advance(until: at(25))
    #expect(original.lab.seen == [0, 1, 2] && original.context.digest != copy.context.digest)
  }

  @Test func `random numbers are those of seed, stream, thing and attempt`() {
    let context = run([]).context
    var (drawn, again) = (context.draw(Beats.Stream.second, 7), context.draw(Beats.Stream.second, 7, attempt: 3))
    var (first, third) = (
      Draw(seed: 1, stream: DrawStream(2), entity: 7),
      Draw(seed: 1, stream: DrawStream(2), entity: 7, attempt: 3)
    )
    #expect(drawn.next() == first.next() && again.next() == third.next())
  }
}

/// Events that do nothing, at the milliseconds that its blueprint lists; each is known by its place there.
private struct Beats: Lab {
  enum Event: UInt8, EventKind { case beat }
  enum Meter: Int, MeterKind {
    case beats
    var declaration: MeterFamily { .counter("beats", "events", "Events.") }
  }
  enum Stream: Int, StreamKind { case first, second }

  static var samplePeriod: Interval { .milliseconds(10) }
  var seen: [Slot] = []
  var sampledAt: [UInt64] = []
  let isDrained = true

  init(_ context: inout Context<Beats>) {
    for (place, at) in context.blueprint.enumerated() {
      context.schedule(.beat, Slot(place), at: .start + .milliseconds(Double(at)))
    }
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Beats>) {
    seen.append(slot)
    context.count(.beats)
  }
  mutating func sample(_ context: inout Context<Beats>) {
    sampledAt.append(context.now.nanoseconds / 1_000_000)
  }

  static func declaration(of _: [UInt32]) -> Declaration<Beats> { Declaration(.nameless) }
}

/// Three events, a second apart.
private struct Unsampled: Lab {
  enum Event: UInt8, EventKind { case beat }
  static var samplePeriod: Interval { .zero }
  let isDrained = true

  init(_ context: inout Context<Unsampled>) {
    for second in 1...3 { context.schedule(.beat, after: .seconds(Double(second))) }
  }
  func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Unsampled>) {}

  static func declaration(of _: NoBlueprint) -> Declaration<Unsampled> { Declaration(.nameless) }
}

extension Card {
  /// Of a lab that no catalogue has.
  fileprivate static var nameless: Card {
    Card(
      id: "nameless", title: "Nameless", group: "toys", summary: "Nothing.", whenToUse: [], whenNot: [],
      simplifies: [], panels: [], drainsWithin: .zero)
  }
}
