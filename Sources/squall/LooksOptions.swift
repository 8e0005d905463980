import ArgumentParser
import Diagnostics
import LabKit
import Terminal

/// What every command takes that opens a dashboard.
struct LooksOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help:
      "The theme: a name that 'squall themes' lists, or a file; dark or light as the terminal is if left out."
  )
  var theme: String?

  @Option(parsing: .unconditional, help: "How many colours to use: auto, truecolor, 256, 16, 8 or none.")
  var color: String?

  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal.")
  var ignoresMouse = false

  /// Before anybody asks whether there is a terminal.
  func validate() throws { _ = try ColorChoice(named: color) }

  /// The themes, beginning with the one that was asked for.
  func looks() throws(BadInput) -> Looks { try Looks(theme) }

  /// The terminal, taken over.
  func openScreen() throws(BadInput) -> Screen {
    try Limits.allowDashboard()
    let options = ScreenOptions(
      color: try ColorChoice(named: color), usesMouse: !ignoresMouse, asksBackground: theme == nil)
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
