/// A limiter that lets `rate` events a second pass on average and `burst` at once.
///
/// Semantics of golang.org/x/time/rate: the bucket starts full; a request that cannot be served at once may
/// reserve tokens of the future, which makes the level negative. In the long run admitted <= burst + rate x
/// time. Times are since any fixed epoch; whole nanoseconds count. Unlike there, a clock that goes back and on
/// again brings no tokens for the span that it passes a second time.
public struct TokenBucket: Hashable, Sendable {
  /// Tokens that come back each second; 0 or less gives none back, `infinity` allows everything whatever the
  /// burst.
  @inlinable public var rate: Double { refill }
  /// The most tokens that the bucket holds; 0 or less lets nothing pass. Above 2^53 tokens are rounded.
  @inlinable public var burst: Int { size }

  @usableFromInline var refill: Double
  @usableFromInline var size: Int
  @usableFromInline var level: Double
  // The latest time that it was told.
  @usableFromInline var clock: Duration
  // When the latest reservation acts, which may be in the future.
  @usableFromInline var lastEvent: Duration
  @usableFromInline var reservations: UInt64 = 0
  // Reservations that were given back and have not acted yet: nothing is given back twice.
  var cancelled: [Reservation] = []

  /// A full bucket.
  public init(rate: Double, burst: Int, at now: Duration = .zero) {
    refill = rate
    size = burst
    level = Double(burst)
    clock = now
    lastEvent = now
  }

  /// The tokens in the bucket; negative when the future is reserved.
  @inlinable
  public func tokens(at now: Duration) -> Double {
    min(Double(size), level + Self.tokens(in: now.subtracting(clock), at: refill))
  }

  /// Takes n tokens if they are there; otherwise, or when n is negative, takes none. O(1).
  @inlinable
  public mutating func allow(_ n: Int = 1, at now: Duration) -> Bool {
    reserve(n, at: now, maxWait: .zero) != nil
  }

  /// Takes n tokens, of the future if need be; nil takes none: when that takes longer than `maxWait`, or n is
  /// negative or more than the burst. O(1).
  @inlinable
  public mutating func reserve(_ n: Int = 1, at now: Duration, maxWait: Duration? = nil) -> Reservation? {
    guard n >= 0 else { return nil }
    if refill == .infinity {
      clock.advance(to: now)
      return reservation(of: n, timeToAct: now)
    }
    guard n <= size else { return nil }
    let rest = tokens(at: now) - Double(n)
    let wait = rest < 0 ? Self.time(for: -rest, at: refill) : .zero
    // Tokens of the future come as the bucket's clock goes on, which may be ahead of this one.
    let timeToAct = wait > .zero ? max(now, clock).adding(wait) : now
    guard timeToAct == now || timeToAct.subtracting(now) <= maxWait ?? .endOfTime else { return nil }
    clock.advance(to: now)
    level = rest
    lastEvent = timeToAct
    return reservation(of: n, timeToAct: timeToAct)
  }

  @inlinable
  mutating func reservation(of tokens: Int, timeToAct: Duration) -> Reservation {
    reservations &+= 1
    return Reservation(number: reservations, tokens: tokens, timeToAct: timeToAct, rate: refill)
  }

  @inlinable
  static func tokens(in time: Duration, at rate: Double) -> Double {
    let nanoseconds = time.wholeNanoseconds
    guard rate > 0, nanoseconds > 0 else { return 0 }
    // Whole seconds and the rest apart, which loses fewer digits.
    return (Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9) * rate
  }

  @inlinable
  static func time(for tokens: Double, at rate: Double) -> Duration {
    guard rate > 0 else { return .longest }
    let nanoseconds = tokens / rate * 1e9
    // Cut off, not rounded, as there: a limiter may be a nanosecond early.
    return nanoseconds < 9.2e18 ? .nanoseconds(Int64(nanoseconds)) : .longest
  }
}

extension TokenBucket {
  /// Tokens that were taken, perhaps of the future.
  public struct Reservation: Hashable, Sendable {
    /// How many.
    public let tokens: Int
    /// When its holder may act.
    public let timeToAct: Duration
    /// Tells it from all others of its bucket.
    public let number: UInt64
    /// The rate then: it may have changed since.
    public let rate: Double

    @inlinable
    init(number: UInt64, tokens: Int, timeToAct: Duration, rate: Double) {
      self.number = number
      self.tokens = tokens
      self.timeToAct = timeToAct
      self.rate = rate
    }

    /// How long its holder has to wait; zero means not at all.
    public func delay(from now: Duration) -> Duration { max(.zero, timeToAct.subtracting(now)) }
  }

  /// Gives back what a reservation took and later ones have not built upon; too late, a second time, or for one that this
  /// bucket has not made, it does nothing. O(reservations that were given back and have not acted yet).
  public mutating func cancel(_ reservation: Reservation, at now: Duration) {
    level = tokens(at: now)
    let now = clock.advance(to: now)
    cancelled.removeAll { $0.timeToAct < now }
    if rate == .infinity || reservation.tokens == 0 || reservation.timeToAct < now { return }
    if reservation.number < 1 || reservation.number > reservations { return }
    if cancelled.contains(where: { $0.number == reservation.number }) { return }
    cancelled.append(reservation)
    let later = Self.tokens(in: lastEvent.subtracting(reservation.timeToAct), at: reservation.rate)
    let restored = Double(reservation.tokens) - later
    if restored <= 0 { return }
    level = min(Double(burst), level + restored)
    guard reservation.timeToAct == lastEvent else { return }
    let wait = Self.time(for: Double(reservation.tokens), at: reservation.rate)
    let before = reservation.timeToAct.subtracting(wait)
    if before >= now { lastEvent = before }
  }

  /// Changes the rate from now on; reservations that were made keep their times.
  public mutating func setRate(_ rate: Double, at now: Duration) {
    level = tokens(at: now)
    clock.advance(to: now)
    refill = rate
  }

  /// Changes the burst from now on.
  public mutating func setBurst(_ burst: Int, at now: Duration) {
    level = tokens(at: now)
    clock.advance(to: now)
    size = burst
  }
}
