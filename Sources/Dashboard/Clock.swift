import Engine

/// How virtual time is shown.
enum Clock {
  /// Hours, minutes, seconds and tenths, `0:01:23.4`.
  ///
  /// One decimal: every digit that changes is sent to the terminal, and nobody reads the second one.
  static func text(_ instant: Instant) -> String {
    let tenths = instant.nanoseconds / 100_000_000
    let seconds = tenths / 10
    return "\(seconds / 3600):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60)).\(tenths % 10)"
  }

  private static func twoDigits(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
