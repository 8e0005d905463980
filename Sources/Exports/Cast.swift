import Grid
import Runs

/// A recording of screens that asciinema plays, in version 2 of its format: a header, then a line for every change.
public struct Cast: Sendable {
  private let width: Int, height: Int
  private let palette: Palette
  private var shown: CellGrid?

  /// A recording of screens of one size.
  public init(width: Int, height: Int, palette: Palette) {
    (self.width, self.height, self.palette) = (width, height, palette)
  }

  /// The first line.
  public func header(title: String, seconds: Double) -> String {
    JSONValue.object([
      ("version", .number("2")), ("width", .number("\(width)")), ("height", .number("\(height)")),
      ("duration", .number(seconds.figure)), ("title", .text(title)),
    ]).line + "\n"
  }

  /// The line for a screen that shows from `seconds` after the beginning on; nil when it is the one that was there.
  public mutating func frame(_ grid: CellGrid, at seconds: Double) -> String? {
    let changes = grid.escapes(from: shown, palette: palette)
    defer { shown = grid }
    guard !changes.isEmpty else { return nil }
    // Nothing of a cursor belongs to a dashboard.
    return line((shown == nil ? "\u{1b}[?25l" : "") + changes, at: seconds)
  }

  /// The last line: a shell goes on in the last row, with a cursor and colours of its own.
  public func end(at seconds: Double) -> String {
    line("\u{1b}[0m\u{1b}[?25h\u{1b}[\(height);1H", at: seconds)
  }

  private func line(_ text: String, at seconds: Double) -> String {
    JSONValue.list([.number(seconds.figure), .text("o"), .text(text)]).line + "\n"
  }
}
