/// A published number, and how a lab's or a pattern's own code comes to it.
///
/// Measured means that the code ran: a formula is never compared with itself.
public struct Verification: Sendable {
  /// How far the measured number may be from the published one.
  public enum Tolerance: Sendable {
    /// Not at all: state machines and formulae.
    case exact
    /// By this fraction of the expected number.
    case relative(Double)
    /// By this much.
    case absolute(Double)
  }

  /// Which family of cases it belongs to, for instance `circuit breaker`.
  public let family: String
  /// Where the number is published, or "ours" where it was computed from the stated model and is no publication.
  public let source: String
  /// What is measured, in a few words.
  public let name: String
  /// The published number.
  public let expected: Double
  /// How far off it may be.
  public let tolerance: Tolerance
  /// Runs the code and gives the number; the same one every time.
  public let measure: @Sendable () -> Double

  /// A number to compare with.
  public init(
    _ family: String, source: String, _ name: String, expected: Double, _ tolerance: Tolerance = .exact,
    measure: @escaping @Sendable () -> Double
  ) {
    (self.family, self.source, self.name) = (family, source, name)
    (self.expected, self.tolerance, self.measure) = (expected, tolerance, measure)
  }

  /// Whether a measured number agrees.
  public func agrees(_ measured: Double) -> Bool {
    switch tolerance {
    case .exact: measured == expected
    case .relative(let fraction): abs(measured - expected) <= fraction * abs(expected)
    case .absolute(let amount): abs(measured - expected) <= amount
    }
  }
}
