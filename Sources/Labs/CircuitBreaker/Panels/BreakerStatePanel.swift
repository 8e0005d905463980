import Engine
import FirstEdition
import Grid
import Patterns

extension CircuitBreakerLab {
  /// The state diagram with the live state marked, why it is there and what comes next.
  static let statePanel = Panel<CircuitBreakerLab>(
    "States", topics: [Topic.breaker],
    knobs: ["breaker", "wait", "wait.growth", "wait.most", "permits", "probe.time", "automatic", "stale"],
    actions: [.open, .close, .down], minimumWidth: 30, minimumHeight: 4,
    status: { $0.model.breaker.state.words },
    draw: { view, canvas in
      guard canvas.width >= StateDiagram.narrowest, canvas.height >= 4 else {
        StateDiagram.row(view, on: &canvas)
        canvas.inside(Rectangle(column: 0, row: 1, width: canvas.width, height: canvas.height - 1)) {
          saying(view, on: &$0)
        }
        return
      }
      StateDiagram.boxes(view, on: &canvas)
      canvas.inside(Rectangle(column: 0, row: 4, width: canvas.width, height: 3)) { saying(view, on: &$0) }
      canvas.inside(Rectangle(column: 0, row: 7, width: canvas.width, height: canvas.height - 7)) {
        past(view, on: &$0)
      }
    })

  /// What the state means now, and what the breaker has spared.
  private static func saying(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    canvas.write(now(view), column: 0, row: 0, width: canvas.width)
    canvas.write(next(view), column: 0, row: 1, width: canvas.width)
    let refused = Figure.count(Double(view.meters[count: .callsRefused]))
    canvas.write(
      Span("opened \(view.meters[count: .opened]) times, refused \(refused) calls", .muted), column: 0,
      row: 2,
      width: canvas.width)
  }

  private static func now(_ view: LabView<CircuitBreakerLab>) -> Span {
    let breaker = view.model.breaker
    switch breaker.state {
    case .closed: return Span("calls go out; results are counted", .good)
    case .open:
      let reason = breaker.lastTransition.map { Reason($0.cause).words } ?? "by hand"
      return Span("no call goes out: \(reason)", .bad, .bold)
    case .halfOpen:
      return Span("\(breaker.permitsLeft) of \(view.model.watch.permits) permits left", .warning, .bold)
    default: return Span("OFF: every call goes out", .warning, .bold)
    }
  }

  private static func next(_ view: LabView<CircuitBreakerLab>) -> Span {
    let breaker = view.model.breaker
    switch breaker.state {
    case .open:
      let left = breaker.timeUntilHalfOpen(at: view.now.duration).map { Interval($0).seconds } ?? 0
      let wait = view.model.watch.wait.seconds
      let count = breaker.openingsSinceClosed > 1 ? ", opening \(breaker.openingsSinceClosed)" : ""
      return left > 0
        ? Span(
          "probes in \(Figure.fixed(left, decimals: 1)) s of \(Figure.fixed(wait, decimals: 1)) s\(count)")
        : Span("wait over: the next request probes\(count)")
    case .halfOpen: return Span("\(breaker.bufferedCalls) results are in, \(needed(view)) decide")
    case .closed:
      return Span(
        "opens at \(Int(view.knobs.failurePercent))% failed or \(Int(view.knobs.slowPercent))% slow")
    default: return Span("switch the knob 'breaker' on", .muted)
    }
  }

  private static func needed(_ view: LabView<CircuitBreakerLab>) -> Int {
    min(view.knobs.minimum, view.model.watch.permits)
  }

  /// The states over the last minute or more, a lane each, or one row where there is little room.
  private static func past(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    let now = view.now.seconds
    let range = max(0, now - 60)...max(now, 1)
    let spans = view.model.spans.spans
    let lanes: [(String, CircuitBreaker.State, Role, LaneChart.Style)] = [
      ("open", .open, .bad, .forward), ("half-open", .halfOpen, .warning, .compensation),
      ("closed", .closed, .good, .waiting),
    ]
    let blocks = lanes.map { name, state, role, style in
      LaneChart.Lane(
        name,
        spans.indices.filter { spans[$0].state == state }.map { index in
          let end = index + 1 < spans.count ? spans[index + 1].from.seconds : nil
          return LaneChart.Block("", from: spans[index].from.seconds, to: end, role: role, style: style)
        })
    }
    if canvas.height >= 4 { return LaneChart(blocks, range: range, now: now).draw(on: &canvas) }
    let all = LaneChart.Lane("", blocks.flatMap(\.blocks))
    LaneChart([all], range: range, now: now).draw(on: &canvas)
  }
}

