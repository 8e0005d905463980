/// How many permits of one pool each tenant may hold: nobody's burst takes the places of the others.
///
/// Counted per tenant and asked before the pool; a tenant at its limit is refused at once, whatever is free, so that it
/// cannot fill the line either. Tenants are numbered from 0; any other number holds nothing and gets nothing. Everything
/// is O(1), the memory O(tenants that hold something).
public struct TenantQuota: Hashable, Sendable {
  /// Permits that one tenant may hold; 0 or less lets nobody hold any. When it shrinks, what is held stays until it is
  /// given back.
  public var limit: Int
  /// Requests that were refused because their tenant was at its limit, or is none.
  public internal(set) var refused = 0
  /// The number of tenants.
  public let tenants: Int
  // Looked up and never iterated, since its order is another in every process.
  var counts: [Int: Int] = [:]

  /// A quota that nobody has touched.
  public init(tenants: Int, limit: Int) {
    self.tenants = tenants
    self.limit = limit
  }

  /// How many permits a tenant holds.
  public func held(by tenant: Int) -> Int { counts[tenant] ?? 0 }

  /// Takes a permit for a tenant; false when it holds its limit already.
  public mutating func acquire(_ tenant: Int) -> Bool {
    let held = held(by: tenant)
    guard tenant >= 0, tenant < tenants, held < limit else {
      refused += 1
      return false
    }
    counts[tenant] = held + 1
    return true
  }

  /// Gives a permit back; without one in hand it does nothing.
  public mutating func release(_ tenant: Int) {
    guard let held = counts[tenant] else { return }
    counts[tenant] = held > 1 ? held - 1 : nil
  }
}
