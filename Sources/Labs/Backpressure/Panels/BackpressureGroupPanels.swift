import Engine
import Grid
import LabKit

extension BackpressureLab {
  /// The consumer group: what each member does, and which partitions it owns.
  static var consumersPanel: Panel<BackpressureLab> {
    Panel(
      "Consumers",
      reading: """
        What each consumer does, how long it has had its records in hands, and which partitions it owns. Who polls \
        too late or is silent is evicted: others get its partitions and do again what it had in hands.
        """, topics: [Topic.group],
      knobs: ["consumers", "partitions", "poll.size", "poll.interval", "session.timeout", "record.time", "slowness"],
      actions: [.slow, .dead, .stuck], minimumWidth: 34, minimumHeight: 4,
      [
        .table(
          "#", rows: { view in (1...view.knobs.consumers).map { Span("\($0)", .title) } },
          [
            .text("does", minimum: 12, priority: 4) { view, member in state(view, member) },
            .text("poll", minimum: 6, priority: 3, alignment: .trailing) { view, member in
              guard let batch = view.lab.members[member].batch else { return Span(Figure.none, .muted) }
              let since = (view.now - batch.began).seconds
              return Span(Figure.seconds(since), since > view.knobs.pollIntervalSeconds / 2 ? .bad : .text)
            },
            .text("owns", minimum: 5, priority: 2) { view, member in
              let names = owned(view, member).map { String($0 + 1) }
              return Span(names.isEmpty ? "none" : names.joined(separator: ","), .series2)
            },
            .text("lag", minimum: 5, alignment: .trailing) { view, member in
              let lag = owned(view, member).reduce(0) { $0 + view.lab.log.partitions[$1].lag }
              return Span(Figure.count(lag), lag > 1000 ? .warning : .muted)
            },
          ]),
        .chart([Curve("done", .all(.consumed), .good), Curve("done again", .all(.duplicates), .bad)]).least(rows: 5)
          .priority(0),
      ],
      status: { view in
        if view.lab.group.isRebalancing { return "REBALANCING" }
        let idle = view.knobs.consumers - view.lab.activeMembers
        return idle > 0 && view.knobs.strategy == .pull
          ? "\(idle) without partitions" : "generation \(view.total(.all(.rebalances)) + 1)"
      })
  }

  private static func owned(_ view: View<BackpressureLab>, _ member: Int) -> [Int] {
    view.lab.group.owners.indices.filter { view.lab.group.owners[$0] == member }
  }

  /// In words, which tell the states apart without colour.
  private static func state(_ view: View<BackpressureLab>, _ index: Int) -> Span {
    let member = view.lab.members[index]
    if member.isDead { return Span(member.isMember ? "dead, unseen" : "DEAD", .bad) }
    if member.batch != nil, !member.isMember { return Span("EVICTED busy", .bad) }
    if member.isStuck, !member.isIdle { return Span("hangs", .bad) }
    if member.isIdle { return Span(view.lab.group.isRebalancing ? "waits for all" : "idle", .muted) }
    return Span("works on \(member.batch?.count ?? 1)", .good)
  }

  /// How long the backlog will take by the rates of now, and what became of earlier forecasts.
  static var forecastPanel: Panel<BackpressureLab> {
    Panel(
      "Drain time",
      reading: """
        How long the backlog will take: what waits, divided by what is done a second more than comes in. If as much \
        comes in as is done it never drains. Below are earlier forecasts: each holds only while the rates do.
        """, topics: [Topic.forecast], knobs: ["consumers", "record.time", "traffic"],
      actions: [.surge, .slow], minimumWidth: 34, minimumHeight: 3,
      [
        .figures { formula($0) }.priority(2),
        .table(
          "at", rows: { view in view.lab.newestForecasts.map { Span(Figure.time($0.at.seconds, end: 600), .muted) } },
          [
            column("backlog", 7, priority: 2) { Span(Figure.count($0.backlog)) },
            column("forecast", 8, priority: 4) { Span(Figure.seconds($0.seconds)) },
            column("it took", 8, priority: 3) { forecast in
              guard case .drained(let seconds) = forecast.end else {
                return Span(forecast.end == .open ? "draining" : "interrupted", .muted)
              }
              let isMet = forecast.isMet(by: seconds)
              return Span(Figure.seconds(seconds) + (isMet ? " ✓" : " ✗"), isMet ? .good : .warning)
            },
          ]
        ).priority(1),
        .chart([Curve("backlog", .all(.backlog), .series2)], format: { Figure.count($0) }).least(rows: 5).priority(0),
      ],
      status: { view in
        guard let last = view.lab.forecasts.last, last.end == .open else { return "no forecast open" }
        return "\(Figure.seconds((view.now - last.at).seconds)) of \(Figure.seconds(last.seconds))"
      })
  }

  private static func column(
    _ title: String, _ minimum: Int, priority: Int, _ text: @escaping @Sendable (Forecast) -> Span
  ) -> Column<BackpressureLab> {
    .text(title, minimum: minimum, priority: priority, alignment: .trailing) { text($0.lab.newestForecasts[$1]) }
  }

  private static func formula(_ view: View<BackpressureLab>) -> [(name: String, figure: Span)] {
    let (service, arrival) = rates(view.context), backlog = view.lab.stays.present, gain = service - arrival
    let isShort = Double(backlog) < 3 * service
    // Figures that are all but equal say when only by chance.
    let drains = gain > 0.02 * arrival
    let result = isShort ? "nothing to drain" : drains ? Figure.seconds(Double(backlog) / gain) : "never"
    let role = isShort ? Role.muted : drains ? .good : .bad
    if !isShort, !drains {
      let pace = gain < -0.02 * arrival ? "faster than they are" : "as fast as they are"
      return [("never drains:", Span("records arrive \(pace) consumed", role, .bold))]
    }
    let rates = "\(Int(service.rounded())) - \(Int(arrival.rounded()))"
    return [
      ("\(Figure.count(backlog)) / (\(rates)) =", Span(result, role, .bold)),
      ("backlog /", Span("(service - arrival)", .muted)),
    ]
  }
}
