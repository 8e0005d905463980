import Engine
import FirstEdition
import Grid

extension OutboxLab {
  /// What every relay does.
  static let relaysPanel = Panel<OutboxLab>(
    "Relays", topics: [Topic.relays],
    knobs: ["relays", "locking", "batch", "publish.time", "poll.interval", "crashes"],
    actions: [.crashBeforePublish, .crashBeforeMark, .brokerDown], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      view.model.faults.armed ?? Figure.rate(publishedRate(view)) + " out"
    },
    draw: { view, canvas in
      let model = view.model
      let isCapture = view.knobs.mode == .capture
      let others = (0..<mostRelays).filter { model.relays[$0].state != .off }
      let shown = isCapture ? [connector] + others : others
      Table(
        [
          .init("relay", minimum: 5, priority: 4), .init("does", minimum: 16, priority: 5),
          .init("rows", alignment: .trailing, minimum: 4, priority: 3),
          .init(canvas.width < 50 ? "out" : "published", alignment: .trailing, minimum: 6, priority: 2),
        ],
        rows: shown.map { relay in
          let (word, role) = look(model.relays[relay], isStuck: model.faults.brokerDown != nil)
          return [
            Span(relay == connector ? "capt." : "r\(relay + 1)"), Span(word, role),
            Span(model.relays[relay].batch.isEmpty ? "–" : "\(model.relays[relay].batch.count)"),
            Span(Figure.count(model.relays[relay].published), .muted),
          ]
        }
      ).draw(on: &canvas)
    })

  private static func publishedRate(_ view: LabView<OutboxLab>) -> Double {
    view.rate(.recordsAppended, overSeconds: 5).rounded()
  }

  private static func look(_ relay: Relay, isStuck: Bool) -> (String, Role) {
    switch relay.state {
    case .off: ("off", .muted)
    case .idle: isStuck ? ("… broker is down", .bad) : ("· waits to poll", .muted)
    case .publishing: ("► publishes", .series2)
    case .marking: ("✓ marks", .good)
    case .blocked: ("■ waits for locks", .warning)
    case .down: ("✗ CRASHED", .bad)
    }
  }
}
