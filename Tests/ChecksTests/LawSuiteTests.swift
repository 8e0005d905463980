import Checks
import Diagnostics
import Engine
import LabKit
import Runs
import TestSupport
import Testing
import ToyLab

@Suite struct LawSuiteTests {
  private func findings(_ lab: LabEntry, runs: Int = 40, jobs: Int = 2) throws -> LawFindings {
    try LawSuite(lab, runs: runs).findings(jobs: jobs)
  }

  @Test func `a sound lab is clean`() throws {
    let found = try findings(Toys.toll)
    #expect(found.isClean)
    #expect(found.tallies.map(\.verdict) == [.held, .held, .held])
    #expect(found.tallies[0].testedRuns == 40)
    #expect(found.tallies[2].testedRuns == 40, "every run drains and is judged")
    #expect(found.text.contains("  held  always      conservation      in 40 runs, checked "))
    #expect(found.text.contains("3 of 3 laws hold; "))
  }

  @Test func `the result does not depend on the jobs`() throws {
    let one = try findings(Toys.leaky, jobs: 1), three = try findings(Toys.leaky, jobs: 3)
    #expect(one.text == three.text)
    #expect(one.digest == three.digest)
    #expect(try LawSuite(Toys.leaky, firstSeed: 2, runs: 40).findings(jobs: 2).digest != one.digest)
  }

  @Test func `progress counts every run`() throws {
    let counts = Counts()
    _ = try LawSuite(Toys.toll, runs: 10).findings(jobs: 2) { counts.append($0) }
    #expect(counts.all == Array(1...10))
  }

  @Test func `the command of a violation repeats it`() throws {
    let found = try findings(Toys.leaky)
    #expect(!found.isClean)
    #expect(found.tallies.map(\.verdict) == [.violated, .held, .violated])
    for tally in [found.tallies[0], found.tallies[2]] {
      let violation = try #require(tally.violation)
      #expect(violation.run.command.hasPrefix("squall run leaky --seed \(violation.run.seed) --for "))
      let again = try played(violation.run.command, Toys.leaky)
      #expect(again.digest == violation.run.play().digest)
      let law = try #require(again.laws.first { $0.declaration.name == tally.declaration.name })
      #expect(law.verdict == .violated)
      let first = try #require(law.first)
      #expect(first.at == violation.at)
      #expect(first.events == violation.events)
      #expect(first.detail == violation.detail)
      #expect(found.text.contains("  repeat  \(violation.run.command)\n"))
    }
  }

  @Test func `the first violation is the one with the lowest seed`() throws {
    let found = try findings(Toys.leaky, runs: 200)
    let violation = try #require(found.tallies[0].violation)
    for seed in 1..<violation.run.seed {
      #expect(try LawSuite(Toys.leaky, firstSeed: seed, runs: 1).findings(jobs: 1).tallies[0].verdict == .held)
    }
    let alone = try LawSuite(Toys.leaky, firstSeed: violation.run.seed, runs: 1).findings(jobs: 1)
    #expect(alone.tallies[0].violation?.run.command == violation.run.command)
  }

  @Test func `a world that does not drain breaks every eventually-law`() throws {
    let found = try findings(Toys.stuck)
    #expect(found.tallies.map(\.verdict) == [.held, .held, .violated])
    let violation = try #require(found.tallies[2].violation)
    #expect(violation.detail == "the world has not drained 120s after everything was healed")
    #expect(violation.run.until == .start + .seconds(240))
    #expect(try played(violation.run.command, Toys.stuck).digest == violation.run.play().digest)
  }

