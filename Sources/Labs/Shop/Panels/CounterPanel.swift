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
      .figures { view in
        let regions = view.lab.regions, hands = regions.handTotal
        // Nothing is counted twice but without an inbox: until then there is no need to say so.
        let doubled = regions.doubledTotal, twice = ("twice", Span("\(doubled)", .bad))
        return [("truth", Span("\(UInt64(regions.countedOrders) + hands)", .good))] + (doubled > 0 ? [twice] : []) + [
          ("a plain number", Span("\(regions.highestNaive)", .bad)), ("by hand", Span("\(hands)")),
        ]
      },
      .chart([Curve("regions apart, orders", .all(.counterSpread), .series4)], format: { Figure.count($0) })
        .priority(0),
    ],
    status: { view in
      guard view.knobs.hasGCounter else { return "plain number" }
      let regions = view.lab.regions
      return regions.agree(isNaive: false) ? "agree \(regions.total)" : "apart \(regions.spread(isNaive: false))"
    })

  private static func vectors(_ view: View<Shop>, on canvas: inout Canvas) {
    let regions = view.lab.regions
    let width = canvas.width >= 56 ? 10 : 7
    let value = 3 + Region.allCases.count * width
    for region in Region.allCases {
      canvas.write(
        Span(region.name, .muted), column: 3 + region.rawValue * width, row: 0, width: width - 1, alignment: .trailing)
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
        let look = heard < regions.own(other) ? Role.warning : isOwn ? role : .text
        canvas.write(
          Span(String(heard), look, isOwn ? .bold : []), column: 3 + other.rawValue * width, row: row,
          width: width - 1, alignment: .trailing)
      }
      let shown = String(regions.value(region, isNaive: !view.knobs.hasGCounter))
      canvas.write(Span(shown, .text, .bold), column: value, row: row, width: width, alignment: .trailing)
      guard isCut else { continue }
      let column = value + width + 1
      canvas.write(canvas.width - column >= 7 ? "cut off" : "cut", column: column, row: row, role: .bad)
    }
  }
}
