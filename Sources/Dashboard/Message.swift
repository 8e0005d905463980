import Grid
import LabKit

/// What the dashboard is told: keys, mouse and size by the terminal, the rest by whoever drives the run.
public enum Message: Sendable {
  /// What the mouse did, with its left button or its wheel.
  public enum Mouse: Hashable, Sendable {
    case press, drag, release, wheelUp, wheelDown
  }

  /// A key was pressed.
  case key(DashboardKey)
  /// The mouse did something at a cell, counted from 0 at the top left.
  case mouse(Mouse, column: Int, row: Int)
  /// The terminal has another size, in cells.
  case resized(columns: Int, rows: Int)
  /// The run moved on. The speed is what was really reached, in virtual seconds a second; it does not
  /// matter while paused. Time may be slow by itself, because something takes less than a blink.
  ///
  /// With where that is among everything that was done, the twin, and the story that is told. The
  /// first run has the number 0; a higher one than that of the run shown is another run that took its place, and a
  /// lower one is of a run that is shown no more.
  case snapshot(
    any LabSnapshot, actualSpeed: Double, isSlow: Bool = false, map: RunMap? = nil, twin: Twin? = nil,
    storyline: Storyline? = nil,
    run: Int = 0)
  /// The run was paused or resumed by something else than a key, for instance by a breakpoint.
  case paused(Bool)
  /// The terminal draws other glyphs than was thought.
  case glyphs(GlyphLevel)
  /// Another theme, by its position, was found to suit the terminal.
  case theme(Int)
  /// Something to be read, for instance that no event came; it stays until the next key.
  case notice(String)
}

/// A run that goes beside the one that is shown.
public struct Twin: Sendable {
  /// Its newest moment.
  public let snapshot: any LabSnapshot
  /// The moment since which there are two.
  public let origin: any LabSnapshot

  /// A twin, since a moment.
  public init(_ snapshot: any LabSnapshot, since origin: any LabSnapshot) {
    self.snapshot = snapshot
    self.origin = origin
  }
}
