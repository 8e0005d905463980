import Engine
import Exports
import Foundation
import LabKit
import Stories
import Testing
import ToyLab

/// A story whose run was written down, and goes on from the file.
@Suite("Sessions that tell a story")
struct StorySessionTests {
  /// A run and the file of it so far.
  private struct Written {
    var run: any LabRun
    var text: String
    var writer = SessionWriter()

    init(_ run: any LabRun) {
      self.run = run
      text = SessionWriter.beginning(run, squall: "0.0.0") + writer.text(for: run)
    }

    mutating func play(until seconds: Double) {
      while run.now < .start + .seconds(seconds) {
        _ = run.advance(until: min(run.now + .milliseconds(400), .start + .seconds(seconds)), limit: .max)
        text += writer.text(for: run)
      }
    }

    /// As its file tells it.
    func resumed() throws -> any LabRun { try SessionWalk.read(text).replayed().run }
  }

  private func journal(_ run: any LabRun, _ branch: Int) -> [String] {
    run.journal(ofBranch: branch).map { "\(($0.at - .start).text):\($0.text)" }
  }

  /// Before anything, at the instant of an input, between two, and when all was done.
  @Test(arguments: [0, 0.2, 2, 2.5, 8, 12, 19.9, 20])
  func `it goes on as if nothing had happened`(_ seconds: Double) throws {
    let story = try StoryBench.story(StoryBench.whole)
    var written = Written(story.begun(seed: 5))
    written.play(until: seconds)
    var resumed = try written.resumed()
    #expect(
      resumed.digest == written.run.digest && resumed.twinSnapshot?.digest == written.run.twinSnapshot?.digest)
    #expect(resumed.storyline == written.run.storyline)
    _ = resumed.advance(until: story.end, limit: .max)
    let trial = StoryTrial(story, seed: 5)
    #expect([resumed.digest, resumed.twinSnapshot?.digest] == trial.digests)
    #expect(resumed.storyline?.ticks.map { $0.judgement?.found } == trial.judgements.map(\.found))
    #expect(resumed.storyline?.said?.text == "Over.")
  }

  @Test func `on a branch that a key began, and while it looks at the past, it goes on, too`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var written = Written(story.begun())
    written.play(until: 9)
    written.run.go(to: .start + .milliseconds(2500))
    written.run.turn(1, to: 50)
    written.play(until: 6)
    written.run.go(to: .start + .seconds(1))
    written.text += written.writer.text(for: written.run)
    var resumed = try written.resumed()
    #expect(resumed.map == written.run.map)
    #expect(resumed.storyline?.said?.text == "The road is nearly full.")
    for run in [written.run, resumed] {
      var run = run
      _ = run.advance(until: .start + .seconds(11), limit: .max)
      #expect(
        journal(run, run.map.branch) == ["2s:traffic=20", "2.5s:service=50", "3s:convoy", "8s:slow", "10s:heal:slow"])
    }
    _ = resumed.advance(until: .start + .seconds(11), limit: .max)
    _ = written.run.advance(until: .start + .seconds(11), limit: .max)
    #expect(resumed.digest == written.run.digest)
  }

  @Test func `an export of it tells the story as the dashboard did`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var written = Written(story.begun())
    written.play(until: 20)
    let session = try SessionWalk.read(written.text)
    let excerpt = try Excerpt(
      session.replayed().run, branch: session.shownBranch, twin: session.twinBranch, every: .seconds(1))
    var live = story.begun()
    excerpt.walk { stretch in
      _ = live.advance(until: stretch.snapshot.now, limit: .max)
      #expect(stretch.storyline != nil && stretch.storyline == live.storyline)
    }
    #expect(live.storyline?.said?.text == "Over.")
  }

  @Test func `the file stands alone: the story is in its first line, and old files have none`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    let written = Written(story.begun())
    let session = try SessionWalk.read(written.text)
    #expect(session.header.story == StoryBench.whole && session.story?.name == "rush-hour")
    #expect(session.header.format == SessionHeader.newestFormat, "whoever does not know of stories can read the rest")
    #expect(written.text.split(separator: "\n").filter { $0.contains("\"story\"") }.count == 1)
    let old = SessionWalk(seed: 3)
    #expect(!old.text.contains("\"story\""))
    #expect(try SessionWalk.read(old.text).story == nil)
    #expect(try SessionWalk.read(old.text).replayed().run.storyline == nil)
  }

  @Test func `one that was killed before its twin was written down gets it`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = try SessionWalk.read(SessionWriter.beginning(story.begun(), squall: "0.0.0")).replayed().run
    _ = run.advance(until: story.end, limit: .max)
    #expect([run.digest, run.twinSnapshot?.digest] == StoryTrial(story).digests)
  }

  @Test(arguments: [
    ("convoy", "convoi", "line 1: its story:11:9: toll has no fault or action 'convoi'; did you mean 'convoy'?"),
    ("payment: card", "payment: cash", "line 1: its story 'rush-hour' begins with another lab or other knobs"),
    (#""story": "story"#, #""story": 7, "x": "story"#, #"line 1: "story" is not of the kind that belongs there"#),
    (#""story": "story: rush-hour"#, #""story": "\u0000"#, "line 1: its story:1:1: this is not text: "),
  ])
  func `a spoiled story gives one line`(_ right: String, _ wrong: String, _ line: String) throws {
    let text = Written(try StoryBench.story(StoryBench.whole).begun()).text
    let place = try #require(text.firstRange(of: right))
    do {
      _ = try SessionWalk.read(text.replacingCharacters(in: place, with: wrong))
      Issue.record("it was read")
    } catch {
      #expect("\(error)".hasPrefix("some.jsonl, \(line)"), "\(error)")
      #expect("\(error)".unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
  }
}
