import Engine
import FirstEdition
import Grid

extension BulkheadLab {
  /// What each tenant gets, and how much of the pool of payments it holds.
  static let tenantsPanel = Panel<BulkheadLab>(
    "Tenants", topics: [Topic.tenants], knobs: ["quota", "rate.payment", "size.payment"], actions: [.burst],
    minimumWidth: 30, minimumHeight: 3,
    status: { view in
      let limit = view.knobs.quota(view.knobs.pool(of: .payment))
      return limit == .max ? "no quota" : "quota \(limit) each"
    },
    draw: { view, canvas in
      let rows = Layout.rows([.fixed(5, priority: 2), Share(minimum: 1, priority: 1)], in: canvas.bounds)
      canvas.inside(rows[0]) { tenants(view, on: &$0) }
      canvas.inside(rows[1]) { held(view, on: &$0) }
    })

  private static func tenants(_ view: LabView<BulkheadLab>, on canvas: inout Canvas) {
    let pool = view.knobs.pool(of: .payment), quota = view.model.pools[pool].quota
    let rows = (0..<tenants).map { tenant -> [Span] in
      let lost = view.rate(Meter.lost(tenant: tenant)), held = quota.held(by: tenant)
      let isAtLimit = held >= quota.limit
      return [
        Span((lost >= 1 ? "✗ " : "  ") + tenantNames[tenant], Role.series(tenant), .bold),
        Span(String(Int(view.rate(Meter.offered(tenant: tenant)).rounded()))),
        Span(String(Int(view.rate(Meter.served(tenant: tenant)).rounded())), .good),
        Span(String(Int(lost.rounded())), lost >= 1 ? .bad : .muted),
        Span(isAtLimit ? "\(held) LIMIT" : "\(held)", isAtLimit ? .warning : .text),
      ]
    }
    Table(
      [
        .init("/s", minimum: 3, priority: 5), .init("offer", alignment: .trailing, minimum: 5, priority: 4),
        .init("serve", alignment: .trailing, minimum: 5, priority: 4),
        .init("lost", alignment: .trailing, minimum: 4, priority: 3),
        .init("holds", alignment: .trailing, minimum: 8, priority: 4),
      ], rows: rows
    ).draw(on: &canvas)
  }

  /// Whose requests fill the pool and its line.
  private static func held(_ view: LabView<BulkheadLab>, on canvas: inout Canvas) {
    let pool = view.knobs.pool(of: .payment), quota = view.model.pools[pool].quota
    Gauge(
      name(ofPool: pool),
      segments: (0..<tenants).map {
        Gauge.Segment(Double(quota.held(by: $0)), tenantNames[$0], role: Role.series($0))
      },
      of: Double(max(1, view.knobs.size(pool) + view.knobs.line(pool))), labelWidth: 9
    ).draw(on: &canvas)
  }
}
