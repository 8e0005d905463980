import Engine
import FirstEdition
import Patterns

/// The calls a breaker should remember, each one by itself: the plain definition, to check the running sums against.
struct PlainWindow: Sendable {
  let span: OutcomeWindow.Span
  /// A call each: its whole second times four, 1 more when it failed, 2 more when it was slow.
  private var calls = SegmentedLog<UInt64>()
  private(set) var failures = 0
  private(set) var slow = 0

  init(_ span: OutcomeWindow.Span) { self.span = span }

  var count: Int { calls.count }

  mutating func record(failed: Bool, slow isSlow: Bool, at now: Instant) {
    calls.append(now.nanoseconds / 1_000_000_000 * 4 + (failed ? 1 : 0) + (isSlow ? 2 : 0))
    failures += failed ? 1 : 0
    slow += isSlow ? 1 : 0
    forget(at: now)
  }

  /// Drops what is too old: by number of calls, or by whole seconds.
  mutating func forget(at now: Instant) {
    switch span {
    case .count(let size): while calls.count > size { drop() }
    case .time(let length):
      let second = now.nanoseconds / 1_000_000_000, size = UInt64(length.components.seconds)
      while !calls.isEmpty, calls[calls.startIndex] / 4 + size <= second { drop() }
    }
  }

  private mutating func drop() {
    let call = calls[calls.startIndex]
    failures -= Int(call & 1)
    slow -= Int(call >> 1 & 1)
    calls.trim(before: calls.startIndex + 1)
  }

  /// Whether the window is to be judged, and what of it reaches its threshold.
  func isBad(_ knobs: CircuitBreakerLab.Knobs) -> Bool? {
    var minimum = knobs.minimum
    if case .count(let size) = span { minimum = min(minimum, size) }
    guard count >= minimum else { return nil }
    return Double(failures) * 100 >= knobs.failurePercent * Double(count)
      || Double(slow) * 100 >= knobs.slowPercent * Double(count)
  }
}
