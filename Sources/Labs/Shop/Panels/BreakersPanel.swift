import Engine
import FirstEdition
import Grid
import Patterns

extension Shop {
  /// A row per breaker: state, window cell by cell, rate, time until half-open.
  static let breakersPanel = Panel<Shop>(
    "Circuit breakers", topics: [Topic.breakers],
    knobs: [
      "breakers", "breaker.window", "breaker.minimum", "breaker.failure", "breaker.slow", "breaker.wait",
      "breaker.permits", "sidecars", "retries", "call.timeout", "proxy", "mtls", "cert.ttl",
    ],
    actions: [
      .paymentDown, .paymentSlow, .inventoryDown, .shippingDown, .certificateExpires, .sidecarDies,
      .controlPlaneDown,
    ], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      if let status = meshStatus(view) { return status }
      guard view.model.hasBreakers else { return "off" }
      let open = Service.allCases.filter { view.model.breakers[$0].state != .closed }.count
      return open == 0 ? "all closed" : "\(open) not closed"
    },
    draw: { view, canvas in
      let isTall = canvas.height >= 9
      for service in Service.allCases {
        let row = service.index * (isTall ? 2 : 1)
        canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: isTall ? 2 : 1)) {
          breaker(view, service, on: &$0)
        }
      }
      let line = Service.allCases.count * (isTall ? 2 : 1)
      canvas.inside(Rectangle(column: 0, row: line, width: canvas.width, height: 1)) {
        meshLine(view, on: &$0)
      }
      let below = line + 1
      canvas.inside(Rectangle(column: 0, row: below, width: canvas.width, height: canvas.height - below)) {
        pools(view, on: &$0)
      }
    })

  private static func breaker(_ view: LabView<Shop>, _ service: Service, on canvas: inout Canvas) {
    let breaker = view.model.breakers[service]
    let (word, role) = look(breaker.state)
    let isDown = view.model.faults.isDown(service)
    canvas.write(isDown ? "✗" : " ", column: 0, row: 0, role: .bad, emphasis: .bold)
    canvas.write(
      Span(service == .notification ? "notify" : service.description, isDown ? .bad : .text), column: 1,
      row: 0, width: 9)
    canvas.write(Span(word, role, .bold), column: 11, row: 0, width: 11)
    // Open: what counts is when it will probe; otherwise how near it is to opening.
    canvas.write(Span(reading(breaker, view.now), role), column: 22, row: 0, width: 6, alignment: .trailing)
    let sidecar = sidecarLook(view, service)
    // Side by side where there is room; elsewhere the sidecar is shown when something is wrong with it.
    let isBeside = canvas.width >= 60
    if isBeside || sidecar.isWrong { canvas.write(sidecar.word, column: 29, row: 0, width: 11) }
    let cells = isBeside ? 40 : 29
    if isBeside || !sidecar.isWrong {
      canvas.inside(Rectangle(column: cells, row: 0, width: canvas.width - cells, height: 1)) {
        window(breaker, on: &$0)
      }
    }
    guard canvas.height > 1 else { return }
    let opened = view.meters[count: Meter.opened(service)]
    let slow = breaker.slowCallRate.map { Figure.percent($0 / 100) } ?? Figure.none
    canvas.write(
      Span(
        "opened \(opened) times, refused \(Figure.count(breaker.totalNotPermittedCalls)), slow \(slow)",
        .muted),
      column: 1, row: 1, width: canvas.width - 1)
  }

  private static func look(_ state: CircuitBreaker.State) -> (word: String, role: Role) {
    switch state {
    case .closed: ("─ closed", .good)
    case .open: ("╱ OPEN", .bad)
    case .halfOpen: ("┄ half-open", .warning)
    case .forcedOpen: ("╱ forced", .bad)
    case .disabled, .metricsOnly: ("─ disabled", .muted)
    }
  }

  private static func reading(_ breaker: CircuitBreaker, _ now: Instant) -> String {
    if let wait = breaker.timeUntilHalfOpen(at: now.duration) {
      return Figure.fixed(Interval(wait).seconds, decimals: 1) + " s"
    }
    return breaker.failureRate.map { "\(Int($0.rounded()))%" } ?? Figure.none
  }

  /// The newest outcomes, newest at the right.
  private static func window(_ breaker: CircuitBreaker, on canvas: inout Canvas) {
    let cells = breaker.window.cells.suffix(canvas.width)
    for (column, cell) in cells.enumerated() {
      let (glyph, role): (Unicode.Scalar, Role) =
        cell.failures > 0 ? ("×", .bad) : cell.slow > 0 ? ("○", .warning) : ("·", .good)
      canvas.put(Cell(glyph, role, cell.failures > 0 ? .bold : []), column: column, row: 0)
    }
  }

  private static func pools(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let pools = view.model.pools
    if canvas.height == 1 && view.knobs.hasBulkheads { return poolFigures(pools, on: &canvas) }
    let gauges: [(String, Bulkhead)] =
      view.knobs.hasBulkheads
      ? [("payment", pools.payment), ("orders", pools[.orders]), ("analytics", pools[.analytics])]
      : [("shared", pools[.shared])]
    for (row, (name, pool)) in gauges.enumerated() {
      canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) {
        let isFull = pool.inUse >= pool.maxConcurrent
        Gauge(
          "pool \(name)", value: Double(pool.inUse), of: Double(pool.maxConcurrent),
          role: isFull ? .bad : .series3,
          reading: Span("\(pool.inUse) of \(pool.maxConcurrent)", isFull ? .bad : .text), labelWidth: 14,
          readingWidth: 9
        ).draw(on: &$0)
      }
    }
  }

  /// All three pools in one line, for where there is room for one only.
  private static func poolFigures(_ pools: Pools, on canvas: inout Canvas) {
    let figures = [("pools pay ", pools.payment), ("orders ", pools[.orders]), ("an. ", pools[.analytics])]
    var column = 0
    for (name, pool) in figures {
      let isFull = pool.inUse >= pool.maxConcurrent
      column = canvas.write(name, column: column, row: 0, role: .muted)
      let text = "\(isFull ? "✗" : "")\(pool.inUse)/\(pool.maxConcurrent)"
      column = canvas.write(text, column: column, row: 0, role: isFull ? .bad : .text) + 1
    }
  }
}
