import Engine
import Grid
import LabKit

extension BulkheadLab {
  /// Every thread of every pool, a glyph each by what it is doing.
  static var threadsPanel: Panel<BulkheadLab> {
    Panel(
      "Threads",
      reading: """
        Every thread of every pool, by what it does; a filled one hangs in a call to the vendor. In a shared pool \
        the threads that hang are taken from everybody; in separate ones they are at most those of payments.
        """, topics: [Topic.pools], knobs: ["pools", "size.*", "time.payment", "slowness", "timeout"],
      actions: [.slow, .dead], minimumWidth: 34,
      [
        .cells(readingWidth: 5) { view in inUse(view).map { threads(view, $0) } }.priority(2),
        .legend(
          ("█", .bad, "hangs"), ("p", .p0, "pay"), ("c", .p1, "read"), ("a", .p2, "report"),
          ("·", .muted, "idle")),
        .chart(
          [Curve("at work", .all(.busy), .series1)], isStacked: false, format: { Figure.count($0) }
        ).least(rows: 5).priority(0),
      ],
      status: { view in
        let stuck = Int(view.level(.all(.stuck)) ?? 0)
        return stuck > 0 ? "\(stuck) HANG" : view.knobs.division.rawValue
      })
  }

  /// The pools of the mode, and those that still have work from before it was turned.
  private static func inUse(_ view: View<BulkheadLab>) -> [Place] {
    Place.allCases.filter { place in
      (place == .shared) == (view.knobs.division == .shared)
        || view.lab.pools[place].busy + view.lab.pools[place].waiting > 0
    }
  }

  private static func threads(_ view: View<BulkheadLab>, _ place: Place) -> CellRows.Row {
    let pool = view.lab.pools[place], size = view.knobs.size(of: place)
    return CellRows.Row(
      Span(place.name), reading: Span("\(pool.busy)/\(size)", pool.isFull ? .bad : .muted, pool.isFull ? .bold : []),
      cells: pool.seats.map { seat in
        guard let slot = seat else { return Cell("·", .muted) }
        if view.lab.isStuck(slot, at: view.now) { return Cell("█", .bad, .bold) }
        switch view.lab.requests[slot].service {
        case .payment: return Cell("p", .p0, .bold)
        case .catalogue: return Cell("c", .p1)
        case .analytics: return Cell("a", .p2)
        }
      })
  }

  /// Who waits in front of each pool, and how many threads hang over time.
  static var linesPanel: Panel<BulkheadLab> {
    Panel(
      "Queues",
      reading: """
        Who waits for a thread, pool by pool; a full queue turns away who comes next. Below it is how many threads \
        hang: when all of them do nobody is served. A long queue only hides for a while that nothing moves.
        """, topics: [Topic.pools], knobs: ["queue", "patience", "timeout"], actions: [.slow, .dead], minimumWidth: 30,
      [
        .gauges { view in
          let places = view.knobs.division == .shared ? [Place.shared] : Service.allCases.map(\.pool)
          return places.map { line(view, $0) }
        }.least(rows: 3).priority(3), .pinned("request") { $0.lab.victim },
        .chart([Curve("threads that hang", .all(.stuck), .bad)], isStacked: false) {
          (Double($0.knobs.size(of: .shared)), "all threads")
        } format: {
          Figure.count($0)
        },
      ],
      status: { view in
        let waiting = Place.allCases.reduce(0) { $0 + view.lab.pools[$1].waiting }
        return waiting == 0 ? "nobody waits" : "\(waiting) wait"
      })
  }

  private static func line(_ view: View<BulkheadLab>, _ place: Place) -> GaugeRow {
    let waiting = view.lab.pools[place].waiting, places = view.knobs.places(of: place)
    let isFull = waiting > 0 && waiting >= places
    return GaugeRow(
      place.name, Double(waiting), of: Double(max(1, places)),
      reading: isFull ? "\(waiting) FULL" : "\(waiting) of \(places)", isBad: isFull, role: .series2)
  }
}
