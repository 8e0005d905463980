import Engine
import FirstEdition
import Grid

extension Shop {
  /// The columns that the relays need beside the outbox gauge.
  static func relayColumns(_ view: LabView<Shop>) -> Int { 8 * shownRelays(view).count }

  private static func shownRelays(_ view: LabView<Shop>) -> [Int] {
    (0..<mostRelays).filter { view.model.outbox.relays[$0].state != .off }
  }

  /// Every relay as a glyph and the rows that it has locked.
  static func relayGlyphs(_ view: LabView<Shop>, on canvas: inout Canvas) {
    for (place, relay) in shownRelays(view).enumerated() {
      let (glyph, _, role) = look(view.model.outbox.relays[relay])
      let locked = view.model.outbox.relays[relay].batch.count
      canvas.write(
        Span("r\(relay + 1) \(glyph)\(locked > 0 ? "\(locked)" : "")", role), column: 8 * place + 1, row: 0,
        width: 7)
    }
  }

  /// Every relay in words: what it does, how many rows it has locked, how many it has published.
  static func relayLine(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let relays = shownRelays(view)
    let width = canvas.width / max(1, relays.count)
    for (place, relay) in relays.enumerated() {
      let state = view.model.outbox.relays[relay]
      let (glyph, word, role) = look(state)
      let rows = state.batch.isEmpty ? "" : " \(state.batch.count)"
      canvas.inside(Rectangle(column: place * width, row: 0, width: width - 1, height: 1)) { canvas in
        let column = canvas.write("r\(relay + 1) \(glyph) \(word)\(rows)", column: 0, row: 0, role: role)
        canvas.write(" out \(Figure.count(state.published))", column: column, row: 0, role: .muted)
      }
    }
  }

  private static func look(_ relay: Outbox.Relay) -> (glyph: String, word: String, role: Role) {
    switch relay.state {
    case .off: ("–", "off", .muted)
    case .idle: ("·", "waits", .muted)
    case .publishing: ("►", "publishes", .series2)
    case .marking: ("✓", "marks", .good)
    case .down: ("✗", "CRASHED", .bad)
    }
  }

  /// What the relays and consumers are about to do wrong, or did.
  static func publisherStatus(_ model: Shop) -> String? {
    if let down = model.outbox.relays.firstIndex(where: { $0.state == .down }) {
      return "✗ relay \(down + 1) CRASHED"
    }
    if model.outbox.beforePublish != nil { return "crash before publish armed" }
    return model.outbox.beforeMark != nil ? "crash before mark armed" : nil
  }
}
