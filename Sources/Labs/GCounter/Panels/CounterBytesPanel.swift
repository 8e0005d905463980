import Engine
import FirstEdition
import Grid

extension CounterLab {
  /// What the gossip costs, beside what it would cost with full states, and how far apart the replicas are.
  static let bytesPanel = Panel<CounterLab>(
    "Bytes", topics: [Topic.bytes], knobs: ["send", "gossip", "replicas"],
    actions: [.mergeNow, .partition], minimumWidth: 30, minimumHeight: 3,
    status: { view in
      "\(view.knobs.gossip.rawValue) state, \(Figure.bytes(view.rate(.bytesSent, overSeconds: 5)))/s"
    },
    draw: { view, canvas in
      let sent = view.rate(.bytesSent, overSeconds: 5), full = view.rate(.bytesIfFull, overSeconds: 5)
      let scale = max(1, max(sent, full))
      for (row, (label, value, role)) in [("sent", sent, Role.series1), ("as full", full, .series3)]
        .enumerated()
      {
        canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) {
          Gauge(
            label, value: value, of: scale, role: role, reading: Span(Figure.bytes(value) + "/s"),
            labelWidth: 8,
            readingWidth: 10
          ).draw(on: &$0)
        }
      }
      let messages = Double(view.meters[count: .messagesSent])
      let entries = messages == 0 ? .nan : Double(view.meters[count: .entriesSent]) / messages
      var column = canvas.write("entries a message ", column: 0, row: 2, role: .muted)
      column = canvas.write(Figure.count(entries), column: column, row: 2) + 2
      canvas.write(
        "behind \(Figure.count(view.meters[gauge: .apart].last))", column: column, row: 2, role: .muted)
      guard canvas.height >= 6 else { return }
      canvas.inside(Rectangle(column: 0, row: 3, width: canvas.width, height: canvas.height - 3)) {
        let most = AreaChart.samples(forWidth: $0.width, level: .block)
        AreaChart(
          [.init("operations behind", view.levels(.apart, most: most, every: 5), role: .series4)],
          sampleCount: view.context.history.count / 5
        ).draw(on: &$0)
      }
    })
}
