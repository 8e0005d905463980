import Engine
import FirstEdition
import Grid
import Patterns

extension LoadShedding {
  /// What each class offers, loses and gets.
  static let classesPanel = Panel<LoadShedding>(
    "Classes", topics: [Topic.classes],
    knobs: ["traffic", "policy", "threshold", "mix.p0", "mix.p2"], actions: [.burst, .capacityHalves],
    minimumWidth: 34, minimumHeight: 5,
    status: { view in
      let shed = LoadShedder.Priority.allCases.filter { view.model.signs.shedding[Int($0.rawValue)] != nil }
      if shed.isEmpty { return "sheds nothing" }
      return shed.count == 3
        ? "sheds every class" : "sheds " + shed.map { "P\($0.rawValue)" }.joined(separator: ", ")
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [
          .fixed(canvas.height >= 6 ? 2 : 1, priority: 1), .fixed(4, priority: 3),
          Share(minimum: 5, priority: 0),
        ], in: canvas.bounds)
      canvas.inside(rows[0]) { demand(view, on: &$0) }
      canvas.inside(rows[1]) { classes(view, on: &$0) }
      if rows[2].height >= 4 { canvas.inside(rows[2]) { servedChart(view, on: &$0) } }
    })

  private static func demand(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let shedder = view.model.shedder
    let offered = shedder.quotas(at: view.now.duration).demand.total
    Slider(
      "", value: offered, in: 0...max(3000, (offered / 1000).rounded(.up) * 1000),
      reading: Figure.rate((offered / 10).rounded() * 10),
      marks: [
        Mark(shedder.capacity * shedder.threshold, "threshold"),
        Mark(shedder.capacity, "capacity", role: .bad, glyph: "◆"),
      ], readingWidth: 8
    ).draw(on: &canvas)
  }

  private static func classes(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let names = canvas.width >= 60 ? ["P0 payments", "P1 core", "P2 analytics"] : ["P0", "P1", "P2"]
    let rows = zip(LoadShedder.Priority.allCases, names).map { priority, name -> [Span] in
      let offered = view.rate(Meter.offered(priority)), good = view.rate(Meter.goodput(priority))
      let shed = view.rate(Meter.shed(priority))
      let isGood = good >= 0.8 * offered
      return [
        Span(name, [.p0, .p1, .p2][Int(priority.rawValue)], .bold), Span(steady(offered)),
        Span(steady(shed), shed >= 0.5 ? .warning : .muted), Span(steady(good), isGood ? .good : .bad),
        Span(Figure.seconds(view.levels(Meter.latency(priority), most: 1).last ?? .nan), .muted),
      ]
    }
    Table(
      [
        .init("/s", minimum: 2, priority: 5), .init("new", alignment: .trailing, minimum: 5, priority: 4),
        .init("shed", alignment: .trailing, minimum: 5, priority: 3),
        .init("good", alignment: .trailing, minimum: 5, priority: 4),
        .init("mean time", alignment: .trailing, minimum: 9, priority: 1),
      ], rows: rows
    ).draw(on: &canvas)
  }

  /// A rate in whole requests a second: what jitters below that is not worth a redraw.
  private static func steady(_ rate: Double) -> String { String(Int(rate.rounded())) }

  private static func servedChart(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    let series = zip(LoadShedder.Priority.allCases, [Role.p0, .p1, .p2]).map { priority, role in
      AreaChart.Series(
        "P\(priority.rawValue) good", view.rates(Meter.goodput(priority), most: most, every: 5), role: role)
    }
    AreaChart(
      series, arrangement: .stacked, rule: .init(view.model.shedder.capacity, "capacity", role: .bad),
      sampleCount: view.context.history.count / 5, format: { Figure.rate($0.rounded()) }
    ).draw(on: &canvas)
  }
}
