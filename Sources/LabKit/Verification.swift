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

  /// Where numbers of one family are published: called with a case, its number and how it is measured, it makes a row.
  public struct Source: Sendable {
    private let name: String, family: String

    /// A publication, and the family of the numbers that are taken from it.
    public init(_ name: String, family: String) { (self.name, self.family) = (name, family) }

    /// A row.
    public func callAsFunction(
      _ name: String, _ expected: Double, _ tolerance: Tolerance = .exact, measure: @escaping @Sendable () -> Double
    ) -> Verification {
      Verification(family, source: self.name, name, expected: expected, tolerance, measure: measure)
    }
  }

  /// Numbers below ten, one after the other as the digits of one number: how a row tells an order.
  public static func digits(_ numbers: some Sequence<Int>) -> Double { numbers.reduce(0) { $0 * 10 + Double($1) } }

  /// Whether a measured number agrees.
  public func agrees(_ measured: Double) -> Bool {
    switch tolerance {
    case .exact: measured == expected
    case .relative(let fraction): abs(measured - expected) <= fraction * abs(expected)
    case .absolute(let amount): abs(measured - expected) <= amount
    }
  }
}
