/// A limiter that lets `rate` events a second pass on average and `burst` at once.
///
/// Semantics of golang.org/x/time/rate: the bucket starts full; a request that cannot be served at once may
/// reserve tokens of the future, which makes the level negative. In the long run admitted <= burst + rate x
/// time. Times are since any fixed epoch; whole nanoseconds count.
public struct TokenBucket: Hashable, Sendable {
  /// Tokens that come back each second; 0 gives none back, `infinity` allows everything whatever the burst.
  @inlinable public var rate: Double { refill }
  /// The most tokens that the bucket holds.
  @inlinable public var burst: Int { size }

  @usableFromInline var refill: Double
  @usableFromInline var size: Int
  @usableFromInline var level: Double
  @usableFromInline var last: Duration
  // When the latest reservation acts, which may be in the future.
  @usableFromInline var lastEvent: Duration

  /// A full bucket.
  public init(rate: Double, burst: Int, at now: Duration = .zero) {
    refill = rate
    size = burst
    level = Double(burst)
    last = now
    lastEvent = now
  }

  /// The tokens in the bucket; negative when the future is reserved.
  @inlinable
  public func tokens(at now: Duration) -> Double {
    // A clock that jumped back neither adds nor takes.
    let elapsed = max(.zero, now - last)
    return min(Double(size), level + Self.tokens(in: elapsed, at: refill))
  }

  /// Takes n tokens if they are there; otherwise takes none. O(1).
  @inlinable
  public mutating func allow(_ n: Int = 1, at now: Duration) -> Bool {
    reserve(n, at: now, maxWait: .zero) != nil
  }

  /// Takes n tokens, of the future if need be, unless that takes longer than `maxWait`; nil takes none. O(1).
  @inlinable
  public mutating func reserve(_ n: Int = 1, at now: Duration, maxWait: Duration? = nil) -> Reservation? {
    if refill == .infinity { return Reservation(tokens: n, timeToAct: now, rate: refill) }
    let rest = tokens(at: now) - Double(n)
    let wait = rest < 0 ? Self.time(for: -rest, at: refill) : .zero
    guard n <= size, wait <= maxWait ?? .nanoseconds(Int64.max) else { return nil }
    last = now
    level = rest
    lastEvent = now + wait
    return Reservation(tokens: n, timeToAct: lastEvent, rate: refill)
  }

  @inlinable
  static func tokens(in time: Duration, at rate: Double) -> Double {
    if rate <= 0 || time == .zero { return 0 }
    let nanoseconds = time.wholeNanoseconds
    // Whole seconds and the rest apart, which loses fewer digits.
    return (Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9) * rate
  }

  @inlinable
  static func time(for tokens: Double, at rate: Double) -> Duration {
    if rate <= 0 { return .nanoseconds(Int64.max) }
    let nanoseconds = tokens / rate * 1e9
    // Cut off, not rounded, as there: a limiter may be a nanosecond early.
    return .nanoseconds(nanoseconds < 9.2e18 ? Int64(nanoseconds) : Int64.max)
  }
}

extension TokenBucket {
  /// Tokens that were taken, perhaps of the future.
  public struct Reservation: Hashable, Sendable {
    /// How many.
    public let tokens: Int
    /// When its holder may act.
    public let timeToAct: Duration
    // The rate then: it may have changed since.
    @usableFromInline let rate: Double

    @inlinable
    init(tokens: Int, timeToAct: Duration, rate: Double) {
      self.tokens = tokens
      self.timeToAct = timeToAct
      self.rate = rate
    }

    /// How long its holder has to wait; zero means not at all.
    public func delay(from now: Duration) -> Duration { max(.zero, timeToAct - now) }
  }

  /// Gives back what a reservation took and later ones have not built upon; too late it does nothing.
  public mutating func cancel(_ reservation: Reservation, at now: Duration) {
    if rate == .infinity || reservation.tokens == 0 || reservation.timeToAct < now { return }
    let later = Self.tokens(in: lastEvent - reservation.timeToAct, at: reservation.rate)
    let restored = Double(reservation.tokens) - later
    if restored <= 0 { return }
    level = min(Double(burst), tokens(at: now) + restored)
    last = now
    guard reservation.timeToAct == lastEvent else { return }
    let before = reservation.timeToAct - Self.time(for: Double(reservation.tokens), at: reservation.rate)
    if before >= now { lastEvent = before }
  }

  /// Changes the rate from now on; reservations that were made keep their times.
  public mutating func setRate(_ rate: Double, at now: Duration) {
    level = tokens(at: now)
    last = now
    refill = rate
  }

  /// Changes the burst from now on.
  public mutating func setBurst(_ burst: Int, at now: Duration) {
    level = tokens(at: now)
    last = now
    size = burst
  }
}
