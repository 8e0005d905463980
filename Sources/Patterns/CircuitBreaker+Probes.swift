extension CircuitBreaker {
  /// The account of the permits of one half-open, so that none counts twice.
  public struct Probes: Hashable, Sendable {
    /// Whether any permit was handed out at all.
    public var hasHandedOut: Bool
    /// Numbers of permits that are out.
    public var out: Set<UInt64>
    /// How many of them have been used or given back by somebody who did not say which.
    public var unnamed: Int
    /// Permits of earlier states that have come back with a result by now: half-open has not given them, so it can only
    /// see that none comes twice.
    public var staleResults: Set<UInt64>
    /// Permits of earlier states that have come back unused by now.
    public var staleReturns: Set<UInt64>

    /// An account of these permits.
    public init(
      hasHandedOut: Bool = false, out: Set<UInt64> = [], unnamed: Int = 0, staleResults: Set<UInt64> = [],
      staleReturns: Set<UInt64> = []
    ) {
      self.hasHandedOut = hasHandedOut
      self.out = out
      self.unnamed = unnamed
      self.staleResults = staleResults
      self.staleReturns = staleReturns
    }

    mutating func handOut(_ number: UInt64) {
      hasHandedOut = true
      out.insert(number)
    }

    /// Takes a permit back unused, and says whether another one may be handed out for it. O(1).
    mutating func giveBack(_ permit: Permit?, isOwn: Bool) -> Bool {
      guard let permit else { return takeUnnamed() }
      if !isOwn { return staleReturns.insert(permit.number).inserted }
      guard out.remove(permit.number) != nil else { return false }
      // It may be one that somebody has given back without saying which.
      if out.count < unnamed {
        unnamed -= 1
        return false
      }
      return true
    }

    /// Takes a permit back with the result of its call, and says whether the result counts. O(1).
    mutating func use(_ permit: Permit?, isOwn: Bool) -> Bool {
      guard let permit else {
        _ = takeUnnamed()
        return true
      }
      if !isOwn { return staleResults.insert(permit.number).inserted }
      guard out.remove(permit.number) != nil else { return false }
      unnamed = min(unnamed, out.count)
      return true
    }

    private mutating func takeUnnamed() -> Bool {
      guard unnamed < out.count else { return false }
      unnamed += 1
      return true
    }
  }
}
