import Engine
import Grid
import LabKit

extension CircuitBreakerLab {
  /// The caller's threads, a glyph each by what it is doing, and who waits for one.
  static var threadsPanel: Panel<Self> {
    Panel(
      "Caller's threads",
      reading: """
        The caller's threads, by what they do. A dependency that is down or slow holds those that call it; when all \
        hang, requests that never needed it wait as well. That damage is what the breaker is for.
        """, topics: [Topic.callers], knobs: ["traffic", "threads", "queue", "timeout", "calls"],
      actions: [.down, .slow], minimumWidth: 30, minimumHeight: 4,
      [
        .cells { view in [CellRows.Row("", cells: view.lab.pool.seats.map { cell($0, view) })] }
          .least(rows: 2).priority(5),
        .gauges(labelWidth: 6) { view in
          let waiting = view.lab.pool.waiting, line = max(1, view.knobs.line), isFull = waiting >= line
          let reading = "\(waiting) \(isFull ? "FULL" : "wait")"
          return [GaugeRow("queue", Double(waiting), of: Double(line), reading: reading, isBad: isFull, role: .series2)]
        }.priority(4),
        // The requests that have nothing to do with the dependency are those that show the damage.
        .line { view in
          let mean = view.recentMean(.all(.localLatency), overSeconds: 0.5),
            turnedAway = Figure.count(view.total(.all(.localRefused)))
          let words = "local \(Figure.seconds(mean ?? .nan)), in all turned away \(turnedAway)"
          return [Span(words, (mean ?? 0) > 0.2 ? .bad : .muted)]
        }.priority(2).showing(.localRefused, as: .bad),
        .legend(
          ("█", .bad, "hang"), ("c", .series1, "call"), ("w", .good, "work"), ("f", .series4, "fallback"),
          ("·", .muted, "idle")
        ).priority(3),
        .chart(
          [Curve("busy", .all(.busy), .series1), Curve("hang", .all(.hanging), .bad)], isStacked: false,
          rule: { (Double($0.knobs.threads), "threads") }, format: { Figure.count($0) }
        ).least(rows: 4).priority(0),
      ],
      status: { view in
        let hanging = view.lab.census.hanging
        return hanging > 0 ? "\(hanging) HANG" : "\(view.lab.pool.busy) busy"
      })
  }

  private static func cell(_ seat: Slot?, _ view: View<Self>) -> Cell {
    guard let slot = seat else { return Cell("·", .muted) }
    switch view.lab.requests[slot].phase {
    case .waiting, .local: return Cell("w", .good)
    case .fallback: return Cell("f", .series4)
    case .calling:
      let isHanging = view.lab.isHanging(slot, view.knobs, at: view.now)
      return isHanging ? Cell("█", .bad, .bold) : Cell("c", .series1)
    }
  }

  /// What the callers' clients get, and how long it takes.
  static var answersPanel: Panel<Self> {
    Panel(
      "Answers",
      reading: """
        What the caller's clients get a second: served, a fallback, failed, or turned away. While the dependency is \
        down nobody is served who needs it: the breaker makes fast fallbacks of late failures, and others are \
        served.
        """, topics: [Topic.callers], knobs: ["traffic", "latency", "errors", "rejects", "timeout"],
      actions: [.down, .slow, .flaky], minimumWidth: 30, minimumHeight: 4,
      [
        .figures { view in [served(view)] + endings[1...1].map { figure($0, view) } }.priority(4),
        .figures { view in endings.suffix(2).map { figure($0, view) } }.priority(3),
        .line { view in
          let mean = view.recentMean(.all(.latency), overSeconds: 0.5),
            p99 = view.percentile(99, .all(.latency))?.seconds
          return [
            Span(
              "lately \(Figure.seconds(mean ?? .nan)), p99 in all \(Figure.seconds(p99 ?? .nan))",
              (mean ?? 0) > 1 ? .bad : .text)
          ]
        }.priority(2),
        .chart(endings.map { Curve($0.word, .all($0.meter), $0.role) }, format: { Figure.rate($0) }),
      ],
      status: { view in
        let rates = [Meter.served, .offered].map { Figure.rate(view.rate(.all($0))?.rounded() ?? .nan) }
        return "served \(rates[0]) of \(rates[1])"
      })
  }

  private static let endings: [(meter: Meter, word: String, role: Role)] = [
    (.served, "served", .good), (.degraded, "fallback", .series4), (.failed, "failed", .bad),
    (.refused, "turned away", .warning),
  ]

  /// Judged by what was asked for: nothing served is bad, and not a good 0.
  private static func served(_ view: View<Self>) -> (name: String, figure: Span) {
    ("served", view.share(view.rate(.all(.served)), of: view.rate(.all(.offered))) { Figure.rate($0) })
  }

  private static func figure(
    _ ending: (meter: Meter, word: String, role: Role), _ view: View<Self>
  ) -> (name: String, figure: Span) {
    let rate = view.rate(.all(ending.meter))?.rounded() ?? .nan
    return (ending.word, Span(Figure.rate(rate), rate > 0 ? ending.role : .muted, .bold))
  }
}
