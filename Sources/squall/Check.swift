import ArgumentParser
import Checks
import Diagnostics
import Engine
import Files
import LabKit
import Runs

/// Runs the law suite.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the laws and promises of a lab over many seeds with random knobs and faults.",
    discussion: """
      Each run lets knobs turn and faults come and go by chance, then heals everything, stops what comes in and lets the \
      world drain. It ends with 1 when a law is violated, and prints the command that repeats the first violation. A \
      sometimes-law must be reached in one of twenty runs that can, and every law be put to the test as often. What \
      falls short of that counts only where luck would bring it about less than once in a million times, as when none \
      of 270 runs reaches a law; before, it is marked with ?, with the number of seeds that it takes to say so.

      Each promise is tried as well: with its pattern off, under the fault that the lab names, it must be broken within \
      60 seconds, and with the settings that the lab begins with it must never be, under each fault that it is made \
      against. For each the command is printed that repeats the first break.

      With --walks it is the way back that is checked: each walk goes on, rewinds, forks, changes branches and runs twins by \
      chance, and each moment it comes to must be the same as in a run that went there straight. It ends with 1 when one \
      is not.
      """)

  @Argument(help: "The lab; all of them if left out.", completion: .labs)
  var lab: String?

  @Option(parsing: .unconditional, help: "How many runs, each with a seed of its own. (default: 300)")
  var seeds: Given<Count>?

  @Option(
    parsing: .unconditional,
    help: "Check the way back with so many random walks instead, each with a seed of its own.")
  var walks: Given<Count>?

  @Option(parsing: .unconditional, help: "The first seed: a whole number, decimal or 0x-hexadecimal.")
  var seed: Given<SeedNumber> = "1"

  @Option(
    name: .customLong("for"), parsing: .unconditional,
    help: ArgumentHelp("For how much virtual time things happen in each run. (default: 120s)", valueName: "time"))
  var duration: Given<Interval>?

  @Option(parsing: .unconditional, help: "How the laws are told; json is a list of labs.")
  var format: Given<Format> = "text"

  @OptionGroup var jobs: JobsOption

  /// How the laws are told.
  enum Format: String, CaseIterable, Sendable { case text, json }

  /// What was found in one lab.
  private typealias Findings = (text: String, isClean: Bool)

  func run() throws {
    let format = try format.get()
    let labs = try lab.map { [try Squall.lab($0)] } ?? Squall.labs
    let first = try seed.get().value
    let jobs = try jobs.count()
    if walks != nil, seeds != nil || duration != nil || format == .json {
      throw BadInput("--walks says how many walks there are; it goes with neither --seeds, --for nor json")
    }
    var isClean = true
    let isText = format == .text
    for (index, lab) in labs.enumerated() {
      let findings = try walks.map { try walk(lab, $0.get().value, first, jobs) } ?? checkLaws(lab, first, jobs, format)
      StandardStream.output.write((index > 0 ? isText ? "\n" : ",\n" : isText ? "" : "[\n") + findings.text)
      isClean = isClean && findings.isClean
    }
    if !isText { StandardStream.output.write("\n]\n") }
    if !isClean { throw ExitCode(1) }
  }

  private func checkLaws(_ lab: LabEntry, _ first: UInt64, _ jobs: Int, _ format: Format) throws -> Findings {
    let span = try (duration ?? "120s").get(), seeds = try (seeds ?? "300").get().value
    let suite = try LawSuite(lab, firstSeed: first, runs: seeds, span: span)
    let line = ProgressLine()
    let findings = suite.findings(jobs: jobs) { done in line.show("\(lab.id): \(done) of \(suite.count) runs") }
    line.erase()
    return (format == .text ? findings.text : findings.json, findings.isClean)
  }

  private func walk(_ lab: LabEntry, _ walks: Int, _ first: UInt64, _ jobs: Int) throws -> Findings {
    let suite = try WalkSuite(lab, firstSeed: first, walks: walks)
    let line = ProgressLine()
    let findings = suite.findings(jobs: jobs) { done in line.show("\(lab.id): \(done) of \(walks) walks") }
    line.erase()
    return (findings.text, findings.failure == nil)
  }
}
