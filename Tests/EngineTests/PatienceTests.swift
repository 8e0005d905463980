import Engine
import Testing

/// A way that nobody waits for any more is left after a few thousand events, whichever way it is.
@Suite(.serialized) struct PatienceTests {
  private static let handled = Counter()
  private static let end = Instant.start + .steps(60_000)

  /// Sixty thousand events on the first branch, one a step; a second one leaves it right after the start, does the same
  /// for long, and is as long.
  private static let timeline: Timeline<GridWorld> = {
    let start = GridWorld(seed: 1, longest: 3, crowd: 1, handled: handled)
    var timeline = Timeline(start, eventsPerCheckpoint: .max)
    timeline.apply(.act(0, after: .zero), "first")
    timeline.advance(until: end)
    timeline.go(to: .start + .steps(10))
    timeline.apply(.act(1, after: .steps(45_000)), "second")
    timeline.advance(until: end)
    return timeline
  }()

  /// The timeline on its second branch, early enough for everything else to be far away.
  private static var early: Timeline<GridWorld> {
    var early = timeline
    early.go(to: .start + .steps(20))
    return early
  }

  /// Long ways, each with how it begins.
  private static let ways: [(name: String, from: Timeline<GridWorld>, body: Way)] = {
    var twin = early
    twin.beginTwin()
    twin.applyToTwin(.act(2, after: .steps(45_000)), "beside")
    var short = early
    short.apply(.act(3, after: .steps(50_000)), "short")
    short.go(toBranch: 1)
    return [
      ("to a moment", early, { $0.go(to: Moment(at: end, events: 50_000, inputs: 2)) }),
      ("to an instant", early, { $0.go(to: .start + .steps(50_000)) }),
      ("to another branch", early, { $0.go(toBranch: 0, at: Moment(at: end, events: 50_000, inputs: 1)) }),
      ("back to a note", timeline, { _ = $0.lastRise { world in min(world.processed, 100) } }),
      ("two to a moment", twin, { $0.go(to: $0.branch.tip) }),
      ("beside a branch", timeline, { $0.beginTwin(onBranch: 0) }),
      ("beside a branch that ended long before", short, { $0.beginTwin(onBranch: 2) }),
    ]
  }()
  private typealias Way = @Sendable (inout Timeline<GridWorld>) -> Void

  @Test func `a long way is left as soon as nobody waits for it`() {
    for way in Self.ways {
      var there = way.from
      Self.handled.reset()
      way.body(&there)
      #expect(Self.handled.total > 40_000, "\(way.name) is not long")

      var left = way.from
      left.patience = Patience { true }
      Self.handled.reset()
      way.body(&left)
      #expect(Self.handled.total <= 4 * Patience.stretch, "\(way.name)")
    }
  }

  @Test func `who waits is asked at least once in a stretch and comes to the same end`() {
    for way in Self.ways {
      var (there, waited) = (way.from, way.from)
      way.body(&there)
      let asked = Counter()
      waited.patience = Patience {
        asked.count()
        return false
      }
      Self.handled.reset()
      way.body(&waited)
      #expect(asked.total >= Self.handled.total / (4 * Patience.stretch), "\(way.name)")
      #expect(waited.present.sight == there.present.sight, "\(way.name)")
      #expect(waited.head.moment == there.head.moment, "\(way.name)")
      #expect(waited.twin?.difference == there.twin?.difference, "\(way.name)")
    }
  }

  @Test func `a branch that there is not is nowhere to go`() {
    for branch in [-1, 2, .max, .min] {
      var timeline = Self.early
      timeline.beginTwin()
      let (before, branches) = (timeline.head.moment, timeline.branches.count)
      timeline.go(toBranch: branch == 2 ? branches : branch)
      timeline.beginTwin(onBranch: branch == 2 ? branches : branch)
      #expect(timeline.head.moment == before && timeline.branches.count == branches)
      #expect(timeline.twin != nil)
    }
  }
}
