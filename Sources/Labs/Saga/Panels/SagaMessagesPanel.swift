import Engine
import FirstEdition
import Grid

extension SagaLab {
  /// The coordinator, its log, and what the messages went through.
  static let messagesPanel = Panel<SagaLab>(
    "Coordinator", topics: [Topic.messages], knobs: ["idempotent", "loss", "doubling", "delay", "timeout"],
    actions: [.coordinatorCrash, .crashInDoubt, .messageLost, .messageDoubled], minimumWidth: 34,
    minimumHeight: 4,
    status: { view in
      if view.knobs.mode == .choreographed { return "not needed" }
      return view.model.coordinator.isUp ? "up" : "✗ DOWN"
    },
    draw: { view, canvas in
      let meters = view.meters
      let log = view.model.coordinator.log
      let waiting = [view.model.faults.losesNext, view.model.faults.doublesNext].contains { $0 != nil }
      let figures: [(String, String, Role)] = [
        ("messages", Figure.count(Double(meters[count: .messagesWork])), .text),
        ("of 2PC", Figure.count(Double(meters[count: .messagesProtocol])), .text),
        ("lost", Figure.count(Double(meters[count: .messagesLost])), .warning),
        ("doubled", Figure.count(Double(meters[count: .messagesDoubled])), .warning),
        ("repeated", Figure.count(Double(meters[count: .messagesRepeated])), .text),
        ("recognised", Figure.count(Double(meters[count: .repeatsRecognised])), .good),
        ("done twice", Figure.count(Double(meters[count: .doubledEffects])), .bad),
        ("dirty reads", Figure.count(Double(meters[count: .dirtyReads])), .warning),
        ("undo failed", Figure.count(Double(meters[count: .compensationsFailed])), .warning),
        ("log entries", Figure.count(log.entries.count), .text),
        ("armed", waiting ? "next" : "–", .text),
      ]
      let columns = max(1, canvas.width / 19)
      for (index, figure) in figures.enumerated() {
        let column = index % columns * 19, row = index / columns
        canvas.write(Span(figure.0, .muted), column: column, row: row, width: 11)
        let isZero = figure.1 == "0" || figure.1 == "–"
        canvas.write(Span(figure.1, isZero ? .muted : figure.2), column: column + 12, row: row, width: 6)
      }
    })
}
