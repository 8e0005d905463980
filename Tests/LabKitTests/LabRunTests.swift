import Engine
import Grid
import LabKit
import Testing
import ToyLab

@Suite struct LabRunTests {
  private func start(seed: UInt64 = 7, keepsCheckpoints: Bool = true) -> any LabRun {
    Toys.toll.start(seed, nil, keepsCheckpoints)
  }

  /// A run in which knobs and faults are turned between events of all kinds, stopped after odd numbers of events too.
  private func busyRun(keepsCheckpoints: Bool = true) -> any LabRun {
    var run = start(keepsCheckpoints: keepsCheckpoints)
    _ = run.advance(until: .seconds(10), limit: .max)
    run.act(0, isOn: true)
    _ = run.advance(until: .seconds(20), limit: 37)
    run.turn(0, to: 15)
    run.act(2, isOn: true)
    _ = run.advance(until: .seconds(20), limit: .max)
    run.turn(2, to: 4)
    run.healEverything()
    _ = run.advance(until: .seconds(30), limit: .max)
    return run
  }

  @Test func `a recording ends where the run goes back`() {
    var run = Toys.toll.startSpaced(7, nil, 50)
    #expect(run.takeRecording().notes.isEmpty, "the first time begins it")
    _ = run.advance(until: .seconds(30), limit: .max)
    run.act(0, isOn: true)
    _ = run.advance(until: .seconds(60), limit: .max)
    var onward = run
    #expect(!onward.takeRecording().notes.isEmpty)
    run.go(to: .seconds(45))
    #expect(run.takeRecording().notes.count == 0)
  }

  @Test func `a snapshot never changes`() {
    var run = start()
    _ = run.advance(until: .seconds(5), limit: .max)
    let snapshot = run.snapshot
    let before = (snapshot.digest, snapshot.now, snapshot.processed, snapshot.knobs, snapshot.faults)
    let figures = snapshot.meters.map { $0.figures.map(\.value) }
    run.turn(0, to: 20)
    run.act(0, isOn: true)
    _ = run.advance(until: .seconds(50), limit: .max)
    #expect(run.snapshot.digest != snapshot.digest)
    #expect((snapshot.digest, snapshot.now, snapshot.processed, snapshot.knobs, snapshot.faults) == before)
    #expect(snapshot.meters.map { $0.figures.map(\.value) } == figures)
    #expect(snapshot.notes(9, upTo: .detail).isEmpty)
    #expect(run.snapshot.notes(9, upTo: .headline).map(\.text).contains("The booth closes: cars queue."))
  }

  @Test func `the snapshot says what the keys did`() {
    var run = start()
    run.turn(0, to: 12.5)
    run.turn(2, to: 99)
    run.act(1, isOn: true)
    run.act(0, isOn: true)
    #expect(run.snapshot.knobs == [12.5, 100, 4, 40, 1, 1])
    #expect(run.snapshot.faults == [0, 1])
    #expect(run.journal.map(\.text) == ["traffic=12.5", "lanes=4", "slow", "closed"])
    run.act(0, isOn: true)
    run.turn(2, to: 4)
    #expect(run.journal.count == 4, "what changes nothing is no input")
    run.healEverything()
    #expect(run.snapshot.faults.isEmpty)
    #expect(run.journal.map(\.text).suffix(2) == ["heal:closed", "heal:slow"])
  }

  @Test func `notes name their cause`() throws {
    var run = start()
    run.act(0, isOn: true)
    let newest = try #require(run.snapshot.notes(1, upTo: .headline).first)
    let chain = run.snapshot.chain(from: newest.id)
    #expect(chain.map(\.text) == ["The booth closes: cars queue.", "you: booth closed"])
    #expect(chain.map(\.isInput) == [false, true])
    #expect(run.noteCount(.topics([0])) == 1)
    #expect(run.noteCount(.topics([1])) == 0)
  }

