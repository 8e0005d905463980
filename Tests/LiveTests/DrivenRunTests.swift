import Engine
import LabKit
import Live
import Synchronization
import Testing
import ToyLab

@Suite("A run that is driven, without a clock")
struct DrivenRunTests {
  private static let entry = Toys.toll

  /// A run without checkpoints on the way, so that every way back is long, with two more branches.
  private static func driven() -> DrivenRun {
    var run = entry.startSpaced(1, [12, 100, 1, 5, 1, 1], .max)
    _ = run.advance(until: .start + .seconds(600), limit: .max)
    run.go(to: .start + .seconds(10))
    run.turn(2, to: 2)
    _ = run.advance(until: .start + .seconds(600), limit: .max)
    // A third one, which ends long before.
    run.go(to: .start + .seconds(20))
    run.turn(2, to: 3)
    run.go(toBranch: 1, at: nil)
    return DrivenRun(run)
  }

  private static let longWays: [Driver.Command] = [
    .go(.seconds(-60)), .go(.instant(.start + .seconds(500))), .step(.topics([0, 1]), isForward: false),
    .go(.branch(0, at: Moment(at: .start + .seconds(400), events: 5000, inputs: 0))), .beginTwinOnBranch(2),
  ]

  @Test func `who gives up a long way stands where it began`() {
    for command in Self.longWays {
      var driven = Self.driven()
      let (map, digest) = (driven.run.map, driven.run.digest)
      driven.carryOut(command, at: 0, Patience { true })
      let frame = driven.takeFrame()
      #expect(driven.run.map == map && driven.run.digest == digest, "\(command)")
      #expect(frame.notice?.hasPrefix("given up") == true, "\(command)")
      // And can go there later.
      driven.carryOut(command, at: 0, .endless)
      let notice = driven.takeFrame().notice
      if case .step = command { #expect(notice != nil) } else { #expect(notice == nil, "\(command)") }
      #expect(driven.run.map != map)
      #expect(!driven.run.patience.isOver)
    }
  }

  @Test func `forwards it goes in slices, each as short as it is asked for`() {
    var driven = Self.driven()
    let start = driven.run.now
    driven.carryOut(.go(.seconds(600)), at: 0, .endless)
    var slices = 0
    while driven.isOnItsWay, slices < 10_000 {
      let before = driven.run.processed
      driven.goOn { true }
      #expect(driven.run.processed - before <= DrivenRun.eventsPerLook)
      slices += 1
    }
    #expect(slices > 5 && driven.run.now == start + .seconds(600))
  }

  @Test func `a step that finds nothing ends after a minute, or where somebody stops it`() {
    var driven = Self.driven()
    let start = driven.run.now
    driven.carryOut(.step(.topics([99]), isForward: true), at: 0, .endless)
    driven.goOn { true }
    #expect(driven.isOnItsWay)
    driven.stopOnItsWay()
    #expect(!driven.isOnItsWay && driven.run.now > start)
    #expect(driven.takeFrame().notice?.hasPrefix("stopped") == true)
    let stopped = driven.run.now
    driven.carryOut(.step(.topics([99]), isForward: true), at: 0, .endless)
    driven.goOn { false }
    #expect(driven.run.now <= stopped + .seconds(60) && driven.run.now > stopped + .seconds(59))
    #expect(driven.takeFrame().notice?.hasPrefix("nothing of the kind") == true)
  }

  @Test func `a step goes to the same event, however it is sliced`() {
    var (whole, sliced) = (Self.driven(), Self.driven())
    for _ in 0..<20 {
      for isInSlices in [false, true] {
        var driven = isInSlices ? sliced : whole
        driven.carryOut(.step(.topics([0, 1]), isForward: true), at: 0, .endless)
        while driven.isOnItsWay { driven.goOn { isInSlices } }
        if isInSlices { sliced = driven } else { whole = driven }
      }
      #expect(whole.run.map.moment == sliced.run.map.moment)
    }
  }

  @Test func `a step says what it has arrived at`() throws {
    var driven = Self.driven()
    func arrived(at notes: NoteStep, isForward: Bool) throws -> String {
      driven.carryOut(.step(notes, isForward: isForward), at: 0, .endless)
      while driven.isOnItsWay { driven.goOn { false } }
      return try #require(driven.takeFrame().notice)
    }
    var ways: [String] = []
    for isForward in [false, false, false, true, true] {
      ways.append(try arrived(at: .topics([0, 1]), isForward: isForward))
      let notes = driven.run.snapshot.notes(.max, upTo: .detail).filter { !$0.isInput }
      #expect(ways.last == notes.last?.text)
    }
    #expect(ways[3] == ways[1] && ways[4] == ways[0] && ways[0] != ways[1])
    let back = try arrived(at: .level(.observation), isForward: false)
    #expect(back == driven.run.snapshot.notes(1, upTo: .observation).last?.text)
  }

  /// The first panel of the toy is brief for a twentieth of every second.
  private static func ticks(_ count: Int, from start: UInt64, _ driven: inout DrivenRun) -> (slow: Int, end: UInt64) {
    var slow = 0, now = start
    for _ in 0..<count {
      now += 33_000_000
      driven.tick(at: now) { false }
      if driven.takeFrame().isSlow { slow += 1 }
    }
    return (slow, now)
  }

  @Test func `what takes less than a blink is slow while it is watched, and nothing else`() {
    var driven = DrivenRun(Self.entry.start(5, nil, true))
    driven.carryOut(.resume, at: 0, .endless)
    driven.carryOut(.watch(panel: 0), at: 0, .endless)
    let watched = Self.ticks(200, from: 0, &driven)
    #expect(watched.slow > 100 && driven.run.now < .start + .seconds(4) && driven.run.now > .start + .seconds(2))
    let before = driven.run.now
    driven.carryOut(.watch(panel: nil), at: 0, .endless)
    #expect(Self.ticks(100, from: watched.end, &driven).slow == 0)
    #expect(abs((driven.run.now - before).seconds - 3.3) < 0.01)
  }

  @Test func `a tick that watches gives way after every small step`() {
    var driven = DrivenRun(Self.entry.start(5, nil, true))
    driven.carryOut(.resume, at: 0, .endless)
    driven.carryOut(.speed(100), at: 0, .endless)
    driven.carryOut(.watch(panel: 0), at: 0, .endless)
    driven.tick(at: 33_000_000) { true }
    #expect(driven.run.now > .start && driven.run.now <= .start + .milliseconds(1))
  }

  @Test func `what lasts longer than a blink is slow at first only`() {
    var driven = DrivenRun(Self.entry.start(5, nil, true))
    driven.carryOut(.resume, at: 0, .endless)
    driven.carryOut(.watch(panel: 1), at: 0, .endless)
    let (first, end) = Self.ticks(100, from: 0, &driven)
    #expect(first == 100 && driven.run.now < .start + .seconds(0.15))
    _ = Self.ticks(100, from: end, &driven)
    let before = driven.run.now
    #expect(Self.ticks(100, from: end + 3_300_000_000, &driven).slow == 0)
    #expect(abs((driven.run.now - before).seconds - 3.3) < 0.01)
  }

  @Test func `a speed that is slower still stays, and slow time is not behind`() {
    var driven = DrivenRun(Self.entry.start(5, nil, true))
    driven.carryOut(.resume, at: 0, .endless)
    driven.carryOut(.speed(0.01), at: 0, .endless)
    driven.carryOut(.watch(panel: 0), at: 0, .endless)
    let (_, end) = Self.ticks(200, from: 0, &driven)
    #expect(abs(driven.run.now.seconds - 0.066) < 0.001)
    driven.carryOut(.speed(1), at: 0, .endless)
    _ = Self.ticks(100, from: end, &driven)
    #expect(driven.takeFrame().actualSpeed > 0.9)
  }

  @Test func `slow or not, a run with the same inputs is the same`() {
    var digests: [Digest] = []
    for watched in [nil, 0] as [Int?] {
      var driven = DrivenRun(Self.entry.start(5, nil, true))
      driven.carryOut(.resume, at: 0, .endless)
      driven.carryOut(.watch(panel: watched), at: 0, .endless)
      _ = Self.ticks(300, from: 0, &driven)
      // To the same instant, and through the same input.
      driven.carryOut(.go(.beginning), at: 0, .endless)
      var run = driven.run
      run.go(to: .start + .seconds(2))
      run.act(0, isOn: true)
      _ = run.advance(until: .start + .seconds(20), limit: .max)
      digests.append(run.digest)
    }
    #expect(digests[0] == digests[1])
  }

  @Test func `another run ends the way of the one before`() {
    var driven = Self.driven()
    driven.carryOut(.go(.seconds(600)), at: 0, .endless)
    driven.replace(by: Self.entry.start(7, nil, true), number: 3)
    driven.goOn { false }
    #expect(!driven.isOnItsWay && driven.run.now == .start && driven.takeFrame().run == 3)
  }
}
