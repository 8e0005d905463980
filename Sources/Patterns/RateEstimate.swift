/// The offered rates of three classes in a sliding second: 50 full buckets of 20 ms and the one that is
/// filling.
///
/// While the first second fills, the count is scaled to the time that has passed, but to at least 100 ms: the
/// very first arrivals after the start would otherwise read as a flood. After a pause the window is empty but
/// covers its whole second, since then the demand really was low.
public struct RateEstimate: Hashable, Sendable {
  @usableFromInline static var bucketCount: Int { 51 }
  @usableFromInline static var mostInBucket: UInt32 { .max / 2 }
  @usableFromInline static var bucketWidth: Duration { .milliseconds(20) }

  // Buckets of the three classes side by side: p0 p1 p2 p0 p1 p2 ...
  @usableFromInline var buckets = [UInt32](repeating: 0, count: 3 * bucketCount)
  @usableFromInline var p0 = 0
  @usableFromInline var p1 = 0
  @usableFromInline var p2 = 0
  @usableFromInline var head = 0
  // Full buckets behind the current one, up to 50.
  @usableFromInline var full = 0
  @usableFromInline var clock: BucketClock

  /// An estimate that begins now.
  public init(at now: Duration) {
    clock = BucketClock(width: Self.bucketWidth, end: now.adding(Self.bucketWidth))
  }

  /// Counts one arrival, and no more than 2³¹ - 1 of a class in 20 ms. O(1), amortized over the buckets that have passed.
  @inlinable
  public mutating func count(_ priority: LoadShedder.Priority, at now: Duration) {
    if now >= clock.end { turn(to: now) }
    let cell = head + Int(priority.rawValue)
    guard buckets[cell] < Self.mostInBucket else { return }
    buckets[cell] &+= 1
    switch priority {
    case .p0: p0 += 1
    case .p1: p1 += 1
    case .p2: p2 += 1
    }
  }

  /// The rates in arrivals a second. O(1), or O(buckets) after a pause without arrivals.
  @inlinable
  public func rates(at now: Duration) -> LoadShedder.Rates {
    if now >= clock.end {
      var turned = self
      turned.turn(to: now)
      return turned.currentRates(at: now)
    }
    return currentRates(at: now)
  }

  /// How many seconds the counts cover.
  @inlinable
  func covered(at now: Duration) -> Double {
    let filling = 0.02 - Double(clock.end.subtracting(now).wholeNanoseconds) * 1e-9
    return max(0.1, Double(full) * 0.02 + max(0, filling))
  }

  @inlinable
  func currentRates(at now: Duration) -> LoadShedder.Rates {
    let scale = 1 / covered(at: now)
    return LoadShedder.Rates(p0: Double(p0) * scale, p1: Double(p1) * scale, p2: Double(p2) * scale)
  }

  // O(buckets passed), at most O(51).
  @usableFromInline
  mutating func turn(to now: Duration) {
    let steps = min(clock.turn(to: now), Self.bucketCount)
    for _ in 0..<steps {
      head = head + 3 == buckets.count ? 0 : head + 3
      p0 -= Int(buckets[head])
      p1 -= Int(buckets[head + 1])
      p2 -= Int(buckets[head + 2])
      buckets[head] = 0
      buckets[head + 1] = 0
      buckets[head + 2] = 0
    }
    full = min(Self.bucketCount - 1, full + steps)
  }
}
