/// A budget for retries that successes pay into: each success gives a part of a token, each retry takes a whole one.
///
/// While most calls succeed the budget is full and every failure may be tried again; when nothing succeeds any more
/// retries end, whatever their number a call, so that they cannot keep an overload alive by themselves. It begins
/// full, as in Marc Brooker's stability-sim; gRPC's retry throttling (proposal A6) differs in that a failure takes the
/// token and retries stop below half.
public struct RetryBudget: Hashable, Sendable {
  /// Tokens that a success gives, 0 to 1, in steps of a thousandth.
  public var ratio: Double {
    get { Double(share) / 1000 }
    set { share = newValue > 0 ? Int((min(newValue, 1) * 1000).rounded()) : 0 }
  }
  /// The most tokens that it holds, at least 1.
  public let most: Int

  // In thousandths: ten successes at a tenth are one token, which they are not in binary fractions.
  private var share = 0
  private var level: Int

  /// A full budget.
  public init(ratio: Double, most: Int = 10) {
    self.most = min(max(1, most), 1_000_000)
    level = self.most * 1000
    self.ratio = ratio
  }

  /// The whole tokens in it.
  public var tokens: Int { level / 1000 }

  /// A call succeeded.
  public mutating func succeed() { level = min(most * 1000, level + share) }

  /// Takes a token for a retry; false when there is none, and the call should be given up.
  public mutating func allowsRetry() -> Bool {
    guard level >= 1000 else { return false }
    level -= 1000
    return true
  }
}
