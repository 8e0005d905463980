import Engine
import LabKit
import Runs
import Stories
import Testing
import ToyLab

/// A twin that differs from the first run in what is done to it, and not only in its knobs.
@Suite("Twins of stories that differ in faults")
struct StoryTwinTests {
  /// Everything that can be different: a knob, a fault of the first run alone, and faults of the twin alone.
  private static let text = """
    story: spared
    lab: toll
    knobs: {traffic: 8/s}
    twin: {lanes: 4}
    for: 20s
    at: [2s: traffic=12, 4s: convoy, 9s: heal:all, 9s: convoy]
    at-first: [3s: slow, 4s: convoy]
    at-twin: [4s: closed, 5s: heal:closed, 6s: slow, 12s: service=50]
    expect: [{meter: queue, figure: max, above: 1}]
    expect-twin: [{meter: queue, figure: max, above: 1}]
    """

  private static let first = [
    "2s:traffic=12", "3s:slow", "4s:convoy", "4s:convoy", "9s:heal:slow", "9s:convoy",
  ]
  private static let twin = [
    "0s:lanes=4", "2s:traffic=12", "4s:convoy", "4s:closed", "5s:heal:closed", "6s:slow", "9s:heal:slow",
    "9s:convoy", "12s:service=50",
  ]

  private func journal(_ run: any LabRun, _ branch: Int) -> [String] {
    run.journal(ofBranch: branch).map { "\(($0.at - .start).text):\($0.text)" }
  }

  @Test func `each is the run of a lab to which the same is done`() throws {
    let story = try StoryBench.story(Self.text)
    let trial = StoryTrial(story)
    func digest(_ settings: [String], _ inputs: [String]) throws -> Digest {
      let script = try Script(Toys.toll, settings: ["traffic=8"] + settings, inputs: inputs)
      return try HeadlessRun(script, seed: 1, until: story.end).play().digest
    }
    #expect(trial.digests == [try digest([], Self.first), try digest([], Self.twin)])
    #expect(trial.isAsExpected)
    #expect(
      StoryFindings(trial).text.contains(
        "The twin, with lanes=4, alone 4s:closed 5s:heal:closed 6s:slow 12s:service=50"))
  }

  @Test func `driven side by side they are the same runs, whatever they are driven by`() throws {
    let story = try StoryBench.story(Self.text)
    let trial = StoryTrial(story)
    for (slice, limit) in [(Interval.seconds(100), Int.max), (.milliseconds(33), 7), (.milliseconds(1700), 1000)] {
      var run = story.begun()
      while run.now < story.end { _ = run.advance(until: min(run.now + slice, story.end), limit: limit) }
      #expect(run.map.branches.count == 2)
      #expect(journal(run, 0) == Self.first && journal(run, 1) == Self.twin)
      #expect([run.digest, run.twinSnapshot?.digest] == trial.digests)
      #expect(run.storyline?.ticks.map { $0.judgement?.isHeld } == [true, true])
    }
    var run = story.begun()
    while run.step(notAfter: .start + .seconds(13)) {}
    _ = run.advance(until: story.end, limit: .max)
    #expect([run.digest, run.twinSnapshot?.digest] == trial.digests)
  }

  @Test func `only what happens alone can make the twin, from the moment on at which it does`() throws {
    let story = try StoryBench.story("{story: s, lab: toll, for: 9s, at-first: [5s: closed]}")
    var run = story.begun()
    _ = run.advance(until: story.end, limit: .max)
    #expect(journal(run, 0) == ["5s:closed"] && journal(run, 1) == [])
    #expect(try #require(run.map.twin?.difference).at >= .start + .seconds(5))
  }

  @Test func `a run that goes on alone is given its own and not the other's`() throws {
    let story = try StoryBench.story(Self.text)
    for keepsTwin in [false, true] {
      var run = story.begun()
      _ = run.advance(until: .start + .seconds(1), limit: .max)
      if keepsTwin { run.swapWithTwin() }
      run.endTwin()
      _ = run.advance(until: story.end, limit: .max)
      #expect(journal(run, run.map.branch) == (keepsTwin ? Self.twin : Self.first))
      let ticks = try #require(run.storyline).ticks
      #expect(ticks.map(\.isOfTwin) == [keepsTwin], "only what is expected of a run that is there")
      #expect(ticks.allSatisfy { $0.judgement != nil })
    }
  }

  /// What is pressed at the very instant of an input must not swallow it on the new branch.
  @Test func `a branch that leaves at the instant of an input has it once`() throws {
    let story = try StoryBench.story(Self.text)
    for given in 0...2 {
      var run = story.begun()
      _ = run.advance(until: .start + .seconds(10), limit: .max)
      // The third and the fourth input are two convoys at 4 s.
      let entry = run.journal(ofBranch: 0)[2]
      run.go(to: Moment(at: entry.at, events: entry.eventsBefore, inputs: 2 + given))
      run.turn(1, to: 77)
      let branch = run.map.branch
      _ = run.advance(until: .start + .seconds(8), limit: .max)
      #expect(branch > 1)
      #expect(journal(run, branch).count { $0 == "4s:convoy" } == 2, "\(journal(run, branch))")
    }
  }

  @Test func `an old branch that comes beside is run on as the story goes`() throws {
    let story = try StoryBench.story(Self.text)
    var run = story.begun()
    _ = run.advance(until: .start + .milliseconds(3500), limit: .max)
    run.endTwin()
    _ = run.advance(until: .start + .seconds(7), limit: .max)
    run.beginTwin(onBranch: 1)
    #expect(journal(run, 1) == Self.twin.filter { !$0.hasPrefix("9") && !$0.hasPrefix("12") })
    #expect(run.map.branch == 0 && run.now == .start + .seconds(7))
    _ = run.advance(until: story.end, limit: .max)
    #expect([run.digest, run.twinSnapshot?.digest] == StoryTrial(story).digests)
  }
}
