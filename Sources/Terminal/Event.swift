/// Why a wait for events ended.
public enum Event: Equatable, Sendable {
  /// Keys, mouse and replies, at least one.
  case inputs([Input])
  /// `Waker.wake` was called.
  case woken
  /// The terminal has another size, in cells; draw for it, everything is painted anew.
  case resized(columns: Int, rows: Int)
  /// The process was stopped and goes on; the last frame is shown again.
  case resumed
  /// The process is asked to end, or the terminal is gone (SIGHUP): close the screen, then `Screen.end(by:)`.
  case terminate(signal: Int32)
  /// Nothing came for as long as was to be waited.
  case timedOut
}
