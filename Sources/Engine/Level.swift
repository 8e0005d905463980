/// A level over virtual time.
public struct Level: Sendable, BitwiseCopyable {
  /// The level now.
  @inlinable public var last: Double { level }
  /// The lowest level so far.
  @inlinable public var minimum: Double { lowest }
  /// The highest level so far.
  @inlinable public var maximum: Double { highest }
  /// Whether it was ever set.
  public var isSet: Bool { first != nil }
  @usableFromInline var level: Double = 0
  @usableFromInline var lowest: Double = 0, highest: Double = 0
  @usableFromInline var area: Double = 0
  @usableFromInline var since: Instant = .start
  @usableFromInline var first: Instant?

  /// A gauge that was never set.
  public init() {}

  /// Sets the level from `now` on. Complexity: O(1).
  @inlinable
  public mutating func set(_ level: Double, at now: Instant) {
    if first == nil {
      first = now
      lowest = level
      highest = level
    } else {
      area += self.level * (now - since).seconds
      if level < lowest { lowest = level }
      if level > highest { highest = level }
    }
    since = now
    self.level = level
  }

  /// Lets its extremes and its mean be those from `now` on.
  mutating func restart(at now: Instant) {
    guard first != nil else { return }
    (lowest, highest, area, since, first) = (level, level, 0, now, now)
  }

  /// The mean over the time from the first setting, or from where it was restarted, to `now`.
  public func mean(at now: Instant) -> Double {
    guard let first, now > first else { return last }
    return (area + last * (now - since).seconds) / (now - first).seconds
  }
}
