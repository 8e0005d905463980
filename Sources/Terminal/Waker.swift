import CTerminal
import Glibc

/// Ends the wait of a screen from any thread; wakes that nobody waited for yet count as one.
public final class Waker: Sendable {
  /// Becomes readable by a wake.
  let file: Int32

  init() throws(TerminalError) {
    file = squall_event_counter()
    if file < 0 { throw .system(call: "eventfd") }
  }

  deinit { close(file) }

  /// Makes `nextEvent` return `.woken`, now or the next time it is called.
  public func wake() {
    var one: UInt64 = 1
    // Refused only when 2^64 wakes wait already, and then it is readable anyway.
    _ = write(file, &one, 8)
  }

  /// Takes the wakes so far.
  func clear() {
    var count: UInt64 = 0
    _ = read(file, &count, 8)
  }
}
