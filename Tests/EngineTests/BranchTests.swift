import Engine
import Testing

/// Changing anything in the past begins another future, and the old one is kept.
@Suite struct BranchTests {
  private static func timeline(_ seed: UInt64 = 3) -> Timeline<GridWorld> {
    var timeline = Timeline(GridWorld(seed: seed, longest: 4), eventsPerCheckpoint: 50)
    timeline.advance(until: .start + .steps(30))
    timeline.apply(.turn(9), "early")
    timeline.advance(until: .start + .steps(60))
    timeline.apply(.turn(2), "late")
    timeline.advance(until: .start + .steps(90))
    return timeline
  }

  @Test func `an input in the past forks`() {
    var timeline = Self.timeline()
    let first = timeline.present.sight
    timeline.go(to: .start + .steps(45))
    #expect(timeline.isInPast)
    #expect(timeline.present.longest == 9)
    timeline.apply(.turn(5), "other")
    #expect(!timeline.isInPast)
    #expect(timeline.branches.count == 2)
    #expect(timeline.branch.parent == 0)
    #expect(timeline.branch.journal.map(\.text) == ["early", "other"])
    timeline.advance(until: .start + .steps(90))
    #expect(timeline.present.sight != first)
    let second = timeline.present.sight
    timeline.go(toBranch: 0)
    #expect(timeline.present.sight == first)
    timeline.go(toBranch: 1)
    #expect(timeline.present.sight == second)
  }

  @Test func `without an input nothing forks`() {
    var timeline = Self.timeline()
    let tip = timeline.present.sight
    timeline.go(to: .start)
    timeline.advance(until: .start + .steps(90))
    #expect(timeline.present.sight == tip)
    #expect(timeline.branches.count == 1)
  }

  /// Random walks over advances, inputs, ways back and other branches: at every moment the run equals one that
  /// went there straight.
  @Test(arguments: 1...30)
  func `a walk shows at every moment what a straight run shows`(seed: UInt64) {
    var random = Random(seed: seed)
    var timeline = Timeline(GridWorld(seed: seed), eventsPerCheckpoint: 1 + random.below(60))
    for number in 0..<60 {
      let now = timeline.present.now
      switch random.below(8) {
      case 0: timeline.apply(.turn(3 + random.below(10)), "turn \(number)")
      case 1: timeline.apply(.act(random.below(6), after: random.chance(0.5) ? .zero : .steps(1)), "act \(number)")
      case 2: timeline.go(to: Instant(nanoseconds: UInt64(random.uniform() * Double(now.nanoseconds) * 1.2)))
      case 3:
        let branch = random.below(timeline.branches.count)
        timeline.go(toBranch: branch)
      case 4: _ = timeline.step(notAfter: now + .steps(30))
      default: timeline.advance(until: now + .steps(random.uniform() * 12), limit: 1 + random.below(90))
      }
      #expect(timeline.straight(to: timeline.head).sight == timeline.present.sight, "step \(number)")
    }
  }

  @Test func `a bookmark names a moment of its branch`() throws {
    var timeline = Self.timeline()
    timeline.go(to: .start + .steps(20))
    let sight = timeline.present.sight
    timeline.bookmark("before")
    timeline.apply(.turn(7), "fork")
    timeline.advance(until: .start + .steps(40))
    let mark = try #require(timeline.bookmarks.first)
    timeline.go(toBranch: mark.branch, at: mark.moment)
    #expect(mark.name == "before")
    #expect(timeline.present.sight == sight)
  }

  /// The last event or input before the present that wrote a note, found from wherever one stands.
  @Test(arguments: 1...8)
  func `the last rise of a count is found`(seed: UInt64) {
    var timeline = Timeline(GridWorld(seed: seed), eventsPerCheckpoint: 40)
    var rises: [Moment] = []
    func count() -> Int { timeline.present.told }
    var last = count()
    for number in 0..<400 {
      if number % 90 == 50 {
        timeline.apply(.turn(4 + number % 5), "turn \(number)")
      } else if !timeline.step(notAfter: .distantFuture) {
        break
      }
      if count() > last { rises.append(timeline.head.moment) }
      last = count()
    }
    // What was just written is not before the present.
    if rises.last == timeline.head.moment { rises.removeLast() }
    #expect(rises.count > 4)
    for rise in rises.reversed() {
      let found = timeline.lastRise { $0.told }
      // The clock stands at the event when one steps to it, a nanosecond later when one ran to it.
      #expect(found?.events == rise.events && found?.inputs == rise.inputs)
      guard let found else { break }
      timeline.go(to: found)
    }
    #expect(timeline.lastRise { $0.told } == nil)
  }
}
