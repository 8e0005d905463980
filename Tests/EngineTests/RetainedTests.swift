import Engine
import FirstEdition
import Testing

/// What is kept of a run to come back to has a bound, and every moment can still be come back to.
@Suite struct RetainedTests {
  private static func timeline(_ seed: UInt64 = 1) -> Timeline<Simulation<TickModel>> {
    Timeline<Simulation<TickModel>>(Simulation(seed: seed, knobs: 3), eventsPerCheckpoint: 5)
  }

  private func hours(_ hours: Double) -> Instant { .start + .seconds(hours * 3600) }

  /// What a run shows that went straight to where a timeline is.
  private static func straight(_ timeline: Timeline<Simulation<TickModel>>) -> TickSight {
    var straight = Simulation<TickModel>(seed: timeline.present.context.seed, knobs: 3)
    for entry in timeline.branch.journal.prefix(timeline.head.inputs) {
      straight.advance(to: entry.at, events: entry.eventsBefore)
      straight.apply(entry.input, entry.text)
    }
    straight.advance(to: timeline.head.moment.at, events: timeline.head.moment.events)
    return TickSight(straight, inputs: timeline.head.inputs)
  }

  private static func present(_ timeline: Timeline<Simulation<TickModel>>) -> TickSight {
    TickSight(timeline.present, inputs: timeline.head.inputs)
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
      #expect(hour.checkpoints <= Branch<Simulation<TickModel>>.mostCheckpoints)
      // Two meters over an hour and ten minutes, and the segment that each snapshot was filling.
      #expect(
        hour.readings <= 2 * (42_000 + 16 * Branch<Simulation<TickModel>>.mostCheckpoints) * 5 / 4, "\(hour)")
    }
  }

  /// Where the meters' past was forgotten, too: it comes back with the replay.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `any moment of a long run shows what a run shows that went there straight`(seed: UInt64) {
    var random = Random(seed: seed)
    var timeline = Self.timeline(seed)
    timeline.advance(until: hours(1.3))
    timeline.apply(.turn(8), "turn")
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
    var tips: [Int: TickSight] = [:]
    for number in 1...1500 {
      timeline.go(toBranch: random.chance(0.5) ? 0 : random.below(number))
      timeline.go(to: .start + .seconds(timeline.branch.tip.at.seconds * 0.99 * random.uniform()))
      timeline.apply(.act(number, isOn: true), "act \(number)")
      timeline.advance(until: timeline.present.context.now + .seconds(random.chance(0.1) ? 600 : 2))
      if number % 150 == 0 { tips[timeline.head.branch] = Self.present(timeline) }
    }
    #expect(timeline.branches.count == 1501)
    let kept = timeline.retained
    #expect(kept.checkpoints <= 4 * Branch<Simulation<TickModel>>.mostCheckpoints)
    // Half an hour, and ten minutes before each of the tips that were left lately.
    #expect(kept.readings <= 2 * (18_000 + 20 * 6000))
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
      let now = timeline.present.context.now
      switch random.below(9) {
      case 0: timeline.apply(.turn(3 + random.below(10)), "turn \(number)")
      case 1: timeline.apply(.act(random.below(6), isOn: true), "act \(number)")
      case 2: timeline.go(to: Instant(nanoseconds: UInt64(random.uniform() * Double(now.nanoseconds) * 1.2)))
      case 3: timeline.go(toBranch: random.below(timeline.branches.count))
      case 4: timeline.beginBeside(onBranch: random.below(timeline.branches.count))
      case 5: timeline.beginBeside()
      case 6: timeline.endBeside()
      default: timeline.advance(until: now + .seconds(random.uniform() * 900), limit: 1 + random.below(900))
      }
      if number % 5 == 0 { #expect(Self.present(timeline) == Self.straight(timeline), "step \(number)") }
    }
  }
}
