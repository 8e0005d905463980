extension TokenBucket.Parts: Codable {
  private enum Key: CodingKey { case rate, burst, level, clock, lastEvent, reservations, cancelled }

  /// Decodes the parts of a bucket, as in `{"rate": 10, "burst": 5, "level": 4.5, "clock": "1s", "lastEvent": "1s",
  /// "reservations": 1, "cancelled": []}`; a rate may be `"inf"`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      rate: parts[.rate], burst: parts[.burst], level: parts[.level], clock: parts[.clock],
      lastEvent: parts[.lastEvent], reservations: parts[.reservations], cancelled: parts[.cancelled])
  }

  /// Encodes the parts by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.rate, rate)
    try parts.set(.burst, burst)
    try parts.set(.level, level)
    try parts.set(.clock, clock)
    try parts.set(.lastEvent, lastEvent)
    try parts.set(.reservations, reservations)
    try parts.set(.cancelled, cancelled)
  }
}

extension TokenBucket.Reservation: Codable {
  /// A reservation of these parts, as it gives them; `tokens` is not negative, otherwise it throws.
  public init(number: UInt64, of tokens: Int, timeToAct: Duration, rate: Double) throws(InvalidState) {
    try InvalidState.unless(tokens >= 0, "a reservation is of 0 or more tokens, not \(tokens)")
    self.init(number: number, tokens: tokens, timeToAct: timeToAct, rate: rate)
  }

  private enum Key: CodingKey { case number, tokens, timeToAct, rate }

  /// Decodes a reservation, as in `{"number": 7, "tokens": 1, "timeToAct": "2.5s", "rate": 10}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self = try decoder.checked {
      try Self(number: parts[.number], of: parts[.tokens], timeToAct: parts[.timeToAct], rate: parts[.rate])
    }
  }

  /// Encodes a reservation, as in `{"number": 7, "tokens": 1, "timeToAct": "2.5s", "rate": 10}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.number, number)
    try parts.set(.tokens, tokens)
    try parts.set(.timeToAct, timeToAct)
    try parts.set(.rate, rate)
  }
}
