import ArgumentParser
import Classroom
import Engine
import LabKit
import Labs

/// Runs the law suite.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the laws of a lab over many seeds with random knobs and faults.",
    discussion: """
      Each run lets knobs turn and faults come and go by chance, then heals everything, stops what comes in and lets the \
      world drain. It ends with 1 when a law is violated, when too few runs reach what a sometimes-law asks for, or when \
      a law is never put to the test, and prints the command that repeats the first violation.

      With --walks it is the way back that is checked: each walk goes on, rewinds, forks, changes branches and runs twins by \
      chance, and each moment it comes to must be the same as in a run that went there straight. It ends with 1 when one \
      is not.
      """)

  @Argument(help: "The lab; all of them if left out.")
  var lab: String?

  @Option(help: "How many runs, each with a seed of its own. (default: 200)")
  var seeds: Int?

  @Option(help: "Check the way back with so many random walks instead, each with a seed of its own.")
  var walks: Int?

  @Option(help: "The first seed: a whole number, decimal or 0x-hexadecimal.")
  var seed = "1"

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "For how much virtual time things happen in each run. (default: 120s)", valueName: "time"))
  var duration: String?

  @OptionGroup var jobs: JobsOption

  func run() throws {
    let labs = try lab.map { [try Catalogue.all.named($0)] } ?? Catalogue.all
    let first = try UInt64(seedText: seed)
    let jobs = try jobs.count()
    if walks != nil, seeds != nil || duration != nil {
      throw BadInput("--walks says how many walks there are; it goes with neither --seeds nor --for")
    }
    var isClean = true
    for (index, lab) in labs.enumerated() {
      let findings = try walks.map { try walk(lab, $0, first, jobs) } ?? checkLaws(lab, first, jobs)
      StandardStream.output.write((index == 0 ? "" : "\n") + findings.text)
      isClean = isClean && findings.isClean
    }
    if !isClean { throw ExitCode(1) }
  }

  private func checkLaws(_ lab: LabEntry, _ first: UInt64, _ jobs: Int) throws -> (
    text: String, isClean: Bool
  ) {
    let span = try Interval(text: duration ?? "120s"), seeds = seeds ?? 200
    let suite = try LawSuite(lab, firstSeed: first, runs: seeds, span: span)
    let line = ProgressLine()
    let findings = suite.findings(jobs: jobs) { done in
      line.show("\(lab.id): \(done) of \(seeds) runs")
    }
    line.erase()
    return (findings.text, findings.isClean)
  }

  private func walk(_ lab: LabEntry, _ walks: Int, _ first: UInt64, _ jobs: Int) throws -> (
    text: String, isClean: Bool
  ) {
    let suite = try WalkSuite(lab, firstSeed: first, walks: walks)
    let line = ProgressLine()
    let findings = suite.findings(jobs: jobs) { done in
      line.show("\(lab.id): \(done) of \(walks) walks")
    }
    line.erase()
    return (findings.text, findings.failure == nil)
  }
}
