import Engine
import FirstEdition
import Grid

extension BulkheadLab {
  /// What becomes of each kind of request: only one row should suffer from the vendor.
  static let answersPanel = Panel<BulkheadLab>(
    "Answers", topics: [Topic.answers], knobs: ["rate.payment", "rate.catalogue", "rate.analytics", "pools"],
    actions: [.slow, .dead], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let hurt = Service.allCases.filter { isHurt(view, $0) }
      return hurt.isEmpty
        ? "all served" : hurt.count == 1 ? "✗ \(hurt[0].name)" : "✗ \(hurt.count) OF 3 STARVE"
    },
    draw: { view, canvas in
      let rows = Layout.rows([.fixed(4, priority: 2), Share(minimum: 1, priority: 1)], in: canvas.bounds)
      canvas.inside(rows[0]) { table(view, on: &$0) }
      canvas.inside(rows[1]) { chart(view, on: &$0) }
    })

  private static func lost(_ view: LabView<BulkheadLab>, _ service: Service) -> Double {
    view.rate(Meter.refused(service)) + view.rate(Meter.gaveUp(service)) + view.rate(Meter.failed(service))
  }

  private static func isHurt(_ view: LabView<BulkheadLab>, _ service: Service) -> Bool {
    lost(view, service) > 0.05 * view.rate(Meter.offered(service)) && lost(view, service) >= 1
  }

  private static func table(_ view: LabView<BulkheadLab>, on canvas: inout Canvas) {
    let roles: [Role] = [.p0, .p1, .p2]
    let rows = Service.allCases.map { service -> [Span] in
      let refused = view.rate(Meter.refused(service)), gone = view.rate(Meter.gaveUp(service))
      let failed = view.rate(Meter.failed(service))
      return [
        Span((isHurt(view, service) ? "✗ " : "  ") + service.name, roles[service.rawValue], .bold),
        Span(whole(view.rate(Meter.offered(service)))),
        Span(whole(view.rate(Meter.served(service))), .good),
        Span(whole(refused + gone), refused + gone >= 1 ? .bad : .muted),
        Span(whole(failed), failed >= 1 ? .bad : .muted),
        Span(Figure.seconds(view.meters[latency: Meter.latency(service)].percentile(99).seconds), .muted),
      ]
    }
    Table(
      [
        .init("/s", minimum: 11, priority: 5), .init("offer", alignment: .trailing, minimum: 5, priority: 4),
        .init("serve", alignment: .trailing, minimum: 5, priority: 4),
        .init("away", alignment: .trailing, minimum: 4, priority: 4),
        .init("fail", alignment: .trailing, minimum: 4, priority: 3),
        .init("p99 of all", alignment: .trailing, minimum: 10, priority: 1),
      ], rows: rows
    ).draw(on: &canvas)
  }

  /// A rate in whole requests a second: what jitters below that is not worth a redraw.
  private static func whole(_ rate: Double) -> String { String(Int(rate.rounded())) }

  private static func chart(_ view: LabView<BulkheadLab>, on canvas: inout Canvas) {
    guard canvas.height >= 3 else { return }
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    let series = zip(Service.allCases, [Role.p0, .p1, .p2]).map { service, role in
      AreaChart.Series(service.name, view.rates(Meter.served(service), most: most, every: 5), role: role)
    }
    AreaChart(
      series, arrangement: .stacked, sampleCount: view.context.history.count / 5, format: { Figure.rate($0) }
    ).draw(on: &canvas)
  }
}
