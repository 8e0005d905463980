import Engine
import Grid
import LabKit

extension Shop {
  /// The traffic against threshold and capacity, and what becomes of each class.
  static let sheddingPanel = Panel<Shop>(
    "Load shedding", topics: [Topic.shedding],
    knobs: ["traffic", "capacity", "threshold", "mix.p0", "mix.p2", "shedding"],
    actions: [.burst, .capacityHalves], minimumWidth: 34, minimumHeight: 5,
    [
      .drawn(rows: 1, most: 2, trafficSlider).priority(2),
      .table("/s", rows: classNames, classColumns).least(rows: 4).priority(3),
      .gauges(labelWidth: 8, readingWidth: 10) { view in
        let gateway = view.lab.gateway, isBad = gateway.waiting > 50
        return [
          GaugeRow(
            "servers", Double(gateway.busy), of: Double(max(1, gateway.servers)),
            reading: "\(Figure.count(gateway.waiting)) wait", isBad: isBad)
        ]
      },
      .chart(
        Class.allCases.map { Curve("\($0.name.uppercased()) served", .of(.served, $0), roles[$0.rawValue]) },
        rule: { ($0.lab.shedder.capacity, "capacity") }
      ).least(rows: 5).priority(0),
    ],
    status: { view in
      guard view.knobs.hasShedding else { return "off" }
      let shedding = view.lab.symptoms.shedding
      return shedding[.p1].isOn ? "sheds P1, P2" : shedding[.p2].isOn ? "sheds P2" : "sheds nothing"
    })

  private static let roles: [Role] = [.p0, .p1, .p2]

  private static let trafficSlider: @Sendable (View<Shop>, inout Canvas) -> Void = { view, canvas in
    let capacity = view.lab.shedder.capacity
    let offered = view.lab.shedder.quotas(at: view.now.duration).demand.total
    Slider(
      "", value: offered, in: 0...3000, reading: Figure.rate((offered / 10).rounded() * 10),
      marks: [
        Mark(capacity * view.lab.shedder.threshold, "threshold"),
        Mark(capacity, "capacity", role: .bad, glyph: "◆"),
      ], readingWidth: 8
    ).draw(on: &canvas)
  }

  private static let classNames: @Sendable (View<Shop>) -> [Span] = { _ in
    zip(["P0 payments", "P1 core reads", "P2 analytics"], roles).map { Span($0, $1, .bold) }
  }

  private static let classColumns: [Column<Shop>] = [
    .rate("offered", .offered, priority: 4), .rate("admitted", .admitted, priority: 4),
    .text("shed", minimum: 5, priority: 4, alignment: .trailing) { view, member in
      guard let rate = view.rate(.of(.shed, at: member)) else { return Span(Figure.none, .muted) }
      return Span(String(Int(rate.rounded())), rate >= 0.5 ? .warning : .muted)
    },
    .rate("served", .served, role: .good, priority: 4), .percentile("p99 of all", 99, .latency),
  ]
}
