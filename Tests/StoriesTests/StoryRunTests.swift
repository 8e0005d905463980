import Engine
import LabKit
import Stories
import Testing
import ToyLab

/// The run that the dashboard drives: advanced in slices, stepped, and scrubbed.
@Suite("Stories that are driven")
struct StoryRunTests {
  private func journal(_ run: any LabRun, _ branch: Int = 0) -> [String] {
    run.journal(ofBranch: branch).map { "\(($0.at - .start).text):\($0.text)" }
  }

  private func played(_ story: Story, slice: Interval, limit: Int) -> any LabRun {
    var run = story.begun()
    while run.now < story.end { _ = run.advance(until: min(run.now + slice, story.end), limit: limit) }
    return run
  }

  @Test func `it gives the runs that it gives without a dashboard, whatever it is driven by`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    let trial = StoryTrial(story)
    for (slice, limit) in [(Interval.seconds(100), Int.max), (.milliseconds(33), 7), (.milliseconds(1700), 1000)] {
      let run = played(story, slice: slice, limit: limit)
      #expect(run.digest == trial.digests[0])
      #expect(run.twinSnapshot?.digest == trial.digests[1])
      let ticks = try #require(run.storyline).ticks
      #expect(ticks.map { $0.judgement?.isHeld } == trial.judgements.map(\.isHeld))
      #expect(ticks.map { $0.judgement?.found } == trial.judgements.map(\.found))
    }
  }

  @Test func `inputs happen at their times and once, also when it goes back and forth`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = story.begun()
    _ = run.advance(until: .start + .seconds(9), limit: .max)
    #expect(journal(run) == ["2s:traffic=20", "3s:convoy", "8s:slow"])
    run.go(to: .start + .seconds(1))
    #expect(run.map.isInPast)
    run.go(to: Destination.seconds(1))
    run.go(to: Destination.seconds(60))
    run.go(to: .start + .seconds(3))
    while run.now < story.end { _ = run.advance(until: run.now + .milliseconds(100), limit: 50) }
    #expect(run.map.branches.count == 2, "the first run and its twin")
    #expect(journal(run).count(where: { $0 == "3s:convoy" }) == 1)
    #expect(journal(run).prefix(4) == ["2s:traffic=20", "3s:convoy", "8s:slow", "10s:heal:slow"])
    // It was carried on beyond the end, so that only the journal can be compared.
    #expect(journal(run) == journal(played(story, slice: .seconds(1), limit: .max)))
  }

  @Test func `event by event it gives the same`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = story.begun()
    while run.step(notAfter: .start + .seconds(11)) {}
    _ = run.advance(until: story.end, limit: .max)
    #expect(run.digest == StoryTrial(story).digests[0])
    #expect(run.twinSnapshot?.digest == StoryTrial(story).digests[1])
  }

  @Test func `on a branch that a key begins the rest of the story goes on`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = story.begun()
    _ = run.advance(until: .start + .seconds(9), limit: .max)
    run.go(to: .start + .milliseconds(2500))
    run.turn(1, to: 50)
    _ = run.advance(until: .start + .seconds(9), limit: .max)
    let branch = run.map.branch
    #expect(branch > 1)
    #expect(journal(run, branch) == ["2s:traffic=20", "2.5s:service=50", "3s:convoy", "8s:slow"])
    #expect(journal(run, 0) == ["2s:traffic=20", "3s:convoy", "8s:slow"])
  }

  @Test func `who goes on with the twin is not given it all again`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = story.begun()
    _ = run.advance(until: .start + .seconds(9), limit: .max)
    run.swapWithTwin()
    run.endTwin()
    _ = run.advance(until: .start + .seconds(11), limit: .max)
    #expect(journal(run, run.map.branch) == ["0s:lanes=4", "2s:traffic=20", "3s:convoy", "8s:slow", "10s:heal:slow"])
  }

  @Test func `narration and ticks are those of the moment that is looked at`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = story.begun()
    #expect(run.storyline?.panel == nil && run.storyline?.meter == nil)
    #expect(run.storyline?.said == .init(position: 0, text: "The road is nearly full."))
    #expect(run.storyline?.ticks.allSatisfy { $0.judgement == nil } == true)
    _ = run.advance(until: .start + .seconds(13), limit: .max)
    #expect(run.storyline?.said?.text == "Over.")
    #expect(run.storyline?.ticks.map { $0.judgement != nil } == [true, true, false, false, true, false])
    run.go(to: .start + .seconds(3))
    #expect(run.storyline?.said?.text == "Here they come.")
    #expect(run.storyline?.ticks.allSatisfy { $0.judgement == nil } == true, "nothing was judged by then")
    run.go(to: Destination.tip)
    #expect(run.storyline?.ticks.map { $0.judgement != nil } == [true, true, false, false, true, false])
  }

  @Test func `what was said is among the notes, and what the story did is not put down to a person`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = story.begun()
    _ = run.advance(until: .start + .seconds(11), limit: .max)
    run.turn(1, to: 70)
    let notes = run.snapshot.notes(.max, upTo: .headline)
    #expect(notes.filter(\.isSpoken).map(\.text) == ["The road is nearly full.", "Here they come."])
    #expect(notes.map(\.at) == notes.map(\.at).sorted())
    let inputs = notes.filter(\.isInput).map(\.text)
    #expect(inputs.filter { $0.hasPrefix("story: ") }.count == 4, "\(inputs)")
    #expect(inputs.filter { $0.hasPrefix("you: ") } == ["you: service=70"], "\(inputs)")
    let spoken = try #require(notes.first { $0.isSpoken })
    #expect(run.snapshot.chain(from: spoken.id).map(\.text) == [spoken.text])
    #expect(run.twinSnapshot?.notes(.max, upTo: .headline).filter { $0.text.hasPrefix("story: ") }.count == 5)
    // A step goes to what happens, and not to what is said.
    #expect(run.noteCount(.level(.headline)) == notes.count { !$0.isSpoken })
  }

  @Test func `an action of somebody's own leaves the story, and the way back leads into it again`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    var run = story.begun()
    _ = run.advance(until: .start + .seconds(9), limit: .max)
    #expect(run.storyline?.leftAt == nil)
    run.turn(1, to: 50)
    #expect(run.storyline?.leftAt == .start + .seconds(9))
    _ = run.advance(until: story.end, limit: .max)
    #expect(run.storyline?.ending == nil)
    #expect(run.storyline?.ticks.map { $0.judgement != nil } == [true, true, false, false, true, false])
    run.go(to: .start + .seconds(8))
    #expect(run.storyline?.leftAt == nil)
  }

  @Test func `at its end it says what it came to and what to try`() throws {
    let story = try StoryBench.story(
      """
      {story: s, lab: toll, for: 5s, outcome: Nobody passed., try: [traffic=4: Lower it., slow: Be slow., heal:slow: Heal.],
      expect: [{meter: queue, above: 0, says: somebody waits}]}
      """)
    var run = story.begun()
    #expect(run.storyline?.ending == nil && run.storyline?.ticks.map(\.says) == ["somebody waits"])
    _ = run.advance(until: story.end, limit: .max)
    let ending = try #require(run.storyline?.ending)
    #expect(ending.outcome == "Nobody passed." && ending.proposals.map(\.text) == ["Lower it.", "Be slow.", "Heal."])
    let slow = try Toys.toll.action(named: "slow")
    #expect(
      ending.proposals.map(\.change) == [.knob(0, 4), .action(slow, isOn: true), .action(slow, isOn: false)])
    #expect(
      StoryBench.complaint("{story: s, lab: toll, for: 5s, try: [trafic=4: Lower it.]}")?.contains("traffic") == true)
    #expect(
      StoryBench.complaint("{story: s, lab: toll, for: 5s, try: [heal:all: Heal.]}")?.contains("one change") == true)
  }

  @Test func `where it can be seen is said by title and name`() throws {
    let story = try StoryBench.story(
      "{story: s, lab: toll, for: 5s, show: {panel: \(Toys.toll.panels[1].title), meter: stay}}")
    let storyline = try #require(story.begun().storyline)
    #expect(storyline.panel == 1)
    #expect(storyline.meter.map { Toys.toll.meters[$0].name } == "stay")
  }

  @Test func `inputs of one instant keep their order, and what heals does not heal what comes after it`()
    throws
  {
    let story = try StoryBench.story(
      "{story: s, lab: toll, for: 5s, at: [1s: slow, 2s: heal:all, 2s: closed, 2s: convoy, 2s: convoy]}")
    var run = story.begun()
    while run.now < story.end { _ = run.advance(until: run.now + .milliseconds(10), limit: 3) }
    #expect(journal(run) == ["1s:slow", "2s:heal:slow", "2s:closed", "2s:convoy", "2s:convoy"])
    #expect(run.digest == StoryTrial(story).digests[0])
  }
}
