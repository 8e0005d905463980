import ArgumentParser
import Classroom
import Grid
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
    let screen: Screen
    do { screen = try Screen(ScreenOptions(usesMouse: !ignoresMouse)) } catch { throw BadInput(error.description) }
    let palette = Palette(foreground: Color(220, 220, 220), background: Color(16, 18, 24), styles: [
      .bad: .init(Color(255, 100, 100)), .good: .init(Color(100, 220, 100)), .warning: .init(Color(240, 200, 80)), .muted: .init(Color(140, 140, 150)), .focus: .init(Color(120, 200, 255))])
    DashboardSession(
      lab, seed: seed ?? Seed.fresh(), knobs: script.knobs, themes: [("dark", palette)], theme: 0, screen: screen
    ).run()
  }
}
