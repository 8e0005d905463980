import ArgumentParser
import Diagnostics
import Grid
import LabKit
import Terminal

/// What every command takes that opens a dashboard.
struct LooksOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The theme, your own or a file too; dark or light as the terminal is if left out.")
  var theme: Given<ThemeName>?

  @Option(parsing: .unconditional, help: "How many colours to use.")
  var color: Given<ColorChoice> = "auto"

  @Option(
    parsing: .unconditional,
    help: "How fine charts are drawn; ascii has no other signs at all. As the terminal and locale can if left out.")
  var glyphs: Given<GlyphLevel>?

  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal.")
  var ignoresMouse = false

  /// Before anybody asks whether there is a terminal.
  func validate() throws {
    _ = try color.get()
    _ = try glyphs?.get()
  }

  /// The themes, beginning with the one that was asked for.
  func looks() throws(BadInput) -> Looks { try Looks(theme?.text) }

  /// The terminal, taken over.
  func openScreen() throws(BadInput) -> Screen {
    try Limits.allowDashboard()
    let options = ScreenOptions(
      color: try color.get(), usesMouse: !ignoresMouse, glyphs: try glyphs?.get(), asksBackground: theme == nil)
    do { return try Screen(options) } catch { throw BadInput(error.description) }
  }
}
