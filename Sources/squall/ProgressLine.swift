import Synchronization

/// One line on a terminal's standard error that says how far a long run is; it comes after a second and is erased at the end.
final class ProgressLine: Sendable {
  private let isOn = StandardStream.error.isTerminal
  private let shown: Mutex<(columns: Int, next: ContinuousClock.Instant)>

  init() { shown = Mutex((0, .now + .seconds(1))) }

  /// Shows the text, unless it is too early or the last one is very fresh.
  func show(_ text: @autoclosure () -> String) {
    guard isOn else { return }
    shown.withLock { shown in
      let now = ContinuousClock.now
      guard now >= shown.next else { return }
      let text = text()
      // Blanks over what is left of a longer line: every terminal knows them.
      StandardStream.error.write(
        "\r\(text)\(String(repeating: " ", count: max(0, shown.columns - text.count)))")
      shown = (text.count, now + .milliseconds(100))
    }
  }

  /// Leaves the terminal as if nothing had been shown.
  func erase() {
    shown.withLock { shown in
      shown.next = .now + .seconds(1)
      guard shown.columns > 0 else { return }
      StandardStream.error.write("\r\(String(repeating: " ", count: shown.columns))\r")
      shown.columns = 0
    }
  }
}
