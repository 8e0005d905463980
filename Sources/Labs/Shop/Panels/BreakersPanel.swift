import Engine
import Grid
import LabKit
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
    ], minimumWidth: 34,
    [
      .drawn(rows: 4, most: 8) { view, canvas in
        let rows = canvas.height / Service.allCases.count
        for service in Service.allCases {
          canvas.inside(
            Rectangle(column: 0, row: service.rawValue * rows, width: canvas.width, height: max(1, rows))
          ) { breaker(view, service, on: &$0) }
        }
      }.priority(3),
      .drawn(rows: 1, most: 1) { meshLine($0, on: &$1) }.priority(2),
      .drawn(rows: 1, most: 3) { pools($0, on: &$1) },
    ],
    status: { view in
      if let status = meshStatus(view) { return status }
      guard view.knobs.hasSidecars && view.lab.mesh.config.hasBreaker else { return "off" }
      let open = Service.allCases.filter { view.lab.breakers[$0].state != .closed }.count
      return open == 0 ? "all closed" : "\(open) not closed"
    })

  private static func breaker(_ view: View<Shop>, _ service: Service, on canvas: inout Canvas) {
    let breaker = view.lab.breakers[service]
    let (word, role) = look(breaker.state)
    let isDown = view.context.isDown(service)
    canvas.write(isDown ? "✗" : " ", column: 0, row: 0, role: .bad, emphasis: .bold)
    canvas.write(
      Span(service == .notification ? "notify" : service.name, isDown ? .bad : .text), column: 1,
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
    let opened = view.total(.of(.opened, service))
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

  private static func pools(_ view: View<Shop>, on canvas: inout Canvas) {
    let shown: [(name: String, short: String, pool: Pool)] =
      view.knobs.hasBulkheads
      ? [("payment", "pay", .payment), ("orders", "orders", .orders), ("analytics", "an.", .analytics)]
      : [("shared", "shared", .shared)]
    var column = canvas.height == 1 ? canvas.write("pools ", column: 0, row: 0, role: .muted) : 0
    for (row, (name, short, id)) in shown.enumerated() {
      let pool = view.lab.pools[id], isFull = pool.inUse >= pool.maxConcurrent
      // All of them in one line, where there is room for one only.
      guard canvas.height > 1 else {
        column = canvas.write("\(short) ", column: column, row: 0, role: .muted)
        let text = "\(isFull ? "✗" : "")\(pool.inUse)/\(pool.maxConcurrent)"
        column = canvas.write(text, column: column, row: 0, role: isFull ? .bad : .text) + 1
        continue
      }
      canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) {
        Gauge(
          "pool \(name)", value: Double(pool.inUse), of: Double(pool.maxConcurrent),
          role: isFull ? .bad : .series3,
          reading: Span("\(pool.inUse) of \(pool.maxConcurrent)", isFull ? .bad : .text), labelWidth: 14,
          readingWidth: 9
        ).draw(on: &$0)
      }
    }
  }

  /// The sidecar of a service: one glyph and one word.
  private static func sidecarLook(_ view: View<Shop>, _ service: Service) -> (word: Span, isWrong: Bool) {
    let mesh = view.lab.mesh
    guard view.knobs.hasSidecars else { return (Span("– bare", .muted), false) }
    if !mesh.isUp(service) { return (Span("✗ cut off", .bad, .bold), true) }
    guard mesh.config.hasMTLS else { return (Span("○ plain", .warning), false) }
    return mesh.shakesHands(service, at: view.now)
      ? (Span("● mTLS", .good), false) : (Span("✗ expired", .bad, .bold), true)
  }

  /// What is wrong with the sidecars on the whole; nil when nothing is.
  private static func meshStatus(_ view: View<Shop>) -> String? {
    guard view.knobs.hasSidecars else { return nil }
    let wrong = Service.allCases.filter { sidecarLook(view, $0).isWrong }
    if let first = wrong.first {
      return wrong.count == 1 ? sidecarLook(view, first).word.text : "✗ \(wrong.count) sidecars"
    }
    return view.context.isControlPlaneUp ? nil : "✗ control down"
  }

  /// The sidecars together: what they encrypt with, who tells them what to do, and what they add and do.
  private static func meshLine(_ view: View<Shop>, on canvas: inout Canvas) {
    guard view.knobs.hasSidecars else {
      canvas.write(Span("– no sidecars: calls go out bare", .warning), column: 0, row: 0, width: canvas.width)
      return
    }
    var column = 0
    for (name, word, role) in meshFigures(view) {
      guard column + name.columns + word.columns <= canvas.width else { return }
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(word, column: column, row: 0, role: role) + 2
    }
  }

  private static func meshFigures(_ view: View<Shop>) -> [(name: String, word: String, role: Role)] {
    let isUp = view.context.isControlPlaneUp
    let left = view.context.level(.certificateLeft)
    let certificate = (
      "cert ", view.lab.mesh.config.hasMTLS ? left > 0 ? "\(Int(left)) s" : "✗ out" : "not used",
      left > 0 ? isUp ? Role.text : .warning : .bad
    )
    let hop = (
      "hop ", view.mean(.all(.hopAdded)).map { Figure.milliseconds($0.milliseconds) } ?? Figure.none,
      Role.text
    )
    let counts: [(String, Meter, Role)] = [
      ("tried again ", .callsRetried, .warning), ("mTLS refused ", .handshakesFailed, .bad),
      ("cut off ", .callsCutOff, .bad),
    ]
    let behind = view.lab.mesh.newest - view.lab.mesh.version
    return [("control ", isUp ? "✓ up" : "✗ DOWN", isUp ? .good : .bad)]
      + (isUp ? [hop, certificate] : [certificate, hop])
      + [("config ", behind > 0 ? "✗ \(behind) behind" : "newest", behind > 0 ? .bad : .text)]
      + counts.map { name, meter, role in
        let count = view.total(.all(meter))
        return (name, Figure.count(count), count > 0 ? role : .muted)
      }
  }
}
