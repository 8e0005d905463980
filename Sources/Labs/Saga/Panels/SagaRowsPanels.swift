import Engine
import Grid
import LabKit

extension SagaLab {
  /// The shared rows: what they say, who holds them, who waits, and what was lost.
  static var rowsPanel: Panel<SagaLab> {
    Panel(
      "Shared rows",
      reading: """
        The rows that orders share, and who holds them. 2PC holds a lock until the order has ended; others wait. A saga \
        holds none: if another order writes between a step and its undoing an update is lost, unless a flag says no.
        """, topics: [Topic.rows], knobs: ["rows", "rate", "semantic.lock", "undo"],
      actions: [.anomaly, .crashInDoubt], minimumWidth: 34, minimumHeight: 5,
      [
        .pinned("row") { $0.lab.lostUpdate },
        .figures { view in
          let times = [("lock held", Meter.lockHold), ("flag", .flagHold)].map { name, meter in
            let mean = view.mean(.all(meter))
            return (name, Span(mean.map { Figure.milliseconds($0.milliseconds) } ?? Figure.none))
          }
          let done = view.rate(.all(.ordersCompleted), overSeconds: 5)
          return times + [("done", Span(done.map { Figure.rate($0) } ?? Figure.none))]
        }.priority(2),
        .table("row", rows: { view in (1...view.knobs.rows).map { Span("\($0)", .muted) } }, rowColumns).least(rows: 6)
          .priority(3).showing(.lostUpdates, as: .bad),
        .chart([Curve("done", .all(.ordersCompleted), .good)]).priority(0),
      ],
      status: { view in
        let blocked = view.lab.counted.blocked, lost = view.total(.all(.lostUpdates))
        if blocked > 0 { return "locks BLOCKED: \(blocked)" }
        return lost > 0 ? "updates LOST: \(lost)" : "nothing lost"
      })
  }

  private static var rowColumns: [Column<SagaLab>] {
    [
      .text("value", priority: 4, alignment: .trailing) { view, row in Span("\(view.lab.rows[row].value)") },
      .text("in force", alignment: .trailing) { view, row in
        let (value, inForce) = (view.lab.rows[row].value, view.lab.rows[row].inForce)
        return Span("\(inForce)", value == inForce ? .text : .bad, .bold)
      },
      .text("lost", priority: 4) { view, row in
        let drift = view.lab.rows[row].drift
        return drift == 0 ? Span("✓", .good) : Span("✗ \(drift)", .bad)
      },
      .text("held by", minimum: 12, priority: 5) { view, row in holder(view.lab, row, view.now) },
      .text("wait", priority: 4, alignment: .trailing) { view, row in
        let lock = view.lab.locks[row * steps], waiting = lock.returning.count + lock.line.count
        return waiting == 0 ? Span("·", .muted) : Span("\(waiting)", .warning)
      },
    ]
  }

  private static func holder(_ lab: SagaLab, _ row: Int, _ now: Instant) -> Span {
    if let slot = lab.rows[row].flag {
      let order = lab.orders[slot], since = Figure.seconds((now - order.flaggedAt).seconds)
      return Span("⚑#\(order.serial) \(since)", .series3)
    }
    guard let holder = lab.locks[row * steps].holder else { return Span(Figure.none, .muted) }
    let order = lab.orders[holder.order], since = (now - holder.began).seconds
    let isBlocked = !lab.coordinator.isUp && order[1].member.isBlocked
    return Span(
      "\(isBlocked ? "✗" : "■")#\(order.serial) \(Figure.seconds(since))",
      isBlocked ? .bad : since > 0.3 ? .warning : .text)
  }

  /// The coordinator, its log, and what the messages went through.
  static var messagesPanel: Panel<SagaLab> {
    Panel(
      "Coordinator",
      reading: """
        Who leads orders through their steps, its log, and its messages. What is lost is sent again, so services \
        must recognise it: otherwise it is done twice. 2PC needs more messages, and without its coordinator locks \
        stay held.
        """, topics: [Topic.messages], knobs: ["idempotent", "loss", "doubling", "delay", "timeout"],
      actions: [.coordinatorCrash, .crashInDoubt, .messageLost, .messageDoubled], minimumWidth: 34,
      [
        .grid { view in
          let next: Span =
            view.lab.losesNext != .chance
            ? "lost" : view.lab.doublesNext != .chance ? "doubled" : Span(Figure.none, .muted)
          return totals(
            view, ("messages", .messagesWork, .text), ("of 2PC", .messagesProtocol, .text),
            ("lost", .messagesLost, .warning), ("doubled", .messagesDoubled, .warning),
            ("repeated", .messagesRepeated, .text), ("recognised", .repeatsRecognised, .good),
            ("done twice", .doubledEffects, .bad), ("dirty reads", .dirtyReads, .warning),
            ("undo failed", .compensationsFailed, .warning)) + [
              ("log entries", Span(Figure.count(view.lab.coordinator.log.count))),
              ("next one", next),
            ]
        }.least(rows: 4).priority(2).showing(.doubledEffects, as: .bad),
        .chart([
          Curve("work", .all(.messagesWork), .series1), Curve("of 2PC", .all(.messagesProtocol), .series4),
          Curve("sent again", .all(.messagesRepeated), .warning),
        ]).least(rows: 5).priority(0),
      ],
      status: { view in view.knobs.mode == .choreographed ? "not needed" : view.lab.coordinator.isUp ? "up" : "✗ DOWN" }
    )
  }

  /// Figures of what was counted since the start.
  static func totals(_ view: View<SagaLab>, _ meters: (String, Meter, Role)...) -> [(String, Span)] {
    meters.map { ($0, view.counted($1, $2)) }
  }
}
