extension LoadShedder {
  /// The probability with which any request is admitted when importance does not count, 0...1: what brings the
  /// offered rate down to the capacity.
  @inlinable
  public func evenShare(at now: Duration) -> Double {
    let offered = arrivals.rates(at: now).total
    return offered > capacity ? max(0, capacity / offered) : 1
  }

  /// Counts the request in the estimate and sheds without looking at its importance; `uniform` is in 0..<1. O(1).
  ///
  /// The contrast to `offer`: every class loses the same share, the most important one included.
  @inlinable
  public mutating func offerEvenly(_ priority: Priority, at now: Duration, uniform: Double) -> Decision {
    arrivals.count(priority, at: now)
    return uniform < evenShare(at: now) ? .admitted : .shed
  }
}
