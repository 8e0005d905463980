import ArgumentParser
import Classroom
import LabKit
import Labs

/// Opens the dashboard.
struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open a lab in the terminal (default).")

  @Argument(help: "The lab; 'squall labs' lists them.")
  var lab = "shop"

  @Option(
    help:
      "Where chance begins: a whole number, decimal or 0x-hexadecimal. Another one every time if left out.")
  var seed: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A knob's value at the start; repeatable.", valueName: "knob=value"))
  var settings: [String] = []

  @Option(help: "The theme: a name that 'squall themes' lists, or a file.")
  var theme: String?

  @Option(help: "How many colours the terminal has: none, 8, 16, 256 or true; found out if left out.")
  var color: String?

  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal.")
  var ignoresMouse = false

  func run() throws {
    let lab = try Catalogue.all.named(lab, orOneOf: Squall.commandNames)
    let script = try Script(lab, settings: settings)
    let seed = try seed.map { try UInt64(seedText: $0) }
    guard StandardStream.output.isTerminal else {
      throw BadInput("the dashboard needs a terminal; 'squall run \(lab.id)' does without")
    }
    // The dashboard opens here with `lab`, `script.knobs` and `seed`.
    _ = (script, seed)
    throw BadInput("the dashboard is not there yet; 'squall run \(lab.id)' does without")
  }
}
