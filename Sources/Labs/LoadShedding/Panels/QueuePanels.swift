import Engine
import Grid
import LabKit

extension LoadSheddingLab {
  /// The queue before the servers: how old its head is beside how long clients wait.
  static var waitingPanel: Panel<LoadSheddingLab> {
    Panel(
      "Queue",
      reading: """
        How long the oldest request has waited, beside when its client hangs up: beyond that mark the servers work \
        for nobody. A queue that stays long only makes everything late; CoDel and the limits drop early instead.
        """, topics: [Topic.queue],
      knobs: ["queue.places", "client.timeout", "policy", "codel.target", "codel.interval", "headroom"],
      actions: [.outage, .capacityHalves], minimumWidth: 34,
      [
        .gauges(labelWidth: 8, readingWidth: 8) { view in
          let busy = view.lab.inService.count, isDown = view.context.isOn(.outage)
          return [
            GaugeRow(
              "servers", Double(busy), of: Double(serverCount),
              reading: isDown ? "down" : "\(busy) of \(view.lab.servers)", isBad: isDown)
          ]
        }.priority(4),
        .drawn(rows: 2, most: 2) { view, canvas in wait(view, on: &canvas) }.priority(5),
        .figures { view in
          [("wasted", Meter.wasted), ("full", .refusedFull), ("drop", .dropped)].map { name, meter in
            let rate = view.rate(.all(meter))?.rounded() ?? .nan, role = meter == .wasted ? Role.bad : .warning
            return (name, Span(Figure.rate(rate), rate > 0 ? role : .muted))
          }
        }.priority(3),
        .chart([Curve("queue", .all(.waiting), .series2)], format: { Figure.count($0) }).priority(0),
      ],
      status: { view in
        let wait = view.lab.oldestWait(view.now)
        let isLate = wait > view.knobs.timeout / 1000
        return isLate ? "too late: \(Figure.seconds(wait)) old" : "wait \(Figure.seconds(wait))"
      })
  }

  private static func wait(_ view: View<LoadSheddingLab>, on canvas: inout Canvas) {
    let wait = view.lab.oldestWait(view.now), patience = view.knobs.timeout / 1000, isOver = wait > patience
    Gauge(
      "wait", value: wait, of: patience * 2, role: isOver ? .bad : .series2,
      reading: Span(Figure.seconds(wait), isOver ? .bad : .text), marks: [Mark(patience, "client hangs up")],
      labelWidth: 8, readingWidth: 8
    ).draw(on: &canvas)
  }

  /// What clients make of the traffic: first attempts and retries against what the servers can do.
  static var clientsPanel: Panel<LoadSheddingLab> {
    Panel(
      "Clients",
      reading: """
        First attempts and, on top, retries, beside what the servers can do. Who is not answered in time asks again, \
        so a short trouble multiplies what is asked. Fewer retries, or clients that hold back, end that.
        """, topics: [Topic.clients],
      knobs: ["retries", "retry.wait", "retry.refused", "client.timeout", "throttle.k"], actions: [.burst],
      minimumWidth: 34,
      [
        .drawn(rows: 3, most: 3) { view, canvas in asked(view, on: &canvas) }.priority(5),
        .drawn(rows: 1, most: 1) { view, canvas in endings(view, on: &canvas) }.priority(4),
        .gauges(labelWidth: 6, readingWidth: 8) { view in
          let probability = view.lab.throttle.rejectionProbability
          return [GaugeRow("held", probability, of: 1, reading: Figure.percent(probability), role: .warning)]
        }.priority(3).shown { $0.knobs.policy == .adaptive },
        .chart(
          [Curve("first", .all(.offered), .series1), Curve("retries", .all(.retries), .warning)],
          rule: { ($0.lab.serverRate, "max") },
          format: { Figure.rate($0.rounded()) }
        ).priority(0),
      ],
      status: { view in
        let new = view.rate(.all(.offered)) ?? 0, attempts = new + (view.rate(.all(.retries)) ?? 0)
        return new > 0 ? "x\(Figure.fixed(attempts / new, decimals: 2)) by retries" : "no traffic"
      })
  }

  private static func asked(_ view: View<LoadSheddingLab>, on canvas: inout Canvas) {
    let retries = view.rate(.all(.retries)) ?? 0, first = view.rate(.all(.offered)) ?? 0
    let rate = view.lab.serverRate
    Gauge(
      "asked", segments: [.init(first, "new", role: .series1), .init(retries, "retries", role: .warning)],
      of: max(2 * rate, first + retries), reading: Span(Figure.rate((first + retries).rounded())),
      marks: [Mark(rate, "can do")], labelWidth: 6, readingWidth: 8
    ).draw(on: &canvas)
  }

  /// How attempts and requests ended.
  private static func endings(_ view: View<LoadSheddingLab>, on canvas: inout Canvas) {
    let names = canvas.width >= 44 ? ["timeouts", "refused", "failed"] : ["late", "ref.", "fail"]
    canvas.write(
      figures: zip(names, [Meter.timeouts, .refused, .failed]).map { name, meter in
        let rate = view.rate(.all(meter))?.rounded() ?? .nan
        return (name: name, figure: Span(Figure.rate(rate), rate > 0 ? .warning : .muted))
      }, gap: canvas.width >= 44 ? 2 : 1)
  }
}
