/// A level over virtual time.
public struct Gauge: Sendable, BitwiseCopyable {
  /// The level now.
  public private(set) var last: Double = 0
  /// The lowest and the highest level so far.
  public private(set) var minimum: Double = 0, maximum: Double = 0
  private var area: Double = 0
  private var since: Instant = .start
  private var first: Instant?

  /// A gauge that was never set.
  public init() {}

  /// Sets the level from `now` on. Complexity: O(1).
  public mutating func set(_ level: Double, at now: Instant) {
    if first == nil {
      first = now
      minimum = level
      maximum = level
    } else {
      area += last * (now - since).seconds
      if level < minimum { minimum = level }
      if level > maximum { maximum = level }
    }
    since = now
    last = level
  }

  /// The mean over the time from the first setting to `now`.
  public func mean(at now: Instant) -> Double {
    guard let first, now > first else { return last }
    return (area + last * (now - since).seconds) / (now - first).seconds
  }
}
