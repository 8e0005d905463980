import Engine
import Grid
import LabKit
import Patterns

extension CircuitBreakerLab {
  /// The state diagram with the live state marked, why it is there, what comes next, and how it was lately.
  static var statePanel: Panel<Self> {
    Panel(
      "States",
      reading: """
        Closed counts results. Open refuses every call, so that callers do not hang. After the wait half-open lets a \
        few probes out, drawn as slots that fill: if they pass it closes, if not it opens again. The heavy arrow was \
        last.
        """, topics: [Topic.breaker],
      knobs: ["breaker", "wait", "wait.growth", "wait.most", "permits", "probe.time", "automatic", "stale"],
      actions: [.open, .close, .down], minimumWidth: 30, minimumHeight: 4,
      [
        .states(diagram).least(rows: 5).priority(5),
        .cells { view in
          [CellRows.Row("probes", cells: view.lab.breaker.probeCells(of: view.lab.watch.permits))]
        }.priority(4).shown { $0.lab.breaker.state == .halfOpen },
        .line { [saying($0).now] }.priority(4), .line { [saying($0).next] }.priority(3),
        .totals { view in
          [("opened", view.counted(.opened)), ("calls refused", view.counted(.callsRefused))]
        }.showing(.opened, as: .bad),
        .pinned("request") { $0.lab.victim },
        .drawn(rows: 1, most: 5) { view, canvas in past(view, on: &canvas) }.priority(2),
        .chart([
          Curve("calls", .all(.callsStarted), .series1), Curve("refused", .all(.callsRefused), .warning),
        ]).least(rows: 5).priority(0),
      ],
      status: { view in
        words(view.lab.breaker.state) + (left(view).map { ", \($0) s left" } ?? "")
      })
  }

  private static let states: [(state: CircuitBreaker.State, role: Role, line: LaneChart.Line)] = [
    (.closed, .good, .light), (.open, .bad, .heavy), (.halfOpen, .warning, .dashed),
  ]

  @Sendable private static func diagram(_ view: View<Self>) -> StateDiagram {
    func index(_ state: CircuitBreaker.State) -> Int? { states.firstIndex { $0.state == state } }
    let knobs = view.knobs, isOpen = view.lab.breaker.state == .open
    let wait = isOpen ? view.lab.watch.wait.seconds : min(knobs.wait, knobs.waitMost)
    let ways: [StateDiagram.Transition] = [
      .init(from: 0, to: 1, "≥ \(Int(min(knobs.failure, knobs.slow))) %"),
      .init(from: 1, to: 2, Figure.seconds(wait)), .init(from: 2, to: 1, "a probe fails"),
      .init(from: 2, to: 0, "probes pass"),
    ]
    let last = view.lab.breaker.lastTransition.flatMap { last in
      ways.firstIndex { $0.from == index(last.from) && $0.to == index(last.to) }
    }
    return StateDiagram(
      states.map { StateDiagram.State(words($0.state), role: $0.role) }, transitions: ways,
      current: index(view.lab.breaker.state), last: last)
  }

  /// What the state means, and what comes next.
  private static func saying(_ view: View<Self>) -> (now: Span, next: Span) {
    let breaker = view.lab.breaker, knobs = view.knobs, watch = view.lab.watch
    switch breaker.state {
    case .closed:
      let limits = "opens at \(Int(knobs.failure)) % failed or \(Int(knobs.slow)) % slow"
      return (Span("calls go out; results are counted", .good), Span(limits))
    case .open:
      let count = breaker.openingsSinceClosed > 1 ? ", opening \(breaker.openingsSinceClosed)" : ""
      let wait = Figure.fixed(watch.wait.seconds, decimals: 1)
      let next = left(view).map { "probes in \($0) s of \(wait) s" } ?? "wait over: the next request probes"
      let cause = breaker.lastTransition.map { words($0.cause) } ?? ""
      return (Span("no call: \(cause)", .bad, .bold), Span(next + count))
    case .halfOpen:
      let results = "\(breaker.bufferedCalls) results are in, \(min(knobs.minimum, watch.permits)) decide"
      let permits = "\(breaker.permitsLeft) of \(watch.permits) permits left"
      return (Span(permits, .warning, .bold), Span(results))
    default:
      let knob = Span("switch the knob 'breaker' on", .muted)
      return (Span("OFF: every call goes out", .warning, .bold), knob)
    }
  }

