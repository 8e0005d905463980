extension GCRA: Codable {
  /// A limiter of these parts, as it gives them; throws if the interval is not above zero.
  public init(interval: Duration, burst: Int, theoreticalArrival: Duration?) throws(InvalidState) {
    try InvalidState.unless(interval > .zero, "GCRA needs an interval above zero, not \(interval)")
    self.init(interval: interval, burst: burst)
    spreadOut = theoreticalArrival
  }

  private enum Key: CodingKey { case interval, burst, theoreticalArrival }

  /// Decodes a limiter, as in `{"interval": "0.1s", "burst": 5, "theoreticalArrival": "12.3s"}`, the last one only where
  /// it was used.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self = try decoder.checked {
      try Self(
        interval: parts[.interval], burst: parts[.burst],
        theoreticalArrival: parts[ifPresent: .theoreticalArrival])
    }
  }

  /// Encodes a limiter, as in `{"interval": "0.1s", "burst": 5, "theoreticalArrival": "12.3s"}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.interval, interval)
    try parts.set(.burst, burst)
    try parts.set(.theoreticalArrival, ifPresent: theoreticalArrival)
  }
}
