import Diagnostics
import Engine
import LabKit
import Runs
import Stories
import Testing
import ToyLab

@Suite("Stories without a terminal")
struct StoryTests {
  @Test func `a story says what is set, done, said and expected`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    #expect(story.name == "rush-hour")
    #expect(story.title == "A rush hour")
    #expect(story.seed == 7)
    #expect(story.end == .start + .seconds(20))
    #expect(story.knobs == [8, 100, 1, 40, 1, 1])
    let inputs = [false, true].map { story.script(ofTwin: $0).inputs.map { $0.text(for: Toys.toll) } }
    let both = [
      "2s:traffic=20", "3s:convoy", "8s:slow", "10s:heal:slow", "12s:heal:all", "12s:traffic=0",
      "12s:service=10",
    ]
    #expect(story.hasTwin && inputs == [both, ["0s:lanes=4"] + both])
    #expect(story.narration.map(\.text) == ["The road is nearly full.", "Here they come.", "Over."])
    #expect(story.expectations.map(\.isOfTwin) == [false, false, false, false, true, true])
  }

  @Test func `it comes as expected, twice the same`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    let trial = StoryTrial(story), again = StoryTrial(story)
    #expect(trial.isAsExpected, "\(StoryFindings(trial).text)")
    #expect(trial.digests == again.digests)
    #expect(trial.digests[0] != trial.digests[1], "the twin is another run")
    #expect(StoryTrial(story, seed: 8).digests != trial.digests)
  }

  /// Each kind of expectation once as it comes out and once as it does not.
  @Test(arguments: [
    ("{meter: cars.arrived, figure: total, above: 100}", "{meter: cars.arrived, figure: total, above: 100000}"),
    ("{meter: cars.arrived, figure: total, below: 100000}", "{meter: cars.arrived, figure: total, below: 10}"),
    ("{meter: cars.arrived, between: [5, 20]}", "{meter: cars.arrived, between: [0, 1]}"),
    ("{by: 12s, since: 2s, meter: cars.arrived, above: 15}", "{by: 2s, meter: cars.arrived, above: 15}"),
    ("{meter: queue, equal: 0}", "{by: 8s, meter: queue, equal: 0}"),
    ("{meter: queue, figure: max, above: 30}", "{by: 1s, meter: queue, figure: max, above: 30}"),
    ("{by: 12s, since: 4s, meter: queue, figure: mean, above: 30}", "{meter: queue, figure: mean, above: 30}"),
    ("{meter: stay, figure: p99, above: 2s}", "{meter: stay, figure: p99, below: 500ms}"),
    ("{meter: stay, figure: p50, above: 0.5}", "{meter: stay, figure: p50, above: 500}"),
    ("{meter: stay, figure: count, above: 50}", "{meter: stay, figure: count, above: 5000}"),
    ("{law: conservation, is: held}", "{law: conservation, is: violated}"),
    ("{law: queue.grows, is: reached}", "{law: queue.grows, is: not reached}"),
    ("{law: everybody.passes, is: held}", "{by: 12s, law: everybody.passes, is: held}"),
    ("{by: 11s, law: everybody.passes, is: pending}", "{law: everybody.passes, is: pending}"),
  ])
  func `every kind of expectation can hold and can fail`(_ right: String, _ wrong: String) throws {
    let held = StoryTrial(try StoryBench.expecting(right)), failed = StoryTrial(try StoryBench.expecting(wrong))
    #expect(held.isAsExpected, "\(StoryFindings(held).text)")
    #expect(!failed.isAsExpected, "\(StoryFindings(failed).text)")
    #expect(StoryFindings(failed).text.contains("✗"))
    #expect(StoryFindings(failed).text.contains("NOT as expected with seed 7."))
  }

  @Test func `what is expected of the twin is judged on the twin`() throws {
    let line = "{by: 8s, meter: queue, figure: mean, below: 12}"
    #expect(!StoryTrial(try StoryBench.expecting(line)).isAsExpected)
    #expect(StoryTrial(try StoryBench.expecting("{meter: queue, below: 41}", ofTwin: line)).isAsExpected)
  }

  @Test func `a meter that measured nothing is not as expected`() throws {
    let trial = StoryTrial(try StoryBench.expecting("{by: 1ms, meter: stay, below: 10s}"))
    #expect(trial.judgements.map(\.found) == ["nothing measured"])
    #expect(!trial.isAsExpected)
  }

  @Test func `a law that is judged in a drained world says so where nothing was drained`() throws {
    let trial = StoryTrial(try StoryBench.expecting("{by: 12s, law: everybody.passes, is: held}"))
    #expect(trial.judgements.map(\.found) == ["pending, because nothing was drained by then ('drain' does it)"])
    let early = StoryTrial(try StoryBench.expecting("{by: 11s, law: everybody.passes, is: pending}"))
    #expect(early.judgements.map(\.found) == ["pending"])
  }

  @Test func `a law that breaks though nobody expects it fails the story`() throws {
    let trial = StoryTrial(try StoryBench.flawed("[{meter: queue, below: 1000}]"))
    #expect(trial.judgements.allSatisfy { $0.isHeld })
    #expect(!trial.isAsExpected)
    #expect(StoryFindings(trial).text.contains("conservation"))
    let expecting = try StoryBench.flawed("[{law: conservation, is: violated}]")
    #expect(StoryTrial(expecting).isAsExpected, "\(StoryFindings(StoryTrial(expecting)).text)")
  }

  @Test func `many seeds are summed up, with what was found from least to most`() throws {
    let story = try StoryBench.expecting("{meter: cars.arrived, figure: total, above: 0}")
    let findings = StoryFindings(story, seeds: try Seeds("1..5").seeds)
    #expect(findings.trials.map(\.seed) == [1, 2, 3, 4, 5])
    #expect(findings.isAsExpected)
    #expect(findings.text.contains("in 5 of 5, found "))
    let wrong = StoryFindings(
      try StoryBench.expecting("{meter: cars.arrived, figure: total, equal: 1}"), seeds: [1, 2])
    #expect(wrong.text.contains("in 0 of 2"))
    #expect(wrong.text.contains("NOT as expected with seed 1, 2."))
  }

  @Test func `seeds are a number or a range`() throws {
    #expect(try Seeds("3").seeds == [3])
    #expect(try Seeds("3..5").seeds == [3, 4, 5])
    for text in ["5..3", "1..", "..3", "1..1000000", "a..b"] {
      #expect(throws: BadInput.self) { try Seeds(text).seeds }
    }
  }
}
