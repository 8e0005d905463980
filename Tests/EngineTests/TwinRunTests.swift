import Engine
import Testing

/// Two runs from one seed go in lock step, and the first difference is found where it is.
@Suite struct TwinRunTests {
  private static func pair(_ seed: UInt64) -> Timeline<GridWorld> {
    var timeline = Timeline(GridWorld(seed: seed), eventsPerCheckpoint: 25)
    timeline.advance(until: .start + .steps(20))
    timeline.beginTwin()
    return timeline
  }

  @Test(arguments: 1...20)
  func `two that differ in nothing never diverge`(seed: UInt64) {
    var timeline = Self.pair(seed)
    var random = Random(seed: seed)
    for _ in 0..<20 {
      timeline.advance(until: timeline.present.now + .steps(random.uniform() * 9), limit: 1 + random.below(50))
      if random.chance(0.2) {
        let input = GridWorld.Input.turn(3 + random.below(9))
        timeline.apply(input, "both")
        timeline.applyToTwin(input, "both")
      }
      if random.chance(0.2) {
        let back = timeline.present.now.nanoseconds / UInt64(1 + random.below(3))
        timeline.go(to: Instant(nanoseconds: back))
      }
    }
    timeline.advance(until: timeline.present.now + .steps(9))
    let other = timeline.twin!
    #expect(other.difference == nil)
    #expect(other.head.simulation.digest == timeline.present.digest)
  }

  @Test(arguments: 1...20)
  func `the first difference is the first event that differs`(seed: UInt64) throws {
    var timeline = Self.pair(seed)
    timeline.applyToTwin(.turn(11), "other")
    timeline.advance(until: .start + .steps(200))
    let twin = try #require(timeline.twin)
    let difference = try #require(twin.difference)
    #expect(twin.head.simulation.now == timeline.present.now)
    // A walk of two straight runs, event by event.
    var left = GridWorld(seed: seed)
    left.advance(to: twin.began.at, events: twin.began.events)
    var right = left
    right.apply(.turn(11), "other")
    while left.digest.events == right.digest.events {
      _ = left.step(notAfter: .distantFuture)
      _ = right.step(notAfter: .distantFuture)
    }
    #expect(difference.events == left.processed)
    #expect(difference.at == min(left.now, right.now))
  }

  @Test func `the twin is the straight run of its branch`() {
    var timeline = Self.pair(4)
    timeline.applyToTwin(.turn(11), "other")
    for _ in 0..<12 {
      timeline.advance(until: timeline.present.now + .steps(5), limit: 30)
      timeline.apply(.act(2, after: .zero), "both")
      timeline.applyToTwin(.act(2, after: .zero), "both")
    }
    let other = timeline.twin!.head
    #expect(timeline.straight(to: other).sight == other.simulation.sight)
    #expect(other.simulation.now == timeline.present.now)
  }

  @Test func `the branch stays when the twin ends`() {
    var timeline = Self.pair(4)
    timeline.applyToTwin(.turn(11), "other")
    timeline.advance(until: .start + .steps(80))
    let other = timeline.twin!.head.simulation.sight
    timeline.swapWithTwin()
    #expect(timeline.present.sight == other)
    timeline.swapWithTwin()
    timeline.endTwin()
    timeline.go(toBranch: 1)
    #expect(timeline.present.sight == other)
  }

  @Test func `a shorter branch that goes beside is run on to the present`() throws {
    var timeline = Self.pair(4)
    timeline.endTwin()
    timeline.go(to: .start + .steps(10))
    timeline.apply(.turn(11), "other")
    timeline.advance(until: .start + .steps(80))
    timeline.beginTwin(onBranch: 0)
    let twin = try #require(timeline.twin)
    #expect(twin.head.simulation.now == .start + .steps(80))
    #expect(twin.difference != nil)
  }

  @Test(arguments: 1...20)
  func `both are at one time when the difference is found`(seed: UInt64) {
    var timeline = Self.pair(seed)
    timeline.applyToTwin(.act(3, after: .zero), "other")
    for _ in 0..<40 {
      timeline.advance(until: timeline.present.now + .steps(1), limit: 3)
      #expect(timeline.twin!.head.simulation.now == timeline.present.now)
      if timeline.twin!.difference == nil {
        #expect(timeline.twin!.head.moment.events == timeline.head.moment.events)
      }
    }
  }

  /// What was last seen to be the same belongs to each of them and changes places with them.
  @Test(arguments: 1...20)
  func `the difference is found after the two changed places`(seed: UInt64) {
    var timeline = Self.pair(seed)
    timeline.applyToTwin(.turn(6), "other")
    timeline.advance(until: timeline.present.now, limit: 1)
    timeline.swapWithTwin()
    for _ in 0..<30 { timeline.advance(until: timeline.present.now + .steps(5)) }
    let twin = timeline.twin!
    let isSame = twin.head.simulation.digest.events == timeline.present.digest.events
    #expect((twin.difference == nil) == isSame)
  }

  /// The past before the moment since which there are two is common to both until one of them leaves it.
  @Test(arguments: 1...20)
  func `the difference is found where one leaves before they began`(seed: UInt64) {
    var timeline = Self.pair(seed)
    timeline.go(to: .start + .steps(6))
    timeline.applyToTwin(.act(4, after: .zero), "other")
    for _ in 0..<10 { timeline.advance(until: timeline.present.now + .steps(1)) }
    let isSame = timeline.twin!.head.simulation.digest.events == timeline.present.digest.events
    #expect(!isSame)
    #expect(timeline.twin!.difference != nil)
    #expect(timeline.twin!.difference ?? .beginning < timeline.head.moment)
  }
}
