import Engine
import FirstEdition
import Grid

extension CounterLab {
  /// The messages under way, each on its track from sender to receiver, and the ones that were lost.
  static let messagesPanel = Panel<CounterLab>(
    "Messages", topics: [Topic.messages], knobs: ["gossip", "delay", "loss", "duplication", "reordering"],
    actions: [.mergeNow, .partition, .crash], minimumWidth: 30, minimumHeight: 3,
    status: { view in
      let count = view.model.traffic.underWay
      return "\(count) in flight"
    },
    draw: { view, canvas in
      let lab = view.model
      counts(view, on: &canvas)
      let room = canvas.height - 1
      guard room > 0 else { return }
      let lost = lab.traffic.losses.filter { view.now - $0.at < .milliseconds(700) }.suffix(room / 3)
      let alive = (0..<UInt32(lab.messages.slots)).filter { lab.messages[$0].isAlive }
      // Oldest first, so that a line moves up as those before it arrive and never jumps.
      let shown = alive.sorted { order(lab, $0) < order(lab, $1) }.prefix(room - lost.count)
      for (row, slot) in shown.enumerated() {
        canvas.inside(Rectangle(column: 0, row: row + 1, width: canvas.width, height: 1)) {
          flight(lab.messages[slot], view.now, on: &$0)
        }
      }
      for (row, loss) in lost.enumerated() {
        let top = 1 + shown.count + row
        let end = canvas.write(
          "\(name(loss.from)) ──✗  \(name(loss.to))", column: 0, row: top, role: .bad)
        let why = loss.isCut ? "cut off" : "lost"
        canvas.write(
          Span(
            loss.amount == 0 ? why : "\(why), \(canvas.width < 50 ? "" : "a plain ")sum loses \(loss.amount)",
            .bad), column: end + 2,
          row: top,
          width: canvas.width - end - 2)
      }
    })

  private static func order(_ lab: CounterLab, _ slot: UInt32) -> UInt64 {
    lab.messages[slot].number * 2 + (lab.messages[slot].isCopy ? 1 : 0)
  }

  private static func counts(_ view: LabView<CounterLab>, on canvas: inout Canvas) {
    var column = 0
    let figures: [(String, Meter, Role)] = [
      ("sent ", .messagesSent, .text), ("lost ", .messagesLost, .warning),
      ("twice ", .messagesDoubled, .warning),
      ("told nothing ", .mergesIdle, .text),
    ]
    for (name, meter, role) in figures {
      let count = Figure.count(Double(view.meters[count: meter]))
      guard column + name.columns + count.columns <= canvas.width else { return }
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(count, column: column, row: 0, role: role) + 2
    }
  }

  private static func flight(_ message: Message, _ now: Instant, on canvas: inout Canvas) {
    let what: String =
      if case .acknowledgement = message.payload { "ack" } else {
        "\(message.entries) entries, \(message.bytes) B"
      }
    let label = (message.isCopy ? "again: " : "") + what
    let track = max(6, canvas.width - 8 - 26)
    canvas.write(Span(name(message.from), .series(message.from), .bold), column: 0, row: 0, width: 2)
    let total = max(1e-9, (message.due - message.sent).seconds)
    let place = min(track - 1, Int((now - message.sent).seconds / total * Double(track)))
    for column in 0..<track {
      let isBehind = column < place
      canvas.put(
        Cell(column == place ? "►" : isBehind ? "─" : "·", column > place ? .muted : .series(message.from)),
        column: 3 + column, row: 0)
    }
    canvas.write(Span(name(message.to), .series(message.to), .bold), column: 4 + track, row: 0, width: 2)
    canvas.write(
      Span(label, message.isCopy ? .warning : .muted), column: 7 + track, row: 0,
      width: canvas.width - 7 - track)
  }
}
