import Engine
import Grid
import LabKit
import Patterns

extension Shop {
  /// A row per breaker: state, window cell by cell, rate, time until half-open; then the sidecars, and the pools.
  static let breakersPanel = Panel<Shop>(
    "Circuit breakers",
    reading: """
      A row a service: its breaker's state, how much of its window was bad or how long until it probes, and the \
      newest calls. An open breaker refuses at once, so that callers do not hang; a full pool stops only those that \
      share it.
      """, topics: [Topic.breakers],
    knobs: [
      "breakers", "breaker.window", "breaker.minimum", "breaker.failure", "breaker.slow", "breaker.wait",
      "breaker.permits", "sidecars", "retries", "call.timeout", "proxy", "mtls", "cert.ttl",
    ],
    actions: [
      .paymentDown, .paymentSlow, .inventoryDown, .shippingDown, .certificateExpires, .sidecarDies,
      .controlPlaneDown, .notificationDown,
    ],
    labs: [
      "circuit-breaker": [
        .paymentDown: "dependency.down", .paymentSlow: "dependency.slow", .inventoryDown: "dependency.down",
        .shippingDown: "dependency.down", .notificationDown: "dependency.down",
      ],
      "sidecar": [
        .certificateExpires: "certificate.expires", .sidecarDies: "sidecar.dies", .controlPlaneDown: "control.down",
      ],
      "bulkhead": [.paymentSlow: "vendor.slow", .paymentDown: "vendor.dead"],
    ], minimumWidth: 34,
    [
      .drawn(rows: 4, most: 12) { view, canvas in
        // Two rows a breaker where there is room for all of them.
        let rows = canvas.height >= 9 ? 2 : 1
        let line = rows * Service.allCases.count
        let width = canvas.width
        for service in Service.allCases {
          canvas.inside(Rectangle(column: 0, row: rows * service.rawValue, width: width, height: rows)) {
            breaker(view, service, on: &$0)
          }
        }
        canvas.inside(Rectangle(column: 0, row: line, width: width, height: 1)) { $0.write(figures: meshFigures(view)) }
        let below = Rectangle(column: 0, row: line + 1, width: width, height: canvas.height - line - 1)
        canvas.inside(below) { pools(view, on: &$0) }
      }.priority(2),
      .chart([
        Curve("refused by a breaker", .all(.callsRefused), .warning), Curve("failed", .all(.callsFailed), .bad),
      ]).least(rows: 5).priority(0),
    ],
    status: { view in
      if let status = meshStatus(view) { return status }
      guard view.knobs.hasSidecars && view.lab.mesh.config.hasBreakers else { return "off" }
      let open = Service.allCases.filter { view.lab.breakers[$0].state != .closed }.count
      return open == 0 ? "all closed" : "\(open) not closed"
    })

  private static func breaker(_ view: View<Shop>, _ service: Service, on canvas: inout Canvas) {
    let breaker = view.lab.breakers[service]
    let (word, role) = look(breaker.state)
    let isDown = view.lab.services[service].isDead
    canvas.write(isDown ? "✗" : " ", column: 0, row: 0, role: .bad, emphasis: .bold)
    canvas.write(
      Span(service == .notification ? "notify" : service.name, isDown ? .bad : .text), column: 1, row: 0, width: 9)
    canvas.write(Span(word, role, .bold), column: 11, row: 0, width: 11)
    // Open: what counts is when it will probe; otherwise how near it is to opening.
    canvas.write(Span(reading(breaker, view.now), role), column: 22, row: 0, width: 6, alignment: .trailing)
    let sidecar = sidecarLook(view, service)
    // Side by side where there is room; elsewhere the sidecar is shown when something is wrong with it.
    let isWide = canvas.width >= 60
    let cells = isWide ? 40 : 29
    if isWide || sidecar.isWrong { canvas.write(sidecar.word, column: 29, row: 0, width: 11) }
    if isWide || !sidecar.isWrong {
      // The newest outcomes, the newest at the right; of half-open the probes.
      let known =
        breaker.state == .halfOpen
        ? breaker.probeCells(of: view.knobs.breakerPermits)
        : Array(breaker.windowCells.prefix(breaker.window.cells.count))
      let held = known.suffix(max(0, canvas.width - cells))
      for (column, cell) in held.enumerated() { canvas.put(cell, column: cells + column, row: 0) }
    }
    guard canvas.height > 1 else { return }
    let times = view.total(.of(.opened, service)), refused = Figure.count(breaker.totalNotPermittedCalls)
    let slow = breaker.slowCallRate.map { Figure.percent($0 / 100) } ?? Figure.none
    canvas.write(
      Span("in all: opened \(times.of("time")), refused \(refused); lately slow \(slow)", .muted),
      column: 1, row: 1, width: canvas.width - 1)
  }

