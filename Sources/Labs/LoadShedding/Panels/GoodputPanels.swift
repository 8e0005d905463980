import Engine
import Grid
import LabKit

extension LoadSheddingLab {
  /// What the servers do and what of it is still wanted: two curves that part when it collapses.
  static var goodputPanel: Panel<LoadSheddingLab> {
    Panel(
      "Goodput",
      reading: """
        What the servers do: below, in time; on top, wasted, for clients who had hung up. In a collapse they work as \
        hard as ever for nobody, and retries keep it so when its cause is long over. Shedding keeps the lower area \
        high.
        """, topics: [Topic.goodput], knobs: ["traffic", "policy", "capacity", "client.timeout", "retries"],
      actions: [.burst, .outage, .capacityHalves], minimumWidth: 34,
      [
        .chart(
          [Curve("in time", .all(.goodput), .good), Curve("wasted", .all(.wasted), .bad)],
          rule: { ($0.lab.serverRate, "max") }, format: { Figure.rate($0.rounded()) })
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
      "Classes",
      reading: """
        What is asked for, retries included, beside the threshold and what the servers can do; then what each class \
        asks for, loses and gets. By priority analytics (P2) go first, then core reads (P1), payments (P0) last.
        """, topics: [Topic.classes], knobs: ["traffic", "policy", "threshold", "mix.p0", "mix.p2"],
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
        .rate("shed", .shed, role: .warning, priority: 3), .good("good", .goodput, of: .offered, priority: 4),
        .text("mean time", minimum: 9, alignment: .trailing) { view, member in
          let mean = view.recentMean(.of(.latency, at: member), overSeconds: 1)
          return Span(mean.map { Figure.seconds($0) } ?? Figure.none, .muted)
        },
      ])
  }
}
