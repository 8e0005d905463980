import Diagnostics
import Engine
import LabKit
import Stories
import Testing
import ToyLab

/// What is written can be read.
@Suite("Long sessions") struct SessionLimitTests {
  /// As somebody makes them who holds two keys.
  @Test func `branches are written until one more could not be read`() throws {
    var run = Toys.toll.start(3, nil, true), writer = SessionWriter()
    var text = SessionWriter.beginning(run, squall: "0.0.0")
    var complaint: BadInput?, written: [RunMap.Branch] = []
    while complaint == nil, run.map.branches.count <= 6000 {
      _ = run.advance(until: run.now + .milliseconds(40), limit: .max)
      run.go(toBranch: run.map.branches.count / 2, at: Moment(at: .start + .milliseconds(30), events: 0, inputs: 0))
      run.turn(0, to: Toys.toll.knobs[0].value(at: run.map.branches.count % 2))
      do {
        text += try writer.lines(for: run)
        written = run.map.branches
      } catch { complaint = error }
    }
    #expect(complaint == BadInput("a session cannot hold more than 5000 branches"))
    #expect(run.map.branches.count == 5001)
    let replay = try SessionWalk.read(text).replayed()
    #expect(replay.deviation == nil)
    // Not the branches themselves, or a difference would print all of them.
    let isSame = replay.run.map.branches == written
    #expect(isSame)
  }

  /// At a hundred times the speed an hour goes by in half a minute, and a disk may be full for longer.
  @Test func `hours in which nothing could be written are read`() throws {
    var run = Toys.toll.start(3, nil, true), writer = SessionWriter()
    var text = SessionWriter.beginning(run, squall: "0.0.0") + writer.text(for: run)
    _ = run.advance(until: .start + .seconds(9000), limit: .max)
    run.turn(0, to: Toys.toll.knobs[0].value(at: 1))
    _ = run.advance(until: .start + .seconds(20_000), limit: .max)
    text += writer.text(for: run)
    let replay = try SessionWalk.read(text).replayed()
    #expect(replay.deviation == nil)
    #expect(replay.run.map == run.map)
    #expect(replay.run.digest == run.digest)
    #expect(replay.digests > 5)
  }

  @Test func `bookmarks are written until one more could not be read`() throws {
    var run = Toys.toll.start(3, nil, true), writer = SessionWriter()
    var text = SessionWriter.beginning(run, squall: "0.0.0")
    for number in 1...10_000 { run.bookmark("\(number)") }
    text += writer.text(for: run)
    run.bookmark("one more")
    #expect(throws: BadInput("a session cannot hold more than 10000 bookmarks")) {
      try writer.lines(for: run)
    }
    #expect(try SessionWalk.read(text).replayed().run.map.bookmarks.count == 10_000)
  }

  /// As editors on other systems leave them.
  @Test(arguments: ["\r\n", "\n\r\n"]) func `lines may end in other ways`(_ end: String) throws {
    let walk = SessionWalk(seed: 11)
    let text = walk.text.split(separator: "\n").joined(separator: end) + end
    if end == "\r\n" {
      #expect(try SessionWalk.read(text).replayed().run.map == walk.run.map)
    } else {
      #expect(throws: BadInput("some.jsonl, line 2: this is no JSON object")) { try SessionWalk.read(text) }
    }
  }

  /// What may be removed one day without being missed.
  @Test func `a run is brief that nobody named a moment of and that took less than a minute`() throws {
    var run = Toys.toll.start(3, nil, true)
    func text() -> String {
      var writer = SessionWriter()
      return SessionWriter.beginning(run, squall: "0.0.0") + writer.text(for: run)
    }
    #expect(Session.isBrief(text()))
    run.turn(0, to: Toys.toll.knobs[0].value(at: 1))
    _ = run.advance(until: .start + .seconds(59), limit: .max)
    #expect(Session.isBrief(text()))
    let named = { (run: any LabRun) in
      var run = run
      run.bookmark("here")
      return run
    }(run)
    _ = run.advance(until: .start + .seconds(61), limit: .max)
    #expect(!Session.isBrief(text()))
    run = named
    #expect(!Session.isBrief(text()))
  }
}
