import Engine

/// How fast virtual time really goes: what was advanced over what elapsed, over about the last second.
struct Pace {
  /// Virtual seconds a second; nil before the first tick.
  private(set) var speed: Double?
  private var last: UInt64 = 0
  private var elapsed: UInt64 = 0

  /// Time goes on from here, whatever the clock did while it stood still.
  mutating func begin(_ nanoseconds: UInt64) {
    last = nanoseconds
    speed = nil
  }

  /// How much wall time went by since the last tick. A long gap, such as a stopped process, counts as a tenth of a second.
  mutating func elapsed(_ nanoseconds: UInt64) -> UInt64 {
    elapsed = min(nanoseconds - min(last, nanoseconds), 100_000_000)
    last = nanoseconds
    return elapsed
  }

  /// How much virtual time the tick made of it.
  mutating func record(advanced: Interval) {
    guard elapsed > 1_000_000 else { return }
    let now = Double(advanced.nanoseconds) / Double(elapsed)
    speed = speed.map { $0 + (now - $0) * 0.1 } ?? now
  }
}
