import Engine
import FirstEdition
import Testing

/// Changing anything in the past begins another future, and the old one is kept.
@Suite struct BranchTests {
  private static func timeline(_ seed: UInt64 = 3) -> Timeline<Simulation<GridModel>> {
    var timeline = Timeline<Simulation<GridModel>>(Simulation(seed: seed, knobs: 4), eventsPerCheckpoint: 50)
    timeline.advance(until: .start + .milliseconds(30))
    timeline.apply(.turn(9), "early")
    timeline.advance(until: .start + .milliseconds(60))
    timeline.apply(.turn(2), "late")
    timeline.advance(until: .start + .milliseconds(90))
    return timeline
  }

  @Test func anInputInThePastForks() {
    var timeline = Self.timeline()
    let first = Sight(timeline.present)
    timeline.go(to: .start + .milliseconds(45))
    #expect(timeline.isInPast)
    #expect(timeline.present.model.longest == 9)
    timeline.apply(.turn(5), "other")
    #expect(!timeline.isInPast)
    #expect(timeline.branches.count == 2)
    #expect(timeline.branch.parent == 0)
    #expect(timeline.branch.journal.map(\.text) == ["early", "other"])
    timeline.advance(until: .start + .milliseconds(90))
    #expect(Sight(timeline.present) != first)
    let second = Sight(timeline.present)
    timeline.go(toBranch: 0)
    #expect(Sight(timeline.present) == first)
    timeline.go(toBranch: 1)
    #expect(Sight(timeline.present) == second)
  }

  @Test func withoutAnInputNothingForks() {
    var timeline = Self.timeline()
    let tip = Sight(timeline.present)
    timeline.go(to: .start)
    timeline.advance(until: .start + .milliseconds(90))
    #expect(Sight(timeline.present) == tip)
    #expect(timeline.branches.count == 1)
  }

  /// Random walks over advances, inputs, ways back and other branches: at every moment the run equals one that
  /// went there straight.
  @Test(arguments: 1...30)
  func aWalkShowsAtEveryMomentWhatAStraightRunShows(seed: UInt64) {
    var random = Random(seed: seed)
    var timeline = Timeline<Simulation<GridModel>>(
      Simulation(seed: seed, knobs: 5), eventsPerCheckpoint: 1 + random.below(60))
    for number in 0..<60 {
      let now = timeline.present.context.now
      switch random.below(8) {
      case 0: timeline.apply(.turn(3 + random.below(10)), "turn \(number)")
      case 1: timeline.apply(.act(random.below(6), isOn: random.chance(0.5)), "act \(number)")
      case 2: timeline.go(to: Instant(nanoseconds: UInt64(random.uniform() * Double(now.nanoseconds) * 1.2)))
      case 3:
        let branch = random.below(timeline.branches.count)
        timeline.go(toBranch: branch)
      case 4: _ = timeline.step(notAfter: now + .milliseconds(30))
      default:
        timeline.advance(until: now + .milliseconds(random.uniform() * 12), limit: 1 + random.below(90))
      }
      var straight = Simulation<GridModel>(seed: seed, knobs: 5)
      for entry in timeline.branch.journal.prefix(timeline.head.inputs) {
        straight.advance(to: entry.at, events: entry.eventsBefore)
        straight.apply(entry.input, entry.text)
      }
      straight.advance(to: timeline.head.moment.at, events: timeline.head.moment.events)
      #expect(Sight(straight) == Sight(timeline.present), "step \(number)")
    }
  }

  @Test func aBookmarkNamesAMomentOfItsBranch() throws {
    var timeline = Self.timeline()
    timeline.go(to: .start + .milliseconds(20))
    let sight = Sight(timeline.present)
    timeline.bookmark("before")
    timeline.apply(.turn(7), "fork")
    timeline.advance(until: .start + .milliseconds(40))
    let mark = try #require(timeline.bookmarks.first)
    timeline.go(toBranch: mark.branch, at: mark.moment)
    #expect(mark.name == "before")
    #expect(Sight(timeline.present) == sight)
  }

  /// The last event or input before the present that wrote a note, found from wherever one stands.
  @Test(arguments: 1...8)
  func theLastRiseOfACountIsFound(seed: UInt64) {
    var timeline = Timeline<Simulation<GridModel>>(Simulation(seed: seed, knobs: 5), eventsPerCheckpoint: 40)
    var rises: [Moment] = []
    func count() -> Int { timeline.present.context.notes.count }
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
      let found = timeline.lastRise { $0.context.notes.count }
      // The clock stands at the event when one steps to it, a nanosecond later when one ran to it.
      #expect(found?.events == rise.events && found?.inputs == rise.inputs)
      guard let found else { break }
      timeline.go(to: found)
    }
    #expect(timeline.lastRise { $0.context.notes.count } == nil)
  }
}
