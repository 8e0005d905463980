import Engine
import Grid
import LabKit

extension OutboxLab {
  /// What every relay does.
  static var relaysPanel: Panel<OutboxLab> {
    Panel(
      "Relays",
      reading: """
        What each relay does, how many rows it has locked and brought out. One that crashes after it published and \
        before it marked sends its rows again: at least once. Relays that do not skip locked rows wait for each \
        other.
        """, topics: [Topic.relays],
      knobs: ["relays", "locking", "batch", "publish.time", "poll.interval", "crashes"],
      actions: [.crashBeforePublish, .crashBeforeMark, .brokerDown], minimumWidth: 34,
      [
        .table(
          "relay", rows: { running($0).map { Span($0 == connector ? "capt." : "r\($0 + 1)") } },
          [
            .text("does", minimum: 16, priority: 5) { look(relay($0, $1), isStuck: $0.context.isOn(.brokerDown)) },
            .text("rows", priority: 3, alignment: .trailing) {
              let rows = relay($0, $1).batch.count
              return Span(rows == 0 ? Figure.none : "\(rows)")
            },
            .text("out", minimum: 6, priority: 2, alignment: .trailing) {
              Span(Figure.count(relay($0, $1).published), .muted)
            },
          ]
        ).least(rows: 4),
        .totals { view in
          [
            ("out of order", view.counted(.overtaken, .bad)), ("out twice", view.counted(.duplicates)),
            ("crashes", view.counted(.crashes)),
          ]
        }.showing(.overtaken, as: .bad),
        .chart([Curve("out", .all(.recordsAppended), .good), Curve("again", .all(.duplicates), .warning)])
          .least(rows: 4).priority(0),
      ],
      status: { view in
        let armed = Action.allCases.first { view.lab.armed[$0.rawValue] != nil }
        if let armed { return "next: \(armed.declaration.name)" }
        let rate = view.rate(.all(.recordsAppended), overSeconds: 5)
        return (rate.map { Figure.rate($0.rounded()) } ?? Figure.none) + " out"
      })
  }

  private static func running(_ view: View<OutboxLab>) -> [Int] {
    let others = (0..<mostRelays).filter { view.lab.relays[$0].state != .off }
    return view.knobs.mode == .capture ? [connector] + others : others
  }

  private static func relay(_ view: View<OutboxLab>, _ row: Int) -> Relay {
    view.lab.relays[running(view)[row]]
  }

  private static func look(_ relay: Relay, isStuck: Bool) -> Span {
    switch relay.state {
    case .off: Span("off", .muted)
    case .idle: isStuck ? Span("… broker is down", .bad) : Span("· waits to poll", .muted)
    case .publishing: Span("► publishes", .series2)
    case .marking: Span("✓ marks", .good)
    case .blocked: Span("■ waits for locks", .warning)
    case .down: Span("✗ CRASHED", .bad)
    }
  }

  /// The broker's backlog, the consumer, and the truth at the end: committed against effects.
  static var consumerPanel: Panel<OutboxLab> {
    Panel(
      "Consumer",
      reading: """
        What comes of the events: as many effects as orders were committed, is right. Records may come twice; the \
        inbox knows what was done and skips them. Without it they are done twice.
        """, topics: [Topic.consumer], knobs: ["inbox", "record.time"],
      actions: [.consumerCrash], minimumWidth: 34,
      [
        .grid { view in
          figures.map { ($0, view.counted($1, $2)) }
        }.least(rows: 4).priority(2).showing(.effectsTwice, .duplicates, as: .bad),
        .gauges(labelWidth: 7, readingWidth: 7) { view in
          let lag = view.lab.broker.count
          return [GaugeRow("lag", Double(lag), of: Double(max(lag, 500)), reading: Figure.count(lag), role: .series2)]
        },
        .line { view in
          let times = [50.0, 99].map { view.percentile($0, .all(.effectDelay)).map { Figure.seconds($0.seconds) } }
          return [Span("to effect p50 \(times[0] ?? Figure.none), p99 \(times[1] ?? Figure.none)", .muted)]
        },
        .chart([
          Curve("done", .all(.effects), .good), Curve("skipped", .all(.repeatsSkipped), .series4),
        ]).least(rows: 5).priority(0),
      ],
      status: { view in
        if !view.lab.consumer.isUp { return "✗ consumer DOWN" }
        return view.context.isOn(.brokerDown) ? "✗ broker DOWN" : "inbox \(view.knobs.hasInbox ? "on" : "OFF")"
      })
  }

  private static let figures: [(String, Meter, Role)] = [
    ("committed", .ordersCommitted, .good), ("effects", .effects, .good),
    ("events lost", .eventsLost, .bad), ("invented", .eventsInvented, .bad),
    ("out twice", .duplicates, .warning), ("skipped", .repeatsSkipped, .good),
    ("done twice", .effectsTwice, .bad), ("rolled back", .ordersRolledBack, .text),
    ("crashes", .crashes, .text), ("refused", .ordersRefused, .text),
  ]
}
