import Diagnostics
import Engine
import Foundation
import LabKit
import Stories
import Testing
import ToyLab

@Suite("Sessions") struct SessionTests {
  @Test(arguments: UInt64(1)...80)
  func `what was written and read is the same tree`(seed: UInt64) throws {
    let walk = SessionWalk(seed: seed)
    let session = try SessionWalk.read(walk.text)
    let replay = session.replayed()
    #expect(replay.deviation == nil, "\(replay.deviation!)")
    let (was, now) = (walk.run.map, replay.run.map)
    #expect(now.branches == was.branches, "\(walk.text)")
    #expect(now.branch == was.branch)
    #expect(now.moment == was.moment)
    #expect(now.bookmarks.map(\.name) == was.bookmarks.map(\.name))
    #expect(now.bookmarks.map(\.moment) == was.bookmarks.map(\.moment))
    #expect(now.bookmarks.map(\.branch) == was.bookmarks.map(\.branch))
    #expect(now.twin?.branch == was.twin?.branch)
    #expect(now.twin?.moment == was.twin?.moment, "\(walk.text)")
    #expect(replay.run.digest == walk.run.digest)
    #expect(replay.run.twinSnapshot?.digest == walk.run.twinSnapshot?.digest)
    for branch in was.branches.indices {
      #expect(replay.run.journal(ofBranch: branch).map(\.text) == walk.run.journal(ofBranch: branch).map(\.text))
    }
    let summary = SessionSummary(walk.text)
    let inputs = was.branches.enumerated().map { walk.run.journal(ofBranch: $0).count - $1.fork.inputs }
    #expect(summary.header?.lab == walk.run.entry.id && summary.header?.seed == walk.run.seed)
    #expect(summary.branches == was.branches.count && summary.inputs == inputs.reduce(0, +))
    #expect(summary.end == was.branches.map(\.tip.at).max())
    #expect(replay.run.snapshot.knobs == walk.run.snapshot.knobs)
    #expect(replay.run.snapshot.faults == walk.run.snapshot.faults)
  }

  /// As keys do it: time goes on for less than it takes until the next line, then something is done.
  @Test func `a twin that begins between two lines is read back`() throws {
    var run = Toys.toll.start(7, nil, true), writer = SessionWriter()
    var text = SessionWriter.beginning(run, squall: "0.0.0") + writer.text(for: run)
    _ = run.advance(until: .start + .seconds(3), limit: .max)
    text += writer.text(for: run)
    _ = run.advance(until: .start + .seconds(3.1), limit: .max)
    run.beginTwin(.knob(0, Toys.toll.knobs[0].value(at: 0)))
    text += writer.text(for: run)
    #expect(try SessionWalk.read(text).replayed().run.map == run.map)
    run.endTwin()
    text += writer.text(for: run)
    #expect(try SessionWalk.read(text).replayed().run.map == run.map, "that it has ended is told, too")
    // Back a moment that was not written yet, and away from there.
    _ = run.advance(until: .start + .seconds(4), limit: .max)
    run.go(to: .start + .seconds(3.9))
    run.turn(0, to: Toys.toll.knobs[0].value(at: 1))
    text += writer.text(for: run)
    let replay = try SessionWalk.read(text).replayed()
    #expect(replay.deviation == nil)
    #expect(replay.run.map == run.map, "with the future that was left")
  }

  /// There are files that say it only afterwards.
  @Test func `a fork says that its branch was run as far as that`() throws {
    var run = Toys.toll.start(7, nil, true), writer = SessionWriter()
    var text = SessionWriter.beginning(run, squall: "0.1.0") + writer.text(for: run)
    _ = run.advance(until: .start + .seconds(3.1), limit: .max)
    run.beginTwin()
    run.endTwin()
    let lines = writer.text(for: run).split(separator: "\n")
    let late = lines.filter { $0.contains("fork") } + lines.filter { !$0.contains("fork") }
    #expect(late != lines)
    text += late.map { $0 + "\n" }.joined()
    let replay = try SessionWalk.read(text).replayed()
    #expect(replay.run.map == run.map)
    #expect(replay.run.digest == run.digest)
  }

  /// A killed writer leaves the beginning of a file.
  @Test func `a session that is cut at any byte is a shorter one`() throws {
    let text = SessionWalk(seed: 5, steps: 16).text
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).count
    #expect(lines > 12)
    for length in 0..<text.utf8.count {
      let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
      let isWhole = cut.contains("\n")
      guard isWhole else {
        let says = length == 0 ? "the file is empty" : "this line is cut off"
        #expect(throws: BadInput("some.jsonl, line 1: \(says); a session begins with its lab")) {
          try SessionWalk.read(cut)
        }
        continue
      }
      let session = try SessionWalk.read(cut)
      #expect(session.isCutOff == !cut.hasSuffix("\n"))
      if cut.hasSuffix("\n") {
        let replay = session.replayed()
        #expect(replay.deviation == nil, "\(replay.deviation!)")
      }
    }
  }

  @Test func `another digest is told with its line`() throws {
    var lines = SessionWalk(seed: 5).text.split(separator: "\n").map(String.init)
    let index = try #require(lines.indices.filter { lines[$0].contains("\"digest\"") }.dropFirst().first)
    let at = try #require(lines[index].range(of: "\"digest\": \""))
    lines[index].replaceSubrange(at.upperBound..., with: "0000000000000000\"}")
    let replay = try SessionWalk.read(lines.joined(separator: "\n") + "\n").replayed()
    let deviation = try #require(replay.deviation)
    #expect(deviation.line == index + 1)
    #expect(deviation.description.contains("the file says digest 0000000000000000, this run has "))
  }
}
