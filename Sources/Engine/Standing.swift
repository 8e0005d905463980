/// How often something that is watched was looked at and seen to happen, and the first time it was.
public struct Standing: Sendable {
  /// How often it was looked at.
  public internal(set) var checks: UInt64 = 0
  /// How often it was seen: a law broken or reached, a promise broken.
  @inlinable public var hits: UInt64 { seen }
  /// The first time: nil when it was never seen.
  @inlinable public var first: Hit? { firstHit }
  @usableFromInline var seen: UInt64 = 0
  @usableFromInline var firstHit: Hit?

  /// When something was seen, and what.
  public struct Hit: Sendable {
    /// When in virtual time.
    public let at: Instant
    /// How many events had been processed.
    public let events: Int
    /// What was seen.
    public let detail: String

    /// A moment and what was seen then.
    @inlinable
    public init(at: Instant, events: Int, detail: String) {
      (self.at, self.events, self.detail) = (at, events, detail)
    }
  }
}

/// How everything that is watched stands in a run, each known by its position.
public struct Standings: Sendable {
  @usableFromInline var standings: ContiguousArray<Standing>
  /// Apart, because an array would have to be asked before each increment whether it is shared with a snapshot.
  @usableFromInline var checks: CountCells

  /// That many, none of them looked at yet.
  public init(count: Int) {
    standings = ContiguousArray(repeating: Standing(), count: count)
    checks = CountCells(count: count)
  }

  /// How one stands.
  public subscript(position: Int) -> Standing {
    var standing = standings[position]
    standing.checks = checks[position]
    return standing
  }

  /// Looks at one; `detail` is asked for only the first time that it is seen.
  @inlinable @inline(__always)
  public mutating func check(
    _ position: Int, _ isHit: Bool, at now: Instant, events: Int, _ detail: () -> String
  ) {
    checks.add(position, 1)
    if isHit { hit(position, 1, at: now, events: events, detail) }
  }

  /// One was seen so many times more.
  @inlinable
  public mutating func hit(
    _ position: Int, _ times: UInt64, at now: Instant, events: Int, _ detail: () -> String
  ) {
    standings[position].seen &+= times
    if standings[position].firstHit == nil {
      standings[position].firstHit = .init(at: now, events: events, detail: detail())
    }
  }
}