/// The three states as boxes with arrows between them; the live one has a double frame, a dot and capitals.
enum StateDiagram {
  /// What the boxes and the shortest arrows need.
  static let narrowest = 38
  private static let names: [(state: CircuitBreaker.State, name: String, role: Role)] = [
    (.closed, "closed", .good), (.open, "open", .bad), (.halfOpen, "half-open", .warning),
  ]

  /// In one row.
  static func row(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    var column = 0
    for (index, item) in names.enumerated() {
      let isLive = view.model.breaker.state == item.state
      if index > 0 { column = canvas.write("→", column: column, row: 0, role: .muted) }
      column = canvas.write(
        isLive ? "●" + item.name.uppercased() : " " + item.name, column: column, row: 0,
        role: isLive ? item.role : .muted, emphasis: isLive ? .bold : [])
    }
  }

  /// As a diagram of four rows.
  static func boxes(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    let arrow = min(16, (canvas.width - 28) / 2)
    var columns: [Int] = [], column = 0
    for item in names {
      columns.append(column)
      let width = item.name.columns + 3
      box(item.name, item.role, isLive: view.model.breaker.state == item.state, column, width, on: &canvas)
      column += width + arrow
    }
    let first = 9, second = columns[1] + 7
    let knobs = view.knobs
    label("≥\(Int(min(knobs.failurePercent, knobs.slowPercent)))%", first, arrow, row: 0, on: &canvas)
    line(first, arrow, row: 1, head: "►", on: &canvas)
    let wait = view.model.breaker.state == .open ? view.model.watch.wait.seconds : knobs.waitSeconds
    label(Figure.count(wait) + " s", second, arrow, row: 0, on: &canvas)
    line(second, arrow, row: 1, head: "►", on: &canvas)
    line(second, arrow, row: 2, head: "◄", on: &canvas)
    label("fail", second + 1, arrow - 1, row: 2, on: &canvas)
    back(from: columns[2] + 6, to: 4, on: &canvas)
  }

  private static func box(
    _ name: String, _ role: Role, isLive: Bool, _ column: Int, _ width: Int, on canvas: inout Canvas
  ) {
    let look = isLive ? role : Role.muted
    let (corners, across, down) = isLive ? ("╔╗╚╝", "═", "║") : ("┌┐└┘", "─", "│")
    let corner = Array(corners).map(String.init)
    let bar = String(repeating: across, count: width - 2)
    canvas.write(corner[0] + bar + corner[1], column: column, row: 0, role: look)
    canvas.write(
      down + (isLive ? "●" + name.uppercased() : " " + name) + down, column: column, row: 1, role: look,
      emphasis: isLive ? .bold : [])
    canvas.write(corner[2] + bar + corner[3], column: column, row: 2, role: look)
  }

  private static func label(_ text: String, _ column: Int, _ width: Int, row: Int, on canvas: inout Canvas) {
    canvas.write(Span(text, .muted), column: column, row: row, width: width, alignment: .leading)
  }

  /// An arrow to the right, or to the left when its head is `◄`.
  private static func line(_ column: Int, _ width: Int, row: Int, head: String, on canvas: inout Canvas) {
    let shaft = String(repeating: "─", count: max(0, width - 1))
    canvas.write(head == "◄" ? head + shaft : shaft + head, column: column, row: row, role: .muted)
  }

  /// The way back under the boxes.
  private static func back(from: Int, to: Int, on canvas: inout Canvas) {
    let length = max(0, from - to - 1)
    let words = " probes pass "
    canvas.write("▲" + String(repeating: "─", count: length) + "┘", column: to, row: 3, role: .muted)
    if length > words.columns + 2 {
      canvas.write(words, column: to + 1 + (length - words.columns) / 2, row: 3, role: .muted)
    }
  }
}
