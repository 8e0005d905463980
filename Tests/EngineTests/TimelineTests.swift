import Engine
import Testing

/// Checkpoints and journal give back every moment of every branch exactly.
@Suite struct TimelineTests {
  /// One thing that a person or the live driver does.
  enum Step {
    case advance(Instant, Int)
    case input(GridWorld.Input, String)
  }

  /// Random advances, many of them stopped inside an instant, and random inputs, some several at one moment.
  static func steps(_ count: Int, seed: UInt64) -> [Step] {
    var random = Random(seed: seed)
    var end = 0
    return (0..<count).map { number in
      switch random.below(10) {
      case 0: return .input(.turn(3 + random.below(10)), "turn \(number)")
      case 1, 2: return .input(.act(random.below(6), after: random.chance(0.5) ? .zero : .steps(1)), "act \(number)")
      case 3...6:
        end += random.below(9)
        return .advance(Instant(nanoseconds: UInt64(end) * 10_000_000), 1 + random.below(25))
      default:
        end += random.below(7)
        // Off the grid now and then, so that a moment lies between instants.
        return .advance(Instant(nanoseconds: UInt64(end) * 10_000_000 + UInt64(random.below(2))), .max)
      }
    }
  }

  static func take(_ step: Step, _ timeline: inout Timeline<GridWorld>) {
    switch step {
    case .advance(let end, let limit): timeline.advance(until: end, limit: limit)
    case .input(let input, let text): timeline.apply(input, text)
    }
  }

  /// Every moment visited, with what was seen there.
  static func visit(_ steps: [Step], _ timeline: inout Timeline<GridWorld>) -> [(Moment, GridWorld.Sight)] {
    var visits: [(Moment, GridWorld.Sight)] = []
    for step in steps {
      take(step, &timeline)
      visits.append((timeline.head.moment, timeline.present.sight))
    }
    return visits
  }

  @Test(arguments: 1...12, [7, 100, Int.max])
  func `every moment that was visited is reached again`(seed: UInt64, spacing: Int) {
    var timeline = Timeline(
      GridWorld(seed: seed), eventsPerCheckpoint: spacing)
    let visits = Self.visit(Self.steps(150, seed: seed), &timeline)
    #expect(timeline.branch.journal.count > 10)
    var random = Random(seed: seed)
    for _ in visits {
      let (moment, sight) = visits[random.below(visits.count)]
      timeline.go(to: moment)
      #expect(timeline.present.sight == sight)
      #expect(timeline.head.moment == moment)
    }
    timeline.go(to: visits[visits.count - 1].0)
    #expect(!timeline.isInPast)
    #expect(timeline.branches.count == 1)
  }

  /// The journal alone is enough: times, numbers of events and inputs, applied to a new run.
  @Test(arguments: 1...12)
  func `the journal replays in a new run`(seed: UInt64) {
    var timeline = Timeline(GridWorld(seed: seed))
    _ = Self.visit(Self.steps(150, seed: seed), &timeline)
    #expect(timeline.straight(to: timeline.head).sight == timeline.present.sight)
  }

  /// From any moment of the past on, the run follows what was done there, whatever the strides.
  @Test(arguments: 1...12)
  func `the past is followed to the tip and beyond`(seed: UInt64) {
    var timeline = Timeline(GridWorld(seed: seed), eventsPerCheckpoint: 30)
    let visits = Self.visit(Self.steps(120, seed: seed), &timeline)
    var straight = timeline
    let far = visits[visits.count - 1].0.at + .steps(20)
    straight.advance(until: far)
    var random = Random(seed: seed)
    for _ in 0..<8 {
      var other = timeline
      other.go(to: visits[random.below(visits.count)].0)
      while other.present.now < far {
        let end = min(far, other.present.now + .steps(Double(random.below(15))))
        other.advance(until: end, limit: 1 + random.below(40))
      }
      other.advance(until: far)
      #expect(other.present.sight == straight.present.sight)
      #expect(other.branches.count == 1)
      #expect(!other.isInPast)
    }
  }

  /// A moment given by its time alone lies before the events of its instant, wherever the checkpoints are.
  @Test(arguments: 1...6)
  func `a moment by time alone does not depend on checkpoints`(seed: UInt64) {
    let steps = Self.steps(100, seed: seed).filter { if case .advance = $0 { true } else { false } }
    var dense = Timeline(GridWorld(seed: seed), eventsPerCheckpoint: 1)
    var sparse = Timeline(GridWorld(seed: seed), eventsPerCheckpoint: .max)
    _ = Self.visit(steps, &dense)
    _ = Self.visit(steps, &sparse)
    for step in 0..<100 as Range<UInt64> {
      let at = Instant(nanoseconds: step * 10_000_000)
      var straight = GridWorld(seed: seed)
      straight.advance(until: at)
      dense.go(to: at)
      sparse.go(to: at)
      #expect(dense.present.sight == straight.sight)
      #expect(sparse.present.sight == straight.sight)
    }
  }

  @Test func `checkpoints are thinned out and every moment stays reachable`() {
    var timeline = Timeline(GridWorld(seed: 3, longest: 4), eventsPerCheckpoint: 5)
    var visits: [(Moment, GridWorld.Sight)] = []
    for round in 1...80 as ClosedRange<UInt64> {
      timeline.advance(until: Instant(nanoseconds: round * 150_000_000))
      if round % 7 == 0 { timeline.apply(.act(3, after: .zero), "act \(round)") }
      timeline.advance(until: .distantFuture, limit: 13)
      visits.append((timeline.head.moment, timeline.present.sight))
      #expect(timeline.branch.checkpoints.count <= Branch<GridWorld>.mostCheckpoints)
    }
    #expect(timeline.present.processed > 5000)
    #expect(timeline.branch.checkpoints.count > 50)
    for (moment, sight) in visits {
      timeline.go(to: moment)
      #expect(timeline.present.sight == sight)
    }
  }
}