  @Test func `a law that nothing tests is no law`() throws {
    let few = try findings(Toys.idle)
    #expect(few.isClean && few.tallies[0].verdict == .pending)
    #expect(
      few.text.contains(
        "? pending  always      conservation      never put to the test; that may be luck: it needs 270 seeds"))
    let found = try findings(Toys.idle, runs: 270)
    #expect(!found.isClean)
    #expect(found.tallies[0].verdict == .pending)
    #expect(found.text.contains("! pending  always      conservation      never put to the test\n"))
    #expect(found.tallies[1].testedRuns == found.tallies[1].hitRuns, "a run that reached it could")
  }

  @Test func `the case must be reached in one run of twenty`() throws {
    // Of the seeds 1 to 100, five are multiples of 20; of the seeds 1 to 99, four.
    let enough = try findings(Toys.rare, runs: 100).tallies[1]
    #expect((enough.hitRuns, enough.testedRuns, enough.verdict) == (5, 100, .held))
    let suite = try findings(Toys.rare, runs: 99)
    let tally = suite.tallies[1]
    #expect((tally.hitRuns, tally.testedRuns, tally.verdict) == (4, 99, .notReached))
    #expect(tally.violation == nil)
    #expect(suite.isClean, "four of ninety-nine may be luck")
    let needed = try #require(tally.runsToTell)
    #expect(needed == 459, "at most 4 of 459 is below a millionth, of 458 is not")
    #expect(
      suite.text.contains(
        "? not reached  sometimes   queue.grows       reached in 4 of 99 runs that could, 5 needed; that may be luck: "
          + "it needs \(needed) seeds"))
    #expect(suite.text.contains("2 of 3 laws hold; what is marked ? needs --seeds \(needed); "))
  }

  /// Seeds of which none is a multiple of 20 would have to be chosen; here they are, one by one.
  @Test func `an absence counts only where luck cannot explain it`() throws {
    let none = try LawSuite(Toys.rare, firstSeed: 21, runs: 19).findings(jobs: 1)
    #expect(none.tallies[1].hitRuns == 0 && none.isClean)
    #expect(none.tallies[1].runsToTell == 270, "0.95 to the power of 270 is below a millionth, of 269 is not")
    let never = try LawSuite(Toys.never, runs: 269).findings(jobs: 2)
    #expect(never.tallies[1].verdict == .notReached && never.isClean)
    let enough = try LawSuite(Toys.never, runs: 270).findings(jobs: 2)
    #expect(enough.tallies[1].fails && enough.tallies[1].runsToTell == nil && !enough.isClean)
    #expect(enough.text.contains("! not reached  sometimes   queue.grows       reached in 0 of 270 runs that could"))
  }

  @Test func `programs read the same`() throws {
    let json = try findings(Toys.rare, runs: 99).json
    #expect(json.contains(#""clean": true"#))
    #expect(json.contains(#""verdict": "not reached""#))
    #expect(json.contains(#""testedRuns": 99"#) && json.contains(#""hitRuns": 4"#))
    #expect(json.contains(#""seedsNeeded": 459"#) && json.contains(#""seedsNeeded": null"#))
    let broken = try findings(Toys.leaky).json
    #expect(broken.contains(#""repeat": "squall run leaky --seed "#) && broken.contains(#""fails": true"#))
  }

  @Test func `an empty suite is refused`() {
    #expect(throws: BadInput("a law suite needs at least 1 seed, not 0")) { try LawSuite(Toys.toll, runs: 0) }
    #expect(throws: BadInput("a law suite needs at least 1s a run, not 0.5s")) {
      try LawSuite(Toys.toll, span: .seconds(0.5))
    }
    #expect(throws: BadInput("a law suite takes at most 100000 seeds, not \(Int.max)")) {
      try LawSuite(Toys.toll, runs: .max)
    }
  }

  /// Plays what a command says, as the command line would.
  private func played(_ command: String, _ lab: LabEntry) throws -> Report {
    let words = command.split(separator: " ").map(String.init)
    let values = { (name: String) in words.indices.filter { words[$0] == name }.map { words[$0 + 1] } }
    let run = try HeadlessRun(
      Script(lab, settings: values("--set"), inputs: values("--at")),
      seed: UInt64(seedText: values("--seed")[0]), until: .start + Interval(text: values("--for")[0]))
    return Report(run, played: run.play())
  }
}
