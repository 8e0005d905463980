import ArgumentParser
import Checks
import Files
import LabKit
import Runs

/// Compares what the labs measure with what is published.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare what a lab's own code measures with published numbers.",
    discussion: """
      Every row ran the code of the lab or of its pattern; 'ours' as the source means that the number was computed from \
      the stated model and is no publication. It ends with 1 when a number is off.
      """)

  @Argument(help: "The lab; all of them if left out.", completion: .labs)
  var lab: String?

  @OptionGroup var jobs: JobsOption

  func run() throws {
    let labs = try lab.map { [try Squall.lab($0)] } ?? Squall.labs
    let jobs = try jobs.count()
    let line = ProgressLine()
    let report = VerificationReport(labs, jobs: jobs) { line.show("verify: \($0) of \($1)") }
    line.erase()
    StandardStream.output.write(report.text)
    if !report.isSound { throw ExitCode(1) }
  }
}
