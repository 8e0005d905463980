import ArgumentParser
import Classroom
import LabKit
import Labs
import Terminal

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

  @Option(help: "How many colours to use: auto, truecolor, 256, 16, 8 or none.")
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
    let looks = try Looks(theme)
    let session = try DashboardSession(
      lab, seed: seed ?? Seed.fresh(), knobs: script.knobs, looks: looks, screen: try openScreen())
    session.run()
  }

  private func openScreen() throws -> Screen {
    let options = ScreenOptions(color: try ColorChoice(named: color), usesMouse: !ignoresMouse)
    do { return try Screen(options) } catch { throw BadInput(error.description) }
  }
}

extension ColorChoice {
  /// The choice with this name on the command line; none given follows the terminal.
  fileprivate init(named name: String?) throws(BadInput) {
    guard let name else {
      self = .auto
      return
    }
    guard let choice = ColorChoice(rawValue: name) else {
      let names = ColorChoice.allCases.map(\.rawValue)
      throw BadInput(
        "--color is one of \(names.joined(separator: ", ")), not '\(name.printable)'", nearestTo: name,
        among: names)
    }
    self = choice
  }
}
