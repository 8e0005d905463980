extension TokenBucket: Storable, Codable {
  /// All that a bucket consists of: it held `level` tokens at `clock`.
  public struct Parts: Hashable, Sendable {
    /// Tokens that come back each second.
    public var rate: Double
    /// The most tokens that it holds.
    public var burst: Int
    /// The tokens that it held at `clock`, finite; negative when the future is reserved.
    public var level: Double
    /// The latest time that it was told.
    public var clock: Duration
    /// When the latest reservation acts.
    public var lastEvent: Duration
    /// The number of the latest reservation, 0 before the first.
    public var reservations: UInt64
    /// Reservations that were given back and may not have acted yet, each once.
    public var cancelled: [Reservation]

    /// These parts, checked when they are put together.
    public init(
      rate: Double, burst: Int, level: Double, clock: Duration, lastEvent: Duration,
      reservations: UInt64 = 0, cancelled: [Reservation] = []
    ) {
      self.rate = rate
      self.burst = burst
      self.level = level
      self.clock = clock
      self.lastEvent = lastEvent
      self.reservations = reservations
      self.cancelled = cancelled
    }
  }

  /// All that it takes to go on.
  public var parts: Parts {
    Parts(
      rate: refill, burst: size, level: level, clock: clock, lastEvent: lastEvent, reservations: reservations,
      cancelled: cancelled)
  }

  /// A bucket of these parts; throws if `level` is not finite, or `cancelled` holds what was never reserved or the
  /// same twice.
  public init(_ parts: Parts) throws(InvalidState) {
    self.init(rate: parts.rate, burst: parts.burst, at: parts.clock)
    level = parts.level
    lastEvent = parts.lastEvent
    reservations = parts.reservations
    cancelled = parts.cancelled
    try InvalidState.unless(level.isFinite, "level is a finite number of tokens, not \(level)")
    for reservation in cancelled {
      try InvalidState.unless(
        reservation.number >= 1 && reservation.number <= reservations,
        "cancelled: of \(reservations) reservations none has the number \(reservation.number)")
    }
    try InvalidState.unless(
      Set(cancelled.map(\.number)).count == cancelled.count, "cancelled: a reservation is there twice")
  }
}
