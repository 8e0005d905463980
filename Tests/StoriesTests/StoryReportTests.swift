import LabKit
import Runs
import Stories
import TestSupport
import Testing

/// What came of a story, as programs read it.
@Suite("Reports on stories")
struct StoryReportTests {
  @Test func `CSV has one row for each expectation with each seed`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    let lines = StoryFindings(story, seeds: [7, 8]).written(as: .csv).split(separator: "\n")
    #expect(lines.count == 1 + 2 * 6)
    #expect(lines[0] == "seed,run,at,since,of,figure,expected,found,verdict")
    #expect(lines[3] == "7,first,20,,queue.grows,,reached,reached,held")
    #expect(lines[6].hasPrefix("7,twin,20,,stay,p99,below 30,") && lines[6].hasSuffix(",held"))
    let trial = StoryTrial(story)
    #expect(lines[1] == "7,first,8,,queue,max,above 20,\(try #require(trial.judgements[0].value).figure),held")
    #expect(lines[7].hasPrefix("8,first,8,,queue,max,above 20,"))
  }

  @Test func `what fails says so in every form`() throws {
    let story = try StoryBench.expecting("{by: 1ms, meter: stay, below: 10s}")
    let findings = StoryFindings(story, seeds: [3])
    #expect(findings.written(as: .csv).contains("3,first,0.001,,stay,p99,below 10,nothing measured,failed\n"))
    #expect(findings.written(as: .json).contains(#""found": "nothing measured", "verdict": "failed""#))
    #expect(findings.written(as: .json).contains(#""asExpected": false"#))
    #expect(findings.written(as: .text) == findings.text)
  }

  @Test func `JSON has an object for each expectation, with the digests of both runs`() throws {
    let story = try StoryBench.story(StoryBench.whole)
    let findings = StoryFindings(story, seeds: [7, 8])
    let json = findings.written(as: .json)
    #expect(json.split(separator: "\n").count { $0.contains(#""verdict": "held""#) } == 2 * 6)
    for trial in findings.trials {
      #expect(json.contains(#"{"first": "\#(trial.digests[0])", "twin": "\#(trial.digests[1])"}"#))
    }
    #expect(
      json.contains(
        #"{"run": "first", "at": 8, "since": 2, "of": "cars.refused", "figure": "rate", "expected": "above 0.5", "#))
  }

  @Test func `a law that broke though nobody expected it has a row`() throws {
    let story = try StoryBench.flawed("[{meter: queue, below: 1000}]")
    let findings = StoryFindings(story, seeds: [1])
    #expect(!findings.isAsExpected)
    #expect(findings.written(as: .csv).contains(",conservation,,held,violated,failed\n"))
  }

  @Test func `so many at once give the same, and say how far they are`() throws {
    let story = try StoryBench.story(StoryBench.whole), seeds = Array(1...9 as ClosedRange<UInt64>)
    let alone = StoryFindings(story, seeds: seeds)
    let told = Counts()
    let together = StoryFindings(story, seeds: seeds, jobs: 4) { told.append($0) }
    #expect(together.trials.map(\.seed) == seeds)
    for format in Report.Format.allCases {
      #expect(together.written(as: format) == alone.written(as: format))
    }
    #expect(told.all == Array(1...9))
  }
}
