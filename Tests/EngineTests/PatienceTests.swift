import Engine
import FirstEdition
import Synchronization
import Testing

/// A way that nobody waits for any more is left after a few thousand events, whichever way it is.
@Suite(.serialized) struct PatienceTests {
  private typealias World = Simulation<TickingModel>

  /// Sixty thousand events on the first branch; a second one leaves it right after the start and is as long.
  private static let timeline: Timeline<World> = {
    var timeline = Timeline(World(seed: 1, knobs: 0), eventsPerCheckpoint: .max)
    timeline.apply(.turn(0), "first")
    timeline.advance(until: end)
    timeline.go(to: .start + .milliseconds(10))
    timeline.apply(.turn(1), "second")
    timeline.advance(until: end)
    return timeline
  }()
  private static let end = Instant.start + .milliseconds(60_000)

  /// The timeline on its second branch, early enough for everything else to be far away.
  private static var early: Timeline<World> {
    var early = timeline
    early.go(to: .start + .milliseconds(20))
    return early
  }

  /// Long ways, each with how it begins.
  private static let ways: [(name: String, from: Timeline<World>, body: Way)] = {
    var beside = early
    beside.beginBeside()
    beside.applyBeside(.turn(2), "beside")
    var forgotten = timeline
    forgotten.beginBeside()
    // Both leave the branches on which they were last seen to do the same.
    forgotten.go(to: .start + .milliseconds(50_000))
    forgotten.apply(.turn(1), "both")
    var short = timeline
    short.go(to: .start + .milliseconds(20))
    short.apply(.turn(3), "short")
    short.go(toBranch: 1)
    return [
      ("to a moment", early, { $0.go(to: Moment(at: end, events: 50_000, inputs: 2)) }),
      ("to an instant", early, { $0.go(to: .start + .milliseconds(50_000)) }),
      ("to another branch", early, { $0.go(toBranch: 0, at: Moment(at: end, events: 50_000, inputs: 1)) }),
      ("back to a note", timeline, { _ = $0.lastRise { world in min(world.context.processed, 100) } }),
      ("two to a moment", beside, { $0.go(to: $0.branch.tip) }),
      ("beside a branch", timeline, { $0.beginBeside(onBranch: 0) }),
      ("beside a branch that ended long before", short, { $0.beginBeside(onBranch: 2) }),
    ]
  }()
  private typealias Way = @Sendable (inout Timeline<World>) -> Void

  @Test func `a long way is left as soon as nobody waits for it`() {
    for way in Self.ways {
      var there = way.from
      TickingModel.handled.store(0, ordering: .relaxed)
      way.body(&there)
      #expect(TickingModel.handled.load(ordering: .relaxed) > 40_000, "\(way.name) is not long")

      var left = way.from
      left.patience = Patience { true }
      TickingModel.handled.store(0, ordering: .relaxed)
      way.body(&left)
      #expect(TickingModel.handled.load(ordering: .relaxed) <= 4 * Patience.stretch, "\(way.name)")
    }
  }

  @Test func `who waits is asked at least once in a stretch and comes to the same end`() {
    for way in Self.ways {
      var (there, waited) = (way.from, way.from)
      way.body(&there)
      let asked = Asked()
      waited.patience = Patience { asked.again() }
      TickingModel.handled.store(0, ordering: .relaxed)
      way.body(&waited)
      let stretches = TickingModel.handled.load(ordering: .relaxed) / (4 * Patience.stretch)
      #expect(asked.times >= stretches, "\(way.name)")
      #expect(waited.present.context.digest == there.present.context.digest, "\(way.name)")
      #expect(waited.head.moment == there.head.moment, "\(way.name)")
      #expect(waited.beside?.difference == there.beside?.difference, "\(way.name)")
    }
  }

  @Test func `a branch that there is not is nowhere to go`() {
    for branch in [-1, 2, .max, .min] {
      var timeline = Self.early
      timeline.beginBeside()
      let (before, branches) = (timeline.head.moment, timeline.branches.count)
      timeline.go(toBranch: branch == 2 ? branches : branch)
      timeline.beginBeside(onBranch: branch == 2 ? branches : branch)
      #expect(timeline.head.moment == before && timeline.branches.count == branches)
      #expect(timeline.beside != nil)
    }
  }
}

private final class Asked: Sendable {
  private let count = Atomic(0)
  var times: Int { count.load(ordering: .relaxed) }

  /// Counts, and still waits.
  func again() -> Bool {
    count.add(1, ordering: .relaxed)
    return false
  }
}

/// An event a millisecond; all that ever happen are counted, in whichever copy of the world.
private struct TickingModel: Model {
  struct Event: EventCode {
    var code: UInt64 { 1 }
  }

  static let handled = Atomic(0)
  static var samplePeriod: Interval { .seconds(100) }

  private var knob = 0

  init(_ knobs: Int, _ context: inout Context<Self>) { context.schedule(Event(), at: .start) }

  mutating func handle(_ event: Event, _ context: inout Context<Self>) {
    TickingModel.handled.add(1, ordering: .relaxed)
    // What the knob is makes a difference late only.
    let isLate = context.processed >= 45_000
    context.schedule(event, after: .milliseconds(isLate ? Double(1 + knob) : 1))
  }
  mutating func turn(_ knobs: Int, _ context: inout Context<Self>) { knob = knobs }
  mutating func act(_ action: Int, _ isOn: Bool, _ context: inout Context<Self>) {}
}
