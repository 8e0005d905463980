import ArgumentParser
import Files
import Runs

/// Lists the labs, or everything that one of them can be asked for.
struct ListLabs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labs", abstract: "List the labs, or the knobs, faults, meters and laws of one.")

  @Argument(help: "The lab to describe.", completion: .labs)
  var lab: String?

  func run() throws {
    let text = try lab.map { try Squall.lab($0).reference }
    StandardStream.output.write(text ?? Squall.labs.listing)
  }
}
