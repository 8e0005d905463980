import Files
import Synchronization

/// One line on a terminal's standard error that says how far a long run is; it comes after a second and is erased at the
/// end, also when Ctrl-C makes it.
final class ProgressLine: Sendable {
  private let line = Line()
  private let interruption: Interruption?

  init() {
    let line = line
    // The lock is not given back: nobody shows anything any more.
    interruption =
      line.isOn
      ? Interruption { end in
        line.shown.withLock {
          $0.erase(andEcho: true); end()
        }
      } : nil
  }

  /// Shows the text, unless it is too early or the last one is very fresh.
  func show(_ text: @autoclosure () -> String) {
    guard line.isOn else { return }
    line.shown.withLock { shown in
      let now = ContinuousClock.now
      guard now >= shown.next else { return }
      let text = text()
      // Blanks over what is left of a longer line: every terminal knows them.
      StandardStream.error.write("\r\(text)\(String(repeating: " ", count: max(0, shown.columns - text.count)))")
      (shown.columns, shown.next) = (text.count, now + .milliseconds(100))
    }
  }

  /// Leaves the terminal as if nothing had been shown.
  func erase() { line.shown.withLock { $0.erase() } }
}

/// What is on the terminal.
private final class Line: Sendable {
  struct Shown {
    var columns = 0
    var next = ContinuousClock.now + .seconds(1)

    /// A terminal echoes Ctrl-C as two more characters.
    mutating func erase(andEcho: Bool = false) {
      next = .now + .seconds(1)
      guard columns > 0 else { return }
      StandardStream.error.write("\r\(String(repeating: " ", count: columns + (andEcho ? 2 : 0)))\r")
      columns = 0
    }
  }

  let isOn = StandardStream.error.isTerminal
  let shown = Mutex(Shown())
}
