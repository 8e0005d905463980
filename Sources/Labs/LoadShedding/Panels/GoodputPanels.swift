import Engine
import Grid
import LabKit

extension LoadSheddingLab {
  /// What the servers do and what of it is still wanted: two curves that part when it collapses.
  static var goodputPanel: Panel<LoadSheddingLab> {
    Panel(
      "Goodput", topics: [Topic.goodput], knobs: ["traffic", "policy", "capacity", "client.timeout", "retries"],
      actions: [.burst, .outage, .capacityHalves], minimumWidth: 34,
      [
        .chart(
          [Curve("done", .all(.throughput), .series2), Curve("in time", .all(.goodput), .good)],
          isStacked: false, rule: { ($0.lab.serverRate, "max") }, format: { Figure.rate($0.rounded()) })
      ],
      status: { view in
        if view.context.isOn(.outage) { return "OUTAGE" }
        if view.lab.symptoms.isStuck { return "STUCK by retries" }
        return (view.lab.symptoms.collapse.isOn ? "COLLAPSED, " : "healthy, ") + view.knobs.policy.rawValue
      })
  }

  /// What each class offers, loses and gets.
  static var classesPanel: Panel<LoadSheddingLab> {
    Panel(
      "Classes", topics: [Topic.classes], knobs: ["traffic", "policy", "threshold", "mix.p0", "mix.p2"],
      actions: [.burst, .capacityHalves], minimumWidth: 34,
      [
        .drawn(rows: 1, most: 2) { view, canvas in demand(view, on: &canvas) }, classes.least(rows: 4).priority(3),
        .chart(
          Class.allCases.map { Curve("\($0.title) good", .of(.goodput, $0), roles[$0]) },
          rule: { ($0.lab.shedder.capacity, "capacity") }, format: { Figure.rate($0.rounded()) }
        ).least(rows: 4).priority(0),
      ],
      status: { view in
        let shed = Class.allCases.filter { view.lab.symptoms.shedding[$0].isOn }.map(\.title)
        if shed.isEmpty { return "sheds nothing" }
        return shed.count == 3 ? "sheds every class" : "sheds " + shed.joined(separator: ", ")
      })
  }

  private static let roles = Each<Class, Role>(.p0, .p1, .p2)

  private static func demand(_ view: View<LoadSheddingLab>, on canvas: inout Canvas) {
    let shedder = view.lab.shedder, offered = shedder.quotas(at: view.now.duration).demand.total
    Slider(
      "", value: offered, in: 0...max(3000, (offered / 1000).rounded(.up) * 1000),
      reading: Figure.rate((offered / 10).rounded() * 10),
      marks: [
        Mark(shedder.capacity * shedder.threshold, "threshold"),
        Mark(shedder.capacity, "capacity", role: .bad, glyph: "◆"),
      ], readingWidth: 8
    ).draw(on: &canvas)
  }

  private static var classes: Part<LoadSheddingLab> {
    let names = ["P0 payments", "P1 core", "P2 analytics"]
    return .table(
      "/s", rows: { _ in zip(names, Class.allCases).map { Span($0, roles[$1], .bold) } },
      [
        .rate("new", .offered, priority: 4),
        rate("shed", .shed, priority: 3) { rate, _ in rate >= 0.5 ? .warning : .muted },
        rate("good", .goodput, priority: 4) { rate, offered in rate >= 0.8 * offered ? .good : .bad },
        .text("mean time", minimum: 9, alignment: .trailing) { view, member in
          let mean = view.course(.of(.latency, at: member), most: 1).last
          return Span(mean.map { Figure.seconds($0) } ?? Figure.none, .muted)
        },
      ])
  }

  /// A rate in whole requests a second, in the role that it has beside what is offered.
  private static func rate(
    _ title: String, _ meter: Meter, priority: Int,
    role: @escaping @Sendable (_ rate: Double, _ offered: Double) -> Role
  ) -> Column<LoadSheddingLab> {
    .text(title, minimum: 5, priority: priority, alignment: .trailing) { view, member in
      let rate = view.rate(.of(meter, at: member)) ?? 0
      return Span(String(Int(rate.rounded())), role(rate, view.rate(.of(.offered, at: member)) ?? 0))
    }
  }
}
