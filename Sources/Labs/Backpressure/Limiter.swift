import Engine
import FirstEdition
import Patterns

extension Backpressure {
  /// The producer's rate limiter, by either algorithm.
  struct Limiter: Sendable {
    private let kind: Knobs.Limit
    private let rate: Double
    private let burst: Int
    private var bucket: TokenBucket
    private var cells: GCRA
    /// Tells the valid wake-up of the producer from those before.
    var turn: UInt32 = 0
    /// When it was set up, and how many it has let pass since.
    let since: Duration
    private(set) var passed = 0

    init(_ knobs: Knobs, at now: Duration, turn: UInt32 = 0) {
      kind = knobs.limiter
      rate = knobs.limit
      burst = knobs.burst
      bucket = TokenBucket(rate: rate, burst: burst, at: now)
      // Rounded up to whole nanoseconds: a limiter may be slower than its limit and never faster.
      let spacing = (1e9 / max(rate, 0.001)).rounded(.up)
      cells = GCRA(interval: Interval(nanosecondsRounded: spacing).duration, burst: burst)
      since = now
      self.turn = turn
    }

    /// Takes one permit; otherwise says how long to wait. Nil wait is for ever: the rate is 0.
    mutating func take(at now: Duration) -> (isAllowed: Bool, wait: Interval?) {
      guard rate > 0 else { return (false, nil) }
      switch kind {
      case .tokens:
        if bucket.allow(at: now) {
          passed += 1
          return (true, nil)
        }
        // One nanosecond on top, since the wait is cut off to whole ones.
        return (false, .seconds((1 - bucket.tokens(at: now)) / rate) + Interval(nanoseconds: 1))
      case .gcra:
        let verdict = cells.request(at: now)
        if verdict.isAllowed { passed += 1 }
        // Never at once: a limiter that said so and refused again would hold the time still.
        return (verdict.isAllowed, verdict.retryAfter.map { max(Interval($0), Interval(nanoseconds: 1)) })
      }
    }

    /// The most that may have passed by now: the whole burst and what the rate allows.
    func most(at now: Duration) -> Double { Double(burst) + rate * Interval(now - since).seconds }
  }
}
