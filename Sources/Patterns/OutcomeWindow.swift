/// The outcomes of the most recent calls: the last n of them, or those of the last n seconds.
///
/// Running sums make recording and reading O(1). A time window consists of one bucket a second and forgets on
/// whole seconds, so n seconds cover between n - 1 and n seconds of the past (resilience4j,
/// `SlidingTimeWindowMetrics`). Time since any fixed epoch; it must not run backwards.
public struct OutcomeWindow: Hashable, Sendable {
  /// How far back a window remembers.
  public enum Span: Hashable, Sendable {
    /// The last n calls, n at least 1.
    case count(Int)
    /// The calls of this time, rounded up to whole seconds, at least one.
    case time(Duration)
  }

  /// How many calls there were, and how many of them were bad in which way.
  public struct Tally: Hashable, Sendable {
    /// All calls.
    public var calls: UInt32 = 0
    /// Calls that failed, whether slow or not.
    public var failures: UInt32 = 0
    /// Calls that were slow, whether failed or not.
    public var slow: UInt32 = 0
    /// Calls that were slow and failed.
    public var slowFailures: UInt32 = 0

    /// A tally of no calls.
    @inlinable public init() {}
  }

  /// How far back the window remembers.
  public let span: Span
  /// The sums over the whole window as of the last call or `advance`.
  @inlinable public var tally: Tally { total }

  @usableFromInline var total = Tally()
  // One byte a call (bit 0 failed, bit 1 slow); empty for a time window.
  @usableFromInline var ring: [UInt8]
  // One tally a second; empty for a count window.
  @usableFromInline var buckets: [Tally]
  // The cell that is written next, or the bucket of the current second.
  @usableFromInline var head = 0
  // When the current second is over: the only thing that a call has to compare.
  @usableFromInline var secondEnd: Duration

  /// An empty window that begins now.
  public init(_ span: Span, at now: Duration) {
    self.span = span
    switch span {
    case .count(let size):
      ring = [UInt8](repeating: 0, count: max(1, size))
      buckets = []
    case .time(let length):
      let (seconds, rest) = length.components
      ring = []
      buckets = [Tally](repeating: Tally(), count: max(1, Int(seconds) + (rest > 0 ? 1 : 0)))
    }
    secondEnd = .seconds(now.components.seconds + 1)
  }

  /// The number of cells: calls of a count window, seconds of a time window.
  @inlinable public var size: Int { max(ring.count, buckets.count) }

  /// Adds one call and forgets what is too old. O(1), amortized over the seconds that have passed.
  @inlinable
  public mutating func record(failed: Bool, slow: Bool, at now: Duration) {
    if buckets.isEmpty {
      if Int(total.calls) == ring.count { total.remove(ring[head]) }
      let cell: UInt8 = (failed ? 1 : 0) | (slow ? 2 : 0)
      ring[head] = cell
      total.add(cell)
      head = head + 1 == ring.count ? 0 : head + 1
    } else {
      if now >= secondEnd { turn(to: now) }
      let cell: UInt8 = (failed ? 1 : 0) | (slow ? 2 : 0)
      buckets[head].add(cell)
      total.add(cell)
    }
  }

  /// Forgets the calls of a time window that are too old now; a count window forgets only by newer calls.
  @inlinable
  public mutating func advance(to now: Duration) {
    if !buckets.isEmpty && now >= secondEnd { turn(to: now) }
  }

  // O(seconds passed), at most O(window).
  @usableFromInline
  mutating func turn(to now: Duration) {
    let end = Duration.seconds(now.components.seconds + 1)
    let passed = (end - secondEnd).components.seconds
    for _ in 0..<min(Int(passed), buckets.count) {
      head = head + 1 == buckets.count ? 0 : head + 1
      total.remove(buckets[head])
      buckets[head] = Tally()
    }
    secondEnd = end
  }

  /// The cells from oldest to newest: one call each in a count window (only those that were made), one second
  /// each in a time window. O(size), for display.
  public var cells: [Tally] {
    if !buckets.isEmpty { return Array(buckets[(head + 1)...] + buckets[...head]) }
    let filled = Int(total.calls)
    let oldest = filled < ring.count ? 0 : head
    return (0..<filled).map { offset in
      var tally = Tally()
      tally.add(ring[(oldest + offset) % ring.count])
      return tally
    }
  }
}

extension OutcomeWindow.Tally {
  // The four cells of a count window are 0 good, 1 failed, 2 slow, 3 both.
  @inlinable
  mutating func add(_ cell: UInt8) {
    calls &+= 1
    failures &+= UInt32(cell & 1)
    slow &+= UInt32(cell >> 1)
    slowFailures &+= UInt32(cell & (cell >> 1))
  }

  @inlinable
  mutating func remove(_ cell: UInt8) {
    calls &-= 1
    failures &-= UInt32(cell & 1)
    slow &-= UInt32(cell >> 1)
    slowFailures &-= UInt32(cell & (cell >> 1))
  }

  @inlinable
  mutating func remove(_ other: Self) {
    calls &-= other.calls
    failures &-= other.failures
    slow &-= other.slow
    slowFailures &-= other.slowFailures
  }

  /// The share of failed calls in percent; 0 when there are none.
  @inlinable public var failureRate: Double { calls == 0 ? 0 : Double(failures) * 100 / Double(calls) }
  /// The share of slow calls in percent; 0 when there are none.
  @inlinable public var slowCallRate: Double { calls == 0 ? 0 : Double(slow) * 100 / Double(calls) }
}
