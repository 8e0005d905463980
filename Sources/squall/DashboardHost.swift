import LabKit
import Live

/// What a dashboard needs from whoever owns the terminal, the run and the clock.
package protocol DashboardHost: AnyObject {
  /// Has a command carried out soon in the run with this number.
  func send(_ command: Driver.Command, toRun run: Int)
  /// Begins to write a run down; nil where it is not, and then a complaint may say why.
  func beginRecord(of run: any LabRun) -> (recorder: Driver.Recorder?, complaint: String?)
  /// A seed for a run that nobody gave one.
  func freshSeed() -> UInt64
  /// Shows the colours of a theme, by its position; gives a complaint when they cannot be read.
  func show(theme: Int) -> String?
  /// Paints every cell anew.
  func repaint()
}
