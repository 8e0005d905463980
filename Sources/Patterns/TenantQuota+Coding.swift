extension TenantQuota: Codable {
  /// A quota of these parts, by tenant what it holds; throws if a tenant is none of so many, or holds less than
  /// nothing.
  public init(tenants: Int, limit: Int, refused: Int, held: [Int: Int]) throws(InvalidState) {
    self.init(tenants: tenants, limit: limit)
    self.refused = refused
    try InvalidState.unlessCount(refused, "refused")
    for (tenant, permits) in held.sorted(by: { $0.key < $1.key }) {
      try InvalidState.unless(tenant >= 0 && tenant < tenants, "of \(tenants) tenants none has the number \(tenant)")
      try InvalidState.unlessCount(permits, "held")
    }
    counts = held.filter { $0.value > 0 }
  }

  private enum Key: CodingKey { case tenants, limit, refused, held }
  private struct Holder: Codable {
    let tenant: Int
    let permits: Int
  }

  /// Decodes a quota, as in
  /// `{"tenants": 3, "limit": 2, "refused": 0, "held": [{"tenant": 1, "permits": 2}]}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    let holders: [Holder] = try parts[.held]
    self = try decoder.checked {
      let held = Dictionary(holders.map { ($0.tenant, $0.permits) }, uniquingKeysWith: { first, _ in first })
      try InvalidState.unless(held.count == holders.count, "a tenant is there twice")
      return try Self(tenants: parts[.tenants], limit: parts[.limit], refused: parts[.refused], held: held)
    }
  }

  /// Encodes a quota, with the tenants that hold something in ascending order.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.tenants, tenants)
    try parts.set(.limit, limit)
    try parts.set(.refused, refused)
    try parts.set(.held, counts.sorted { $0.key < $1.key }.map { Holder(tenant: $0.key, permits: $0.value) })
  }
}
