import Engine
import FirstEdition
import Testing

/// Two runs from one seed go in lock step, and the first difference is found where it is.
@Suite struct BesideTests {
  private static func pair(_ seed: UInt64) -> Timeline<Simulation<GridModel>> {
    var timeline = Timeline<Simulation<GridModel>>(Simulation(seed: seed, knobs: 5), eventsPerCheckpoint: 25)
    timeline.advance(until: .start + .milliseconds(20))
    timeline.beginBeside()
    return timeline
  }

  @Test(arguments: 1...20)
  func twoThatDifferInNothingNeverDiverge(seed: UInt64) {
    var timeline = Self.pair(seed)
    var random = Random(seed: seed)
    for _ in 0..<20 {
      timeline.advance(
        until: timeline.present.context.now + .milliseconds(random.uniform() * 9), limit: 1 + random.below(50)
      )
      if random.chance(0.2) {
        let input = Input<GridModel>.turn(3 + random.below(9))
        timeline.apply(input, "both")
        timeline.applyBeside(input, "both")
      }
      if random.chance(0.2) {
        let back = timeline.present.context.now.nanoseconds / UInt64(1 + random.below(3))
        timeline.go(to: Instant(nanoseconds: back))
      }
    }
    timeline.advance(until: timeline.present.context.now + .milliseconds(9))
    let other = timeline.beside!
    #expect(other.difference == nil)
    #expect(other.head.simulation.context.digest == timeline.present.context.digest)
  }

  @Test(arguments: 1...20)
  func theFirstDifferenceIsTheFirstEventThatDiffers(seed: UInt64) throws {
    var timeline = Self.pair(seed)
    timeline.applyBeside(.turn(11), "other")
    timeline.advance(until: .start + .milliseconds(200))
    let beside = try #require(timeline.beside)
    let difference = try #require(beside.difference)
    #expect(beside.head.simulation.context.now == timeline.present.context.now)
    // A walk of two straight runs, event by event.
    var left = Simulation<GridModel>(seed: seed, knobs: 5)
    left.advance(to: beside.began.at, events: beside.began.events)
    var right = left
    right.apply(.turn(11), "other")
    while left.context.digest.events == right.context.digest.events {
      _ = left.step(notAfter: .distantFuture)
      _ = right.step(notAfter: .distantFuture)
    }
    #expect(difference.events == left.context.processed)
    #expect(difference.at == min(left.context.now, right.context.now))
  }

  @Test func theRunBesideIsTheStraightRunOfItsBranch() {
    var timeline = Self.pair(4)
    timeline.applyBeside(.turn(11), "other")
    for _ in 0..<12 {
      timeline.advance(until: timeline.present.context.now + .milliseconds(5), limit: 30)
      timeline.apply(.act(2, isOn: true), "both")
      timeline.applyBeside(.act(2, isOn: true), "both")
    }
    let other = timeline.beside!.head
    var straight = Simulation<GridModel>(seed: 4, knobs: 5)
    for entry in timeline.branches[other.branch].journal {
      straight.advance(to: entry.at, events: entry.eventsBefore)
      straight.apply(entry.input, entry.text)
    }
    straight.advance(to: other.moment.at, events: other.moment.events)
    #expect(Sight(straight) == Sight(other.simulation))
    #expect(other.simulation.context.now == timeline.present.context.now)
  }

  @Test func theBranchStaysWhenTheRunBesideEnds() {
    var timeline = Self.pair(4)
    timeline.applyBeside(.turn(11), "other")
    timeline.advance(until: .start + .milliseconds(80))
    let other = Sight(timeline.beside!.head.simulation)
    timeline.swapWithBeside()
    #expect(Sight(timeline.present) == other)
    timeline.swapWithBeside()
    timeline.endBeside()
    timeline.go(toBranch: 1)
    #expect(Sight(timeline.present) == other)
  }

  @Test func aShorterBranchThatGoesBesideIsRunOnToThePresent() throws {
    var timeline = Self.pair(4)
    timeline.endBeside()
    timeline.go(to: .start + .milliseconds(10))
    timeline.apply(.turn(11), "other")
    timeline.advance(until: .start + .milliseconds(80))
    timeline.beginBeside(onBranch: 0)
    let beside = try #require(timeline.beside)
    #expect(beside.head.simulation.context.now == .start + .milliseconds(80))
    #expect(beside.difference != nil)
  }

  @Test(arguments: 1...20)
  func bothAreAtOneTimeWhenTheDifferenceIsFound(seed: UInt64) {
    var timeline = Self.pair(seed)
    timeline.applyBeside(.act(3, isOn: true), "other")
    for _ in 0..<40 {
      timeline.advance(until: timeline.present.context.now + .milliseconds(1), limit: 3)
      #expect(timeline.beside!.head.simulation.context.now == timeline.present.context.now)
      if timeline.beside!.difference == nil {
        #expect(timeline.beside!.head.moment.events == timeline.head.moment.events)
      }
    }
  }

  /// What was last seen to be the same belongs to each of them and changes places with them.
  @Test(arguments: 1...20)
  func theDifferenceIsFoundAfterTheTwoChangedPlaces(seed: UInt64) {
    var timeline = Self.pair(seed)
    timeline.applyBeside(.turn(6), "other")
    timeline.advance(until: timeline.present.context.now, limit: 1)
    timeline.swapWithBeside()
    for _ in 0..<30 { timeline.advance(until: timeline.present.context.now + .milliseconds(5)) }
    let beside = timeline.beside!
    let isSame = beside.head.simulation.context.digest.events == timeline.present.context.digest.events
    #expect((beside.difference == nil) == isSame)
  }

  /// The past before the moment since which there are two is common to both until one of them leaves it.
  @Test(arguments: 1...20)
  func theDifferenceIsFoundWhereOneLeavesBeforeTheyBegan(seed: UInt64) {
    var timeline = Self.pair(seed)
    timeline.go(to: .start + .milliseconds(6))
    timeline.applyBeside(.act(4, isOn: true), "other")
    for _ in 0..<10 { timeline.advance(until: timeline.present.context.now + .milliseconds(1)) }
    let isSame =
      timeline.beside!.head.simulation.context.digest.events == timeline.present.context.digest.events
    #expect(!isSame)
    #expect(timeline.beside!.difference != nil)
    #expect(timeline.beside!.difference ?? .beginning < timeline.head.moment)
  }
}
