import ArgumentParser
import Classroom
import Engine
import LabKit
import Labs

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs the law suite.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the laws of a lab over many seeds with random knobs and faults.",
    discussion: """
      Each run lets knobs turn and faults come and go by chance, then heals everything, stops what comes in and lets the \
      world drain. It ends with 1 when a law is violated, when too few runs reach what a sometimes-law asks for, or when \
      a law is never put to the test, and prints the command that repeats the first violation.
      """)

  @Argument(help: "The lab; all of them if left out.")
  var lab: String?

  @Option(help: "How many runs, each with a seed of its own.")
  var seeds = 200

  @Option(help: "The first seed: a whole number, decimal or 0x-hexadecimal.")
  var seed = "1"

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("For how much virtual time things happen in each run.", valueName: "time"))
  var duration = "120s"

  @Option(
    help: "How many runs at once; as many as there are cores if left out. The results do not depend on it.")
  var jobs: Int?

  func run() throws {
    let labs = try lab.map { [try Catalogue.all.named($0)] } ?? Catalogue.all
    let first = try UInt64(seedText: seed)
    let span = try Interval(text: duration)
    if let jobs, jobs < 1 { throw BadInput("--jobs needs a whole number from 1, not '\(jobs)'") }
    var isClean = true
    for (index, lab) in labs.enumerated() {
      let suite = try LawSuite(lab, firstSeed: first, runs: seeds, span: span)
      let line = ProgressLine()
      let findings = suite.findings(jobs: jobs ?? Check.cores) { [seeds] done in
        line.show("\(lab.id): \(done) of \(seeds) runs")
      }
      line.erase()
      StandardStream.output.write((index == 0 ? "" : "\n") + findings.text)
      isClean = isClean && findings.isClean
    }
    if !isClean { throw ExitCode(1) }
  }

  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
