import Engine
import Grid
import LabKit

extension Shop {
  /// The vectors of the three regions, row by row, and what each of them shows.
  static let counterPanel = Panel<Shop>(
    "G-Counter", topics: [Topic.counter], knobs: ["gossip", "g-counter"],
    actions: [.increment, .mergeNow, .partition], minimumWidth: 30,
    [
      .drawn(rows: 4, most: 4) { vectors($0, on: &$1) }.priority(3),
      .line(truth),
      .chart(
        [Curve("regions apart, orders", .all(.counterSpread), .series4)], format: { Figure.count($0) }
      ).least(rows: 5).priority(0),
    ],
    status: { view in
      guard view.knobs.hasGCounter else { return "plain number" }
      let regions = view.lab.regions
      return regions.agree(isNaive: false)
        ? "agree \(regions.total)" : "apart \(regions.spread(isNaive: false))"
    })

  private static func vectors(_ view: View<Shop>, on canvas: inout Canvas) {
    let regions = view.lab.regions
    let width = canvas.width >= 56 ? 10 : 7
    let value = 3 + Region.allCases.count * width
    for region in Region.allCases {
      canvas.write(
        Span(region.name, .muted), column: 3 + region.rawValue * width, row: 0, width: width - 1,
        alignment: .trailing)
    }
    canvas.write(Span("value", .muted), column: value, row: 0, width: width, alignment: .trailing)
    for region in Region.allCases {
      let row = region.rawValue + 1, role = Role.series(region.rawValue)
      let isCut = view.isOn(.partition, region)
      canvas.write(isCut ? "✂" : "●", column: 0, row: row, role: isCut ? .bad : role)
      canvas.write(region.name, column: 1, row: row, role: role, emphasis: .bold)
      for other in Region.allCases {
        // What a region counted itself stands out from what it heard.
        let isOwn = other == region, heard = regions.counters[region][other.rawValue]
        canvas.write(
          Span(
            String(heard), heard < regions.own(other) ? .warning : isOwn ? role : .text, isOwn ? .bold : []),
          column: 3 + other.rawValue * width, row: row, width: width - 1, alignment: .trailing)
      }
      let shown = regions.value(region, isNaive: !view.knobs.hasGCounter)
      canvas.write(
        Span(String(shown), .text, .bold), column: value, row: row, width: width, alignment: .trailing)
      if isCut {
        let column = value + width + 1
        canvas.write(canvas.width - column >= 7 ? "cut off" : "cut", column: column, row: row, role: .bad)
      }
    }
  }

  private static let truth: @Sendable (View<Shop>) -> [Span] = { view in
    let regions = view.lab.regions, hands = regions.handTotal
    let figures: [(name: String, value: UInt64, role: Role)] = [
      ("truth ", UInt64(regions.countedOrders) + hands, .good),
      ("twice ", regions.doubledTotal, .bad),
      ("a plain number ", Region.allCases.map { regions.naive[$0] }.max()!, .bad),
      ("by hand ", hands, .text),
    ]
    // Nothing is counted twice but without an inbox: until then there is no need to say so.
    return figures.filter { !($0.value == 0 && $0.name == "twice ") }.flatMap {
      [Span($0.name, .muted), Span("\($0.value)  ", $0.role)]
    }
  }
}
