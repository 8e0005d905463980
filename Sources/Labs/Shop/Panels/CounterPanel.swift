import Engine
import FirstEdition
import Grid

extension Shop {
  /// The vectors of the three regions, row by row, and what each of them shows.
  static let counterPanel = Panel<Shop>(
    "G-Counter", topics: [Topic.counter], knobs: ["gossip", "g-counter"],
    actions: [.incrementA, .incrementB, .incrementC, .mergeNow, .partitionA, .partitionB, .partitionC],
    minimumWidth: 30, minimumHeight: 4,
    status: { view in
      let isNaive = !view.knobs.hasGCounter
      if isNaive { return "plain number" }
      return view.model.regions.agree(isNaive: false)
        ? "agree \(view.model.regions.total)" : "apart \(spread(view))"
    },
    draw: { view, canvas in
      let chartRows = canvas.height >= 10 ? canvas.height - 6 : 0
      let rows = Layout.rows(
        [.fixed(4, priority: 3), .fixed(1, priority: 1), Share(minimum: max(1, chartRows), priority: 0)],
        in: canvas.bounds)
      canvas.inside(rows[0]) { vectors(view, on: &$0) }
      if !rows[1].isEmpty { canvas.inside(rows[1]) { truth(view, on: &$0) } }
      if rows[2].height >= 3 { canvas.inside(rows[2]) { spreadChart(view, on: &$0) } }
    })

  private static func spread(_ view: LabView<Shop>) -> UInt64 {
    let values = (0..<Regions.count).map { view.model.regions.value($0, isNaive: !view.knobs.hasGCounter) }
    return values.max()! - values.min()!
  }

  private static func vectors(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let regions = view.model.regions
    let isCut = [Action.partitionA, .partitionB, .partitionC].map(view.model.faults.isOn)
    let width = canvas.width >= 56 ? 10 : 7
    let value = 3 + Regions.count * width
    for column in 0..<Regions.count {
      canvas.write(
        Span(Regions.names[column], .muted), column: 3 + column * width, row: 0, width: width - 1,
        alignment: .trailing)
    }
    canvas.write(Span("value", .muted), column: value, row: 0, width: width, alignment: .trailing)
    for region in 0..<Regions.count {
      let row = region + 1
      let role = Role.series(region)
      canvas.write(isCut[region] ? "✂" : "●", column: 0, row: row, role: isCut[region] ? .bad : role)
      canvas.write(Regions.names[region], column: 1, row: row, role: role, emphasis: .bold)
      for column in 0..<Regions.count {
        // What a region counted itself stands out from what it heard.
        let isOwn = column == region
        let isBehind = regions.counters[region][column] < regions.counters[column][column]
        canvas.write(
          Span(
            String(regions.counters[region][column]), isBehind ? .warning : isOwn ? role : .text,
            isOwn ? .bold : []),
          column: 3 + column * width, row: row, width: width - 1, alignment: .trailing)
      }
      let shown = regions.value(region, isNaive: !view.knobs.hasGCounter)
      canvas.write(
        Span(String(shown), .text, .bold), column: value, row: row, width: width, alignment: .trailing)
      if isCut[region] {
        let column = value + width + 1
        canvas.write(canvas.width - column >= 7 ? "cut off" : "cut", column: column, row: row, role: .bad)
      }
    }
  }

  private static func truth(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let regions = view.model.regions
    let hands = regions.byHand.reduce(0, +)
    let figures: [(name: String, value: UInt64, role: Role)] = [
      ("truth ", UInt64(regions.countedOrders) + hands, .good),
      ("twice ", regions.doubled.reduce(0, +), .bad),
      ("a plain number ", regions.naive.max() ?? 0, .bad),
      ("by hand ", hands, .text),
    ]
    var column = 0
    // Nothing is counted twice but without an inbox: until then there is no need to say so.
    for (name, value, role) in figures where !(value == 0 && name == "twice ") {
      guard column + name.columns + 7 <= canvas.width else { return }
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(String(value), column: column, row: 0, role: role) + 2
    }
  }

  private static func spreadChart(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    AreaChart(
      [.init("regions apart, orders", view.levels(.counterSpread, most: most, every: 5), role: .series4)],
      sampleCount: view.context.history.count / 5
    ).draw(on: &canvas)
  }
}
