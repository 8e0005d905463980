/// A budget for retries that successes pay into: each success gives a part of a token, each retry takes a whole one.
///
/// While most calls succeed the budget is full and every failure may be tried again; when nothing succeeds any more
/// retries end, whatever their number a call, so that they cannot keep an overload alive by themselves. It begins
/// full, as in Marc Brooker's stability-sim; gRPC's retry throttling (proposal A6) differs in that a failure takes the
/// token and retries stop below half.
public struct RetryBudget: Hashable, Sendable {
  /// Tokens that a success gives, kept as given and counted in whole thousandths; 0 or less gives nothing.
  public var ratio: Double {
    didSet { share = Self.thousandths(of: ratio) }
  }
  /// The most tokens that it holds; 0 or less pays for no retry.
  public let most: Int
  /// What is in it, in thousandths of a token: ten successes at a tenth are one token, which they are not in binary
  /// fractions.
  public private(set) var thousandths: Int
  private var share: Int

  /// A full budget.
  public init(ratio: Double, most: Int = 10) {
    self.ratio = ratio
    self.most = most
    share = Self.thousandths(of: ratio)
    thousandths = Self.full(most)
  }

  /// The whole tokens in it.
  public var tokens: Int { thousandths / 1000 }

  /// A call succeeded.
  public mutating func succeed() { thousandths = min(Self.full(most), thousandths.adding(share)) }

  /// Takes a token for a retry; false when there is none, and the call should be given up.
  public mutating func allowsRetry() -> Bool {
    guard thousandths >= 1000 else { return false }
    thousandths -= 1000
    return true
  }

  private static func full(_ most: Int) -> Int {
    let (full, isTooMuch) = max(0, most).multipliedReportingOverflow(by: 1000)
    return isTooMuch ? .max : full
  }

  // The comparisons are false for NaN, which gives nothing.
  private static func thousandths(of ratio: Double) -> Int {
    guard ratio > 0 else { return 0 }
    return ratio < 9e15 ? Int((ratio * 1000).rounded()) : .max
  }
}

extension RetryBudget: Codable {
  /// A budget of these parts, as it gives them; throws unless `thousandths` is in 0...1000 x most.
  public init(ratio: Double, most: Int, thousandths: Int) throws(InvalidState) {
    self.init(ratio: ratio, most: most)
    try InvalidState.unless(
      (0...self.thousandths).contains(thousandths),
      "thousandths is in 0...\(self.thousandths), not \(thousandths)")
    self.thousandths = thousandths
  }

  private enum Key: CodingKey { case ratio, most, thousandths }

  /// Decodes a budget, as in `{"ratio": 0.1, "most": 10, "thousandths": 9100}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self = try decoder.checked {
      try Self(ratio: parts[.ratio], most: parts[.most], thousandths: parts[.thousandths])
    }
  }

  /// Encodes a budget, as in `{"ratio": 0.1, "most": 10, "thousandths": 9100}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.ratio, ratio)
    try parts.set(.most, most)
    try parts.set(.thousandths, thousandths)
  }
}