  private static func look(_ state: CircuitBreaker.State) -> (word: String, role: Role) {
    switch state {
    case .closed: ("─ closed", .good)
    case .open, .forcedOpen: ("╱ OPEN", .bad)
    case .halfOpen: ("┄ half-open", .warning)
    case .disabled, .metricsOnly: ("─ disabled", .muted)
    }
  }

  private static func reading(_ breaker: CircuitBreaker, _ now: Instant) -> String {
    if let wait = breaker.timeUntilHalfOpen(at: now.duration) {
      return Figure.fixed(Interval(wait).seconds, decimals: 1) + " s"
    }
    return breaker.failureRate.map { "\(Int($0.rounded())) %" } ?? Figure.none
  }

  private static func pools(_ view: View<Shop>, on canvas: inout Canvas) {
    let shown: [(name: String, short: String, pool: PoolName)] =
      view.knobs.hasBulkheads
      ? [("payment", "pools pay", .payment), ("orders", "orders", .orders), ("analytics", "an.", .analytics)]
      : [("shared", "pools shared", .shared)]
    // All of them in one line, where there is room for one only.
    guard canvas.height > 1 else {
      return canvas.write(
        figures: shown.map {
          let pool = view.lab.pools[$0.pool]
          return ($0.short, Span("\(pool.isFull ? "✗" : "")\(pool.busy)/\(pool.size)", pool.isFull ? .bad : .text))
        }, gap: 1)
    }
    for (row, (name, _, id)) in shown.enumerated() {
      let pool = view.lab.pools[id], isFull = pool.isFull
      canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) {
        Gauge(
          "pool \(name)", value: Double(pool.busy), of: Double(pool.size), role: isFull ? .bad : .series3,
          reading: Span("\(pool.busy) of \(pool.size)", isFull ? .bad : .text), labelWidth: 14, readingWidth: 9
        ).draw(on: &$0)
      }
    }
  }

  private static func sidecarLook(_ view: View<Shop>, _ service: Service) -> (word: Span, isWrong: Bool) {
    let mesh = view.lab.mesh
    guard view.knobs.hasSidecars else { return (Span("– bare", .muted), false) }
    if !mesh.proxies[service.rawValue].isUp { return (Span("✗ cut off", .bad, .bold), true) }
    guard mesh.config.hasMTLS else { return (Span("○ plain", .warning), false) }
    return mesh.shakesHands(service, at: view.now)
      ? (Span("● mTLS", .good), false) : (Span("✗ expired", .bad, .bold), true)
  }

  private static func meshStatus(_ view: View<Shop>) -> String? {
    guard view.knobs.hasSidecars else { return nil }
    let wrong = Service.allCases.map { sidecarLook(view, $0) }.filter(\.isWrong)
    if wrong.count == 1 { return wrong[0].word.text }
    return wrong.isEmpty ? view.context.isOn(.controlPlaneDown) ? "✗ control down" : nil : "✗ \(wrong.count) sidecars"
  }

  private static func meshFigures(_ view: View<Shop>) -> [(name: String, figure: Span)] {
    guard view.knobs.hasSidecars else { return [("–", Span("no sidecars: calls go out bare", .warning))] }
    let isUp = !view.context.isOn(.controlPlaneDown), left = view.context.level(.certificateLeft)
    let life = view.lab.mesh.config.hasMTLS ? left > 0 ? "\(Int(left)) s" : "✗ out" : "not used"
    let certificate = ("cert", Span(life, left <= 0 ? .bad : isUp ? .text : .warning))
    let hop = ("hop", Span(view.mean(.all(.hopAdded)).map { Figure.milliseconds($0.milliseconds) } ?? Figure.none))
    let behind = view.lab.mesh.newest - view.lab.mesh.version
    return [("control", Span(isUp ? "✓ up" : "✗ DOWN", isUp ? .good : .bad))]
      + (isUp ? [hop, certificate] : [certificate, hop]) + [
        ("config", behind > 0 ? Span("✗ \(behind) behind", .bad) : Span("newest")),
        ("tried again", view.counted(.callsRetried)), ("mTLS refused", view.counted(.handshakesFailed, .bad)),
        ("cut off", view.counted(.callsCutOff, .bad)),
      ]
  }
}
