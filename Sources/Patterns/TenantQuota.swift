/// How many permits of one pool each tenant may hold: nobody's burst takes the places of the others.
///
/// Counted per tenant and asked before the pool; a tenant at its limit is refused at once, whatever is free, so that it
/// cannot fill the line either. Tenants are numbered from 0. Everything is O(1).
public struct TenantQuota: Hashable, Sendable {
  /// Permits that one tenant may hold, at least 0. When it shrinks, what is held stays until it is given back.
  public var limit: Int
  /// Requests that were refused because their tenant was at its limit.
  public private(set) var refused = 0
  private var counts: [Int]

  /// A quota that nobody has touched.
  public init(tenants: Int, limit: Int) {
    self.limit = max(0, limit)
    counts = [Int](repeating: 0, count: max(0, tenants))
  }

  /// How many permits a tenant holds.
  public func held(by tenant: Int) -> Int { counts[tenant] }

  /// Takes a permit for a tenant; false when it holds its limit already.
  public mutating func acquire(_ tenant: Int) -> Bool {
    guard counts[tenant] < limit else {
      refused += 1
      return false
    }
    counts[tenant] += 1
    return true
  }

  /// Gives a permit back; without one in hand it does nothing.
  public mutating func release(_ tenant: Int) { counts[tenant] = max(0, counts[tenant] - 1) }
}
