/// The outcomes of the most recent calls: the last n of them, or those of the last n seconds.
///
/// Running sums make recording and reading O(1). A time window consists of one bucket a second and forgets on
/// whole seconds, so n seconds cover between n - 1 and n seconds of the past (resilience4j,
/// `SlidingTimeWindowMetrics`). Times are since any fixed epoch; what comes from before the current second counts
/// in the current second.
public struct OutcomeWindow: Hashable, Sendable {
  /// How far back a window remembers.
  public enum Span: Hashable, Sendable {
    /// The last n calls, n at least 1.
    case count(Int)
    /// The calls of this time, above zero, rounded up to whole seconds.
    case time(Duration)
  }

  /// How many calls there were, and how many of them were bad in which way.
  public struct Counts: Hashable, Sendable {
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
  /// The number of cells when it is full: calls of a count window, seconds of a time window.
  public let size: Int
  /// The sums over the whole window as of the last call or `advance`.
  @inlinable public var tally: Counts { total }

  /// The calls of one second of a time window.
  public struct Bucket: Hashable, Sendable {
    /// Which second; only differences mean something.
    public let second: Int
    /// Its calls.
    public var tally: Counts

    /// The calls of this second.
    @inlinable
    public init(second: Int, tally: Counts = Counts()) {
      self.second = second
      self.tally = tally
    }
  }

  @usableFromInline var total = Counts()
  // One byte a call (bit 0 failed, bit 1 slow), in a ring once it has grown to `size`; empty for a time window.
  @usableFromInline var ring: [UInt8] = []
  // The cell of the ring that is written next.
  @usableFromInline var head = 0
  // Seconds with calls and the current one; empty for a count window.
  @usableFromInline var buckets = Queue<Bucket>()
  @usableFromInline var clock: BucketClock

  /// An empty window that begins now.
  ///
  /// - Precondition: the span is at least one call, or longer than zero.
  public init(_ span: Span, at now: Duration) {
    self.span = span
    switch span {
    case .count(let calls):
      precondition(calls >= 1, "a window needs at least one call, not \(calls)")
      size = calls
    case .time(let length):
      precondition(length > .zero, "a window needs a time above zero, not \(length)")
      size = Int(clamping: (length.attoseconds - 1).quotient(by: Self.second.attoseconds) + 1)
      buckets.append(Bucket(second: 0))
    }
    let begun = now.attoseconds % Self.second.attoseconds
    let left = begun < 0 ? -begun : Self.second.attoseconds - begun
    clock = BucketClock(width: Self.second, end: now.adding(Duration(attoseconds: left)))
  }

  @usableFromInline static var second: Duration { .seconds(1) }

  /// Adds one call and forgets what is too old. O(1), amortized over the calls.
  @inlinable
  public mutating func record(failed: Bool, slow: Bool, at now: Duration) {
    let cell: UInt8 = (failed ? 1 : 0) | (slow ? 2 : 0)
    if buckets.isEmpty {
      if ring.count < size {
        ring.append(cell)
      } else {
        total.remove(ring[head])
        ring[head] = cell
        head = head + 1 == size ? 0 : head + 1
      }
    } else {
      if now >= clock.end { turn(to: now) }
      buckets.changeLast { $0.tally.add(cell) }
    }
    total.add(cell)
  }

  /// Forgets the calls of a time window that are too old now; a count window forgets only by newer calls.
  @inlinable
  public mutating func advance(to now: Duration) {
    if !buckets.isEmpty && now >= clock.end { turn(to: now) }
  }

  // O(seconds that are forgotten): only seconds with calls have a bucket.
  @usableFromInline
  mutating func turn(to now: Duration) {
    guard let current = buckets.last else { return }
    let second = current.second.adding(clock.turn(to: now))
    if current.tally.calls == 0 { buckets.removeLast() }
    while let oldest = buckets.first, oldest.second <= second.adding(-size) {
      total.remove(oldest.tally)
      buckets.popFirst()
    }
    buckets.append(Bucket(second: second))
  }

  /// The cells from oldest to newest: one call each in a count window (only those that were made), one second
  /// each in a time window (the last day at most). O(size), for display.
  public var cells: [Counts] {
    guard let newest = buckets.last?.second else {
      return (ring[head...] + ring[..<head]).map { cell in
        var tally = Counts()
        tally.add(cell)
        return tally
      }
    }
    var seconds = [Counts](repeating: Counts(), count: min(size, 86_400))
    for bucket in buckets.elements.reversed() {
      let age = newest - bucket.second
      if age >= seconds.count { break }
      seconds[seconds.count - 1 - age] = bucket.tally
    }
    return seconds
  }
}

extension OutcomeWindow.Counts {
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
