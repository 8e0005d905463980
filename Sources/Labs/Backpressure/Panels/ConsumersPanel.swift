import Engine
import FirstEdition
import Grid

extension Backpressure {
  /// The consumer group: what each member does, and which partitions it owns.
  static let consumersPanel = Panel<Backpressure>(
    "Consumers", topics: [Topic.group],
    knobs: [
      "consumers", "partitions", "poll.size", "poll.interval", "session.timeout", "record.time", "slowness",
    ],
    actions: [.slow, .dead, .stuck], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      if view.model.group.isRebalancing { return "REBALANCING" }
      let idle = view.knobs.consumers - view.model.activeMembers
      return idle > 0 && view.knobs.strategy == .pull
        ? "\(idle) without partitions" : "generation \(view.model.group.generation)"
    },
    draw: { view, canvas in
      let isWide = canvas.width >= 60
      let rows = (0..<view.knobs.consumers).map { row(view, $0, isWide: isWide) }
      Table(
        [
          .init("#", minimum: 1, priority: 5), .init("does", minimum: 12, priority: 4),
          .init(isWide ? "since the poll" : "poll", alignment: .trailing, minimum: 6, priority: 3),
          .init(isWide ? "partitions" : "owns", minimum: 5, priority: 2),
          .init("lag", alignment: .trailing, minimum: 5, priority: 1),
        ], rows: rows
      ).draw(on: &canvas)
    })

  private static func row(_ view: LabView<Backpressure>, _ index: Int, isWide: Bool) -> [Span] {
    let model = view.model, member = model.members[index]
    let owned = model.group.owners.indices.filter { model.group.owners[$0] == index }
    let lag = owned.reduce(0) { $0 + model.log.partitions[$1].lag }
    let (text, role) = state(model, index, isWide: isWide)
    let limit = view.knobs.pollIntervalSeconds
    let since = member.batch.map { (view.now - $0.began).seconds }
    let poll = since.map { Span(Figure.seconds($0), $0 > limit / 2 ? .bad : .text) } ?? Span("–", .muted)
    let names = owned.map { String($0 + 1) }.joined(separator: isWide ? " " : ",")
    return [
      Span("\(index + 1)", .title), Span(text, role), poll, Span(names.isEmpty ? "none" : names, .series2),
      Span(Figure.count(lag), lag > 1000 ? .warning : .muted),
    ]
  }

  /// In words, which tell the states apart without colour.
  private static func state(_ model: Backpressure, _ index: Int, isWide: Bool) -> (String, Role) {
    let member = model.members[index]
    if member.isDead {
      return (member.isMember ? (isWide ? "dead, not noticed" : "dead unseen") : "DEAD", .bad)
    }
    if member.batch != nil && !member.isMember { return (isWide ? "EVICTED, works on" : "EVICTED", .bad) }
    if member.isStuck && !member.isIdle { return ("hangs", .bad) }
    switch member.work {
    case .idle: return (model.group.isRebalancing ? "waits for all" : "idle", .muted)
    case .record: return ("works on 1", .good)
    case .batch(let batch): return ("works on \(batch.count)", .good)
    }
  }
}
