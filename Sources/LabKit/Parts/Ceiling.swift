/// A bound that can be turned down while more is there: until what is over it has gone, it must not grow.
public struct Ceiling: Hashable, Sendable {
  private var height: Int

  /// The bound at the beginning.
  public init(_ bound: Int) { height = bound }

  /// Whether so much may be there, with the bound as it is now.
  public mutating func allows(_ amount: Int, under bound: Int) -> Bool {
    // Once it has shrunk below, the bound itself holds.
    height = amount <= bound ? bound : max(bound, min(height, amount))
    return amount <= height
  }
}
