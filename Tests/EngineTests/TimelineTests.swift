import Engine
import Testing

/// Checkpoint and journal give back every moment exactly.
@Suite struct TimelineTests {
  /// One thing that a person or the live driver does.
  enum Step {
    case advance(Instant, Int)
    case input(Input<GridModel>, String)
  }

  /// Random advances, many of them stopped inside an instant, and random inputs, some several at one moment.
  static func steps(_ count: Int, seed: UInt64) -> [Step] {
    var random = Random(seed: seed)
    var end = 0
    return (0..<count).map { number in
      switch random.below(10) {
      case 0: return .input(.turn(3 + random.below(10)), "turn \(number)")
      case 1, 2: return .input(.act(random.below(6), isOn: random.chance(0.5)), "act \(number)")
      case 3...6:
        end += random.below(9)
        return .advance(Instant(nanoseconds: UInt64(end) * 1_000_000), 1 + random.below(25))
      default:
        end += random.below(7)
        // Off the grid now and then, so that a moment lies between instants.
        return .advance(Instant(nanoseconds: UInt64(end) * 1_000_000 + UInt64(random.below(2))), .max)
      }
    }
  }

  static func take(_ step: Step, _ timeline: inout Timeline<GridModel>) {
    switch step {
    case .advance(let end, let limit): timeline.advance(until: end, limit: limit)
    case .input(let input, let text): timeline.apply(input, text)
    }
  }

  /// Every moment visited; of those with the same time and number of events the last.
  static func visit(_ steps: [Step], _ timeline: inout Timeline<GridModel>) -> [Moment] {
    var moments: [Moment] = []
    for step in steps {
      take(step, &timeline)
      let moment = Moment(timeline.present)
      if let last = moments.last, last.at == moment.at, last.events == moment.events { moments.removeLast() }
      moments.append(moment)
    }
    return moments
  }

  @Test(arguments: 1...12, [7, 100, Int.max])
  func replayReachesEveryMomentThatWasVisited(seed: UInt64, spacing: Int) {
    var timeline = Timeline<GridModel>(seed: seed, knobs: 5, eventsPerCheckpoint: spacing)
    let moments = Self.visit(Self.steps(150, seed: seed), &timeline)
    #expect(timeline.journal.count > 10)
    for moment in moments {
      #expect(Moment(timeline.replay(to: moment.at, events: moment.events)) == moment)
    }
  }

  /// The journal alone is enough: times, numbers of events and inputs, applied to a new run.
  @Test(arguments: 1...12)
  func theJournalReplaysInANewRun(seed: UInt64) {
    var timeline = Timeline<GridModel>(seed: seed, knobs: 5)
    _ = Self.visit(Self.steps(150, seed: seed), &timeline)
    var other = Simulation<GridModel>(seed: seed, knobs: 5)
    for entry in timeline.journal {
      other.advance(to: entry.at, events: entry.eventsBefore)
      #expect(other.context.now == entry.at && other.context.processed == entry.eventsBefore)
      other.apply(entry.input, entry.text)
    }
    let present = timeline.present.context
    other.advance(to: present.now, events: present.processed)
    #expect(Moment(other) == Moment(timeline.present))
  }

  @Test(arguments: 1...12)
  func rewindingAndDoingTheSameAgainChangesNothing(seed: UInt64) {
    let steps = Self.steps(120, seed: seed)
    var straight = Timeline<GridModel>(seed: seed, knobs: 5, eventsPerCheckpoint: 20)
    var momentAfter: [Moment] = []
    for step in steps {
      Self.take(step, &straight)
      momentAfter.append(Moment(straight.present))
    }
    var random = Random(seed: seed)
    for _ in 0..<8 {
      var other = straight
      // Back to after a step whose moment no later input shares.
      let back = random.below(steps.count - 1)
      guard momentAfter[back].events != momentAfter[back + 1].events else { continue }
      other.rewind(to: momentAfter[back].at, events: momentAfter[back].events)
      #expect(Moment(other.present) == momentAfter[back])
      for step in steps[(back + 1)...] { Self.take(step, &other) }
      #expect(Moment(other.present) == momentAfter.last)
      #expect(other.journal.map(\.text) == straight.journal.map(\.text))
    }
  }

  /// A moment given by its time alone lies before the events of its instant, wherever the checkpoints are.
  @Test(arguments: 1...6)
  func aMomentByTimeAloneDoesNotDependOnCheckpoints(seed: UInt64) {
    let steps = Self.steps(100, seed: seed).filter { if case .advance = $0 { true } else { false } }
    var dense = Timeline<GridModel>(seed: seed, knobs: 5, eventsPerCheckpoint: 1)
    var sparse = Timeline<GridModel>(seed: seed, knobs: 5, eventsPerCheckpoint: .max)
    _ = Self.visit(steps, &dense)
    _ = Self.visit(steps, &sparse)
    for millisecond in 0..<100 as Range<UInt64> {
      let at = Instant(nanoseconds: millisecond * 1_000_000)
      var straight = Simulation<GridModel>(seed: seed, knobs: 5)
      straight.advance(until: at)
      #expect(Moment(dense.replay(to: at)) == Moment(straight))
      #expect(Moment(sparse.replay(to: at)) == Moment(straight))
    }
  }

  @Test func checkpointsAreThinnedOutAndReplayStaysTrue() {
    var timeline = Timeline<GridModel>(seed: 3, knobs: 4, eventsPerCheckpoint: 5)
    var moments: [Moment] = []
    for round in 1...60 as ClosedRange<UInt64> {
      timeline.advance(until: Instant(nanoseconds: round * 15_000_000))
      if round % 7 == 0 { timeline.apply(.act(3, isOn: true), "act \(round)") }
      timeline.advance(until: .distantFuture, limit: 13)
      moments.append(Moment(timeline.present))
      #expect(timeline.checkpoints.count <= 200)
    }
    #expect(timeline.present.context.processed > 5000)
    #expect(timeline.checkpoints.count > 50)
    for moment in moments {
      #expect(Moment(timeline.replay(to: moment.at, events: moment.events)) == moment)
    }
  }

  @Test func rewindingForgetsWhatCameAfter() {
    var timeline = Timeline<GridModel>(seed: 3, knobs: 4, eventsPerCheckpoint: 50)
    timeline.advance(until: .start + .milliseconds(30))
    timeline.apply(.turn(9), "early")
    timeline.advance(until: .start + .milliseconds(60))
    timeline.apply(.turn(2), "late")
    timeline.advance(until: .start + .milliseconds(90))
    let left = timeline.rewind(to: .start + .milliseconds(45))
    #expect(left.map(\.text) == ["early"])
    #expect(timeline.present.context.now == .start + .milliseconds(45))
    #expect(timeline.checkpoints.allSatisfy { $0.simulation.context.now <= .start + .milliseconds(45) })
    #expect(timeline.present.model.longest == 9)
  }
}
