import Engine
import FirstEdition
import Grid
import Patterns

extension Shop {
  /// The traffic against threshold and capacity, and what becomes of each class.
  static let sheddingPanel = Panel<Shop>(
    "Load shedding", topics: [Topic.shedding],
    knobs: ["traffic", "capacity", "threshold", "mix.p0", "mix.p2", "shedding"],
    actions: [.burst, .capacityHalves], minimumWidth: 34, minimumHeight: 5,
    status: { view in
      guard view.knobs.hasShedding else { return "off" }
      return view.model.signs.isShedding[1]
        ? "sheds P1, P2" : view.model.signs.isShedding[2] ? "sheds P2" : "sheds nothing"
    },
    draw: { view, canvas in
      let isRoomy = canvas.height >= 7
      let chart = canvas.height >= 12 ? canvas.height - 7 : 0
      let rows = Layout.rows(
        [
          .fixed(isRoomy ? 2 : 1, priority: 2), .fixed(isRoomy ? 4 : 4, priority: 3), .fixed(1, priority: 1),
          Share(minimum: max(1, chart), priority: 0),
        ],
        in: canvas.bounds)
      canvas.inside(rows[0]) { trafficSlider(view, on: &$0) }
      canvas.inside(rows[1]) { classes(view, on: &$0) }
      if !rows[2].isEmpty { canvas.inside(rows[2]) { servers(view, on: &$0) } }
      if rows[3].height >= 3 { canvas.inside(rows[3]) { admittedChart(view, on: &$0) } }
    })

  private static func trafficSlider(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let capacity = view.model.shedder.capacity
    let offered = view.model.shedder.quotas(at: view.now.duration).demand.total
    Slider(
      "", value: offered, in: 0...3000, reading: Figure.rate((offered / 10).rounded() * 10),
      marks: [
        Mark(capacity * view.model.shedder.threshold, "threshold"),
        Mark(capacity, "capacity", role: .bad, glyph: "◆"),
      ], readingWidth: 8
    ).draw(on: &canvas)
  }

  private static func classes(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let names = canvas.width >= 60 ? ["P0 payments", "P1 core reads", "P2 analytics"] : ["P0", "P1", "P2"]
    let rows = zip([LoadShedder.Priority.p0, .p1, .p2], names).map { priority, name -> [Span] in
      let role: Role = [.p0, .p1, .p2][Int(priority.rawValue)]
      let shed = view.rate(Meter.shed(priority))
      return [
        Span(name, role, .bold), Span(steady(view.rate(Meter.offered(priority)))),
        Span(steady(view.rate(Meter.admitted(priority))), role),
        Span(steady(shed), shed >= 0.5 ? .warning : .muted),
        Span(steady(view.rate(Meter.served(priority))), .good),
        Span(
          Figure.milliseconds(view.meters[latency: Meter.latency(priority)].percentile(99).milliseconds),
          .muted),
      ]
    }
    Table(
      [
        .init("/s", minimum: 2, priority: 5), .init("offered", alignment: .trailing, minimum: 7, priority: 4),
        .init("admitted", alignment: .trailing, minimum: 8, priority: 4),
        .init("shed", alignment: .trailing, minimum: 5, priority: 4),
        .init("served", alignment: .trailing, minimum: 6, priority: 4),
        .init("p99 of all", alignment: .trailing, minimum: 10, priority: 1),
      ], rows: rows
    ).draw(on: &canvas)
  }

  /// A rate in whole requests a second: what jitters below that is not worth a redraw.
  private static func steady(_ rate: Double) -> String { String(Int(rate.rounded())) }

  private static func servers(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let gateway = view.model.gateway
    Gauge(
      "servers", value: Double(gateway.busy), of: Double(max(1, gateway.servers)),
      role: gateway.waiting > 50 ? .bad : .series1,
      reading: Span("\(Figure.count(gateway.waiting)) wait", gateway.waiting > 50 ? .bad : .muted),
      readingWidth: 10
    ).draw(on: &canvas)
  }

  private static func admittedChart(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    let series = zip([LoadShedder.Priority.p0, .p1, .p2], [Role.p0, .p1, .p2]).map { priority, role in
      AreaChart.Series(
        "\(priority) served".uppercasedFirst, view.rates(Meter.served(priority), most: most, every: 5),
        role: role)
    }
    AreaChart(
      series, arrangement: .stacked, rule: .init(view.model.shedder.capacity, "capacity", role: .bad),
      sampleCount: view.context.history.count / 5, format: { Figure.rate($0) }
    ).draw(on: &canvas)
  }
}

extension String {
  fileprivate var uppercasedFirst: String { prefix(1).uppercased() + dropFirst() }
}