  @Test func `the same run in smaller bites`() {
    var whole = start(), bites = start()
    _ = whole.advance(until: .seconds(60), limit: .max)
    for second in 1...60 {
      while bites.advance(until: .seconds(Double(second)), limit: 3) == 3 {}
    }
    #expect(bites.digest == whole.digest)
    #expect(bites.now == .seconds(60))
    #expect(
      bites.snapshot.meters.map { $0.figures.map(\.value) } == whole.snapshot.meters.map { $0.figures.map(\.value) })
  }

  @Test(arguments: [true, false])
  func `a replay equals the straight run`(_ keepsCheckpoints: Bool) {
    let run = busyRun(keepsCheckpoints: keepsCheckpoints)
    var again = run
    again.go(to: .beginning)
    #expect(again.processed == 0 && again.snapshot.faults.isEmpty && again.journal.isEmpty)
    again.go(to: run.map.moment)
    #expect(again.digest == run.digest)
    #expect(again.snapshot.knobs == run.snapshot.knobs)
    #expect(again.snapshot.faults == run.snapshot.faults)
    #expect(again.journal.map(\.text) == run.journal.map(\.text))
    #expect(again.journal.map(\.eventsBefore) == run.journal.map(\.eventsBefore))
  }

  @Test func `from the middle it goes on as it did before`() {
    let run = busyRun()
    var middle = run
    middle.go(to: .seconds(15) as Instant)
    #expect(middle.now == .seconds(15))
    #expect(middle.snapshot.faults == [0])
    #expect(middle.journal.count < run.journal.count)
    #expect(middle.journal(ofBranch: 0).count == run.journal.count)
    _ = middle.advance(until: run.now, limit: .max)
    #expect(middle.digest == run.digest)
    #expect(middle.snapshot.knobs == run.snapshot.knobs)
    #expect(middle.snapshot.faults == run.snapshot.faults)
  }

  @Test func `every event can be gone back to`() {
    let run = busyRun()
    var walker = run
    walker.go(to: .beginning)
    var visits: [(Moment, Digest)] = []
    while walker.step(notAfter: run.now) { visits.append((walker.map.moment, walker.digest)) }
    #expect(walker.digest == run.digest)
    for (moment, digest) in visits.reversed() where moment.events % 17 == 0 {
      walker.go(to: moment)
      #expect(walker.digest == digest && walker.map.moment == moment)
    }
  }

  @Test func `an input right after an event is replayed right after it`() {
    var run = Toys.toll.start(3, [20, 10, 4, 40, 0, 2], true)
    for step in 0..<60 {
      _ = run.advance(until: .seconds(60), limit: 1)
      // Ten cars in one instant: the input comes after some events of its instant and before others.
      if step % 5 == 0 { run.act(2, isOn: true) } else { run.turn(2, to: Double(1 + step % 4)) }
    }
    _ = run.advance(until: .seconds(10), limit: .max)
    var again = run
    again.go(to: .beginning)
    again.go(to: run.map.moment)
    #expect(again.digest == run.digest)
    #expect(again.journal.count == run.journal.count)
  }

  @Test(arguments: [-1, 99, .max, .min])
  func `where there is nothing at a position nothing happens`(position: Int) {
    var run = busyRun()
    run.beginTwin()
    let (map, digest) = (run.map, run.digest)
    run.turn(position, to: 1)
    run.turnTwin(position, to: 1)
    for isOn in [true, false] {
      run.act(position, isOn: isOn)
      run.actOnTwin(position, isOn: isOn)
    }
    run.go(toBranch: position, at: nil)
    run.go(to: .branch(position, at: .beginning))
    run.beginTwin(onBranch: position)
    #expect(run.journal(ofBranch: position).isEmpty)
    #expect(run.map == map && run.digest == digest)
  }

  @Test func `eventually is judged in a drained world`() throws {
    var run = busyRun()
    #expect(run.snapshot.laws[2].verdict == .pending)
    #expect(!run.isDrained)
    run.turn(0, to: 0)
    _ = run.advance(until: .seconds(200), limit: .max)
    #expect(run.isDrained)
    run.judge()
    #expect(run.snapshot.laws.map(\.verdict) == [.held, .held, .held])
    #expect(run.snapshot.laws[0].checks > 300)
    #expect(try #require(run.snapshot.laws[1].first).detail == "10 cars wait")
  }

  @Test func `panels draw at any size`() {
    let snapshot = busyRun().snapshot
    for panel in Toys.toll.panels.indices {
      for width in 0...30 {
        for height in 0...4 {
          var canvas = Canvas(width: width, height: height)
          snapshot.draw(panel: panel, on: &canvas)
        }
      }
    }
    #expect(snapshot.status(panel: 0) == "open")
  }
}

extension Instant { fileprivate static func seconds(_ value: Double) -> Instant { .start + .seconds(value) } }