  /// The seconds until open is over; nil when it is, or in another state.
  private static func left(_ view: View<Self>) -> String? {
    let left = view.lab.breaker.timeUntilHalfOpen(at: view.now.duration).map { Interval($0).seconds } ?? 0
    return left > 0 ? Figure.fixed(left, decimals: 1) : nil
  }

  /// The states over the last minute, a lane each, or one row where there is little room.
  private static func past(_ view: View<Self>, on canvas: inout Canvas) {
    let spells = view.lab.spells.all, now = view.now.seconds
    let ends = spells.dropFirst().map { $0.since.seconds as Double? } + [nil]
    let lanes = [1, 2, 0].map { states[$0] }.map { state, role, line in
      LaneChart.Lane(
        words(state),
        zip(spells, ends).filter { $0.0.state == state }.map { spell, end in
          LaneChart.Block("", from: spell.since.seconds, to: end, role: role, style: .state(line))
        })
    }
    let shown = canvas.height >= 4 ? lanes : [LaneChart.Lane("", lanes.flatMap(\.blocks))]
    LaneChart(shown, range: max(0, now - 60)...max(now, 1), now: now).draw(on: &canvas)
  }

  /// The window cell by cell, and both rates against their thresholds.
  static var windowPanel: Panel<Self> {
    Panel(
      "Window",
      reading: """
        What the breaker judges by: the results of the newest calls or seconds. It opens when the share of failed or \
        slow ones reaches the mark in its bar, not before enough are in it. A short window judges fast and by \
        chance.
        """, topics: [Topic.breaker],
      knobs: ["window", "window.calls", "window.seconds", "minimum", "failure", "slow", "slow.after"],
      actions: [.flaky, .slow, .down], minimumWidth: 30, minimumHeight: 4,
      [
        .cells { [CellRows.Row("", cells: $0.lab.breaker.windowCells)] }.priority(5),
        .gauges(labelWidth: 7, readingWidth: 13) { view in
          let breaker = view.lab.breaker, tally = breaker.window.tally
          return [
            ("failed", breaker.failureRate, tally.failures, view.knobs.failure),
            ("slow", breaker.slowCallRate, tally.slow, view.knobs.slow),
          ].map { name, rate, bad, limit in
            let reading = rate.map { "\(Int($0.rounded())) % of \(Int(limit)) %" } ?? "\(bad), not judged"
            return GaugeRow(name, rate, of: 100, reading: reading, isBad: (rate ?? 0) >= limit, mark: limit)
          }
        }.least(rows: 2).priority(4), .line { [judged($0)] }.priority(2),
        .legend(("·", .good, "good"), ("×", .bad, "failed"), ("○", .warning, "slow"), ("●", .bad, "both")).shown {
          isCounted($0)
        },
        .line { _ in [Span("a second each: · good, 3 = 30 % bad, × all", .muted)] }.priority(0).shown {
          !isCounted($0)
        },
        .chart(
          [Curve("failed", .all(.failureRate), .bad), Curve("slow", .all(.slowRate), .warning)],
          isStacked: false, rule: { ($0.knobs.failure, "opens") }, format: { Figure.percent($0 / 100) }
        ).least(rows: 4).priority(0),
      ],
      status: { "last \($0.lab.breaker.window.size) \(isCounted($0) ? "calls" : "s")" })
  }

  private static func isCounted(_ view: View<Self>) -> Bool {
    if case .count = view.lab.breaker.window.span { true } else { false }
  }

  private static func judged(_ view: View<Self>) -> Span {
    let breaker = view.lab.breaker, held = breaker.bufferedCalls
    if breaker.state == .disabled { return Span("off: nothing is recorded", .warning) }
    let minimum = view.knobs.minimum(of: breaker.window.span), isJudged = held >= minimum
    let rest = isJudged ? "judged from \(minimum) on" : "\(minimum) needed to judge"
    return Span("\(held) calls in it, \(rest)", isJudged ? .muted : .text)
  }
}
