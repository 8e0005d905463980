import Engine

/// How all laws of a model stand in a run.
public struct Laws<Set: LawSet>: Sendable {
  /// How one law stands.
  public struct Standing: Sendable {
    /// How often the law was put to the test.
    public internal(set) var checks: UInt64 = 0
    /// How often it was broken; of a sometimes-law, how often it was reached.
    @inlinable public var hits: UInt64 { broken }
    @usableFromInline var broken: UInt64 = 0
    /// The first break or reach: when, after how many events, and what was seen.
    @inlinable public var first: First? { firstHit }
    @usableFromInline var firstHit: First?

    /// The first time a law was broken or reached.
    public struct First: Sendable {
      /// When in virtual time.
      public let at: Instant
      /// How many events had been processed.
      public let events: Int
      /// What was seen.
      public let detail: String

      @inlinable
      init(at: Instant, events: Int, detail: String) {
        self.at = at
        self.events = events
        self.detail = detail
      }
    }
  }

  @usableFromInline var standings: ContiguousArray<Standing>
  @usableFromInline var tests: Tally

  /// No law looked at yet.
  public init() {
    standings = ContiguousArray(repeating: Standing(), count: Set.allCases.count)
    tests = Tally(count: standings.count)
  }

  /// How one law stands.
  public subscript(law: Set) -> Standing {
    var standing = standings[law.rawValue]
    standing.checks = tests[law.rawValue]
    return standing
  }

  /// The verdict on one law.
  public func verdict(_ law: Set) -> Verdict {
    let standing = self[law]
    switch law.declaration.kind {
    case .always, .eventually: return standing.hits > 0 ? .violated : standing.checks > 0 ? .held : .pending
    case .sometimes: return standing.hits > 0 ? .held : .notReached
    }
  }

  /// The laws with one verdict, in the order of their declaration.
  public func all(_ verdict: Verdict) -> [Set] { Set.allCases.filter { self.verdict($0) == verdict } }

  @inlinable @inline(__always)
  mutating func check(_ law: Set, _ isHit: Bool, at now: Instant, events: Int, _ detail: () -> String) {
    tests.add(law.rawValue, 1)
    if isHit { hit(law, at: now, events: events, detail) }
  }

  @inlinable
  mutating func hit(_ law: Set, at now: Instant, events: Int, _ detail: () -> String) {
    standings[law.rawValue].broken &+= 1
    if standings[law.rawValue].firstHit == nil {
      standings[law.rawValue].firstHit = .init(at: now, events: events, detail: detail())
    }
  }
}
