import Engine
import Grid
import LabKit

extension BulkheadLab {
  private static let roles = Each<Service, Role>(.p0, .p1, .p2)

  /// What becomes of each kind of request: only one row should suffer from the vendor.
  static var answersPanel: Panel<BulkheadLab> {
    Panel(
      "Answers",
      reading: """
        What each kind of request asks for and gets. When the vendor of payments is slow only payments should \
        suffer; in one shared pool all three do, since threads that hang there are nobody's to have.
        """, topics: [Topic.answers], knobs: ["rate.*", "pools"], actions: [.slow, .dead], minimumWidth: 34,
      [
        .table(
          "/s",
          rows: { view in
            Service.allCases.map {
              Span((isHurt(view, $0) ? "✗" : "") + $0.name, roles[$0], .bold)
            }
          },
          [
            .rate("offer", .offered, priority: 4), .good("serve", .served, of: .offered, priority: 4),
            .rate("away", .refused, .gaveUp, role: .muted, alarm: 1, minimum: 4, priority: 4),
            .rate("fail", .failed, role: .muted, alarm: 1, minimum: 4, priority: 3),
            .percentile("p99 in all", 99, .latency),
          ]
        ).least(rows: 4),
        .chart(Service.allCases.map { Curve($0.name, .of(.served, $0), roles[$0]) }),
      ],
      status: { view in
        let hurt = Service.allCases.filter { isHurt(view, $0) }
        return hurt.isEmpty ? "all served" : hurt.count == 1 ? "✗ \(hurt[0])" : "✗ \(hurt.count) OF 3 STARVE"
      })
  }

  private static func isHurt(_ view: View<BulkheadLab>, _ service: Service) -> Bool {
    let lost = [Meter.refused, .gaveUp, .failed].reduce(0) { $0 + (view.rate(.of($1, service)) ?? 0) }
    return lost >= 1 && lost > 0.05 * (view.rate(.of(.offered, service)) ?? 0)
  }

  /// What each tenant gets, and how much of the pool of payments it holds.
  static var tenantsPanel: Panel<BulkheadLab> {
    Panel(
      "Tenants",
      reading: """
        Four tenants share the pool of payments. Without a quota one that bursts takes every thread and the others \
        lose; with one it is refused at its limit and only it loses. The bar is who holds the pool and its queue.
        """, topics: [Topic.tenants], knobs: ["quota", "rate.payment", "size.payment"],
      actions: [.burst], minimumWidth: 30,
      [
        .table(
          "/s",
          rows: { view in
            Tenant.allCases.map {
              let isHurt = (view.rate(.of(.tenantLost, $0)) ?? 0) >= 1
              return Span((isHurt ? "✗" : "") + $0.name, .series($0.rawValue), .bold)
            }
          },
          [
            .rate("offer", .tenantOffered, priority: 4),
            .good("serve", .tenantServed, of: .tenantOffered, priority: 4),
            .rate("lost", .tenantLost, role: .muted, alarm: 1, minimum: 4, priority: 3),
            .text("holds", minimum: 8, priority: 4, alignment: .trailing) { view, tenant in
              let (pool, _) = payments(view), held = pool.held(by: tenant)
              return held >= pool.quota ? Span("\(held) LIMIT", .warning) : Span("\(held)")
            },
          ]
        ).least(rows: 5), .drawn(rows: 1, most: 2) { view, canvas in held(view, on: &canvas) },
        .chart(Tenant.allCases.map { Curve($0.name, .of(.tenantServed, $0), .series($0.rawValue)) }).least(rows: 5)
          .priority(0),
      ],
      status: { view in
        let limit = payments(view).pool.quota
        return limit == .max ? "no quota" : "quota \(limit) each"
      })
  }

  private static func payments(_ view: View<BulkheadLab>) -> (pool: Pool, place: Place) {
    let place = view.knobs.pool(of: .payment)
    return (view.lab.pools[place], place)
  }

  /// Whose requests fill the pool and its line.
  private static func held(_ view: View<BulkheadLab>, on canvas: inout Canvas) {
    let (pool, place) = payments(view)
    Gauge(
      place.name,
      segments: Tenant.allCases.map {
        Gauge.Segment(Double(pool.held(by: $0.rawValue)), $0.name, role: .series($0.rawValue))
      },
      of: Double(max(1, view.knobs.size(of: place) + view.knobs.places(of: place))), labelWidth: 9
    ).draw(on: &canvas)
  }
}
