import Engine

/// Little's law to the nanosecond: the number in a system, added up over time, is the sum of the times spent in it.
///
/// Sums wrap round, which their differences and comparisons do not mind.
public struct Stays: Sendable {
  /// How many are there.
  public private(set) var present = 0
  /// The times that those spent who left, in ns.
  public private(set) var spent: UInt64 = 0
  private var area: UInt64 = 0
  private var entrances: UInt64 = 0
  private var changed = Instant.start

  /// Nobody is there.
  public init() {}

  /// Somebody comes.
  public mutating func enter(at now: Instant) {
    pass(to: now)
    present += 1
    entrances &+= now.nanoseconds
  }

  /// Somebody leaves who came then.
  public mutating func leave(since came: Instant, at now: Instant) {
    pass(to: now)
    present -= 1
    spent &+= (now - came).nanoseconds
    entrances &-= came.nanoseconds
  }

  /// The area under the number over time, in ns.
  public func area(at now: Instant) -> UInt64 { area &+ UInt64(present) &* (now - changed).nanoseconds }

  /// Whether that is the sum of all stays, those that go on included, with this many counted there.
  public func obeyLittle(present: Int, at now: Instant) -> Bool {
    area(at: now) == spent &+ UInt64(present) &* now.nanoseconds &- entrances
  }

  private mutating func pass(to now: Instant) {
    area = area(at: now)
    changed = now
  }
}
