import Engine
import Testing

/// What is kept of a run to come back to has a bound, and every moment can still be come back to.
@Suite struct RetainedTests {
  /// A world in which little happens for long: an event a second and ten samples, so that a day of it takes no time.
  private static func timeline(_ seed: UInt64 = 1) -> Timeline<GridWorld> {
    Timeline(GridWorld(seed: seed, longest: 200, crowd: 1), eventsPerCheckpoint: 5)
  }

  private func hours(_ hours: Double) -> Instant { .start + .seconds(hours * 3600) }

  /// All of a moment, the meters over time included.
  private struct Sight: Equatable {
    let world: GridWorld.Sight, oldest: Int, rows: [Double?]

    init(_ world: GridWorld) {
      let history = world.history
      (self.world, oldest) = (world.sight, history.oldest)
      rows = (oldest..<history.count).flatMap { row in (0..<history.columns).map { history[row, $0] } }
    }
  }

  private static func present(_ timeline: Timeline<GridWorld>) -> Sight { Sight(timeline.present) }

  /// What a run shows that went straight to where a timeline is.
  private static func straight(_ timeline: Timeline<GridWorld>) -> Sight {
    Sight(timeline.straight(to: timeline.head))
  }

  @Test func `after the first hours a longer run keeps no more`() {
    var timeline = Self.timeline()
    var most: [(checkpoints: Int, readings: Int)] = []
    for hour in 1...40 {
      var checkpoints = 0, readings = 0
      for part in 1...6 {
        timeline.advance(until: hours(Double(hour - 1) + Double(part) / 6))
        let now = timeline.retained
        (checkpoints, readings) = (max(checkpoints, now.checkpoints), max(readings, now.readings))
      }
      most.append((checkpoints, readings))
    }
    for hour in most.dropFirst() {
      #expect(hour.checkpoints <= Branch<GridWorld>.mostCheckpoints)
      // Three meters over an hour and ten minutes, and the segment that each snapshot was filling.
      #expect(hour.readings <= 3 * (42_000 + 16 * Branch<GridWorld>.mostCheckpoints) * 5 / 4, "\(hour)")
    }
  }

  /// Where the meters' past was forgotten, too: it comes back with the replay.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `any moment of a long run shows what a run shows that went there straight`(seed: UInt64) {
    var random = Random(seed: seed)
    var timeline = Self.timeline(seed)
    timeline.advance(until: hours(1.3))
    timeline.apply(.turn(150), "turn")
    timeline.advance(until: hours(7))
    for _ in 0..<12 {
      timeline.go(to: hours(random.uniform() * 7))
      #expect(Self.present(timeline) == Self.straight(timeline))
    }
  }

  @Test func `thousands of futures keep little more than one`() {
    var random = Random(seed: 5)
    var timeline = Self.timeline()
    timeline.advance(until: hours(0.5))
    var tips: [Int: Sight] = [:]
    for number in 1...1500 {
      timeline.go(toBranch: random.chance(0.5) ? 0 : random.below(number))
      timeline.go(to: .start + .seconds(timeline.branch.tip.at.seconds * 0.99 * random.uniform()))
      timeline.apply(.act(1 + number % 5, after: .zero), "act \(number)")
      timeline.advance(until: timeline.present.now + .seconds(random.chance(0.1) ? 600 : 2))
      if number % 150 == 0 { tips[timeline.head.branch] = Self.present(timeline) }
    }
    #expect(timeline.branches.count == 1501)
    let kept = timeline.retained
    #expect(kept.checkpoints <= 4 * Branch<GridWorld>.mostCheckpoints)
    // Half an hour, and ten minutes before each of the tips that were left lately.
    #expect(kept.readings <= 3 * (18_000 + 20 * 6000))
    for (branch, tip) in tips.sorted(by: { $0.key < $1.key }) {
      timeline.go(toBranch: branch)
      #expect(Self.present(timeline) == tip)
      timeline.go(to: hours(random.uniform()))
      #expect(Self.present(timeline) == Self.straight(timeline))
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `a walk over many futures shows what straight runs show`(seed: UInt64) {
    var random = Random(seed: seed)
    var timeline = Self.timeline(seed)
    for number in 0..<250 {
      let now = timeline.present.now
      switch random.below(9) {
      case 0: timeline.apply(.turn(100 + random.below(200)), "turn \(number)")
      case 1: timeline.apply(.act(random.below(6), after: .zero), "act \(number)")
      case 2: timeline.go(to: Instant(nanoseconds: UInt64(random.uniform() * Double(now.nanoseconds) * 1.2)))
      case 3: timeline.go(toBranch: random.below(timeline.branches.count))
      case 4: timeline.beginTwin(onBranch: random.below(timeline.branches.count))
      case 5: timeline.beginTwin()
      case 6: timeline.endTwin()
      default: timeline.advance(until: now + .seconds(random.uniform() * 900), limit: 1 + random.below(900))
      }
      if number % 5 == 0 { #expect(Self.present(timeline) == Self.straight(timeline), "step \(number)") }
    }
  }
}
