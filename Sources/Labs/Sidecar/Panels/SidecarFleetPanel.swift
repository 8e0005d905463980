import Engine
import FirstEdition
import Grid
import Patterns

extension SidecarLab {
  /// The chain from top to bottom: language, instances, how the call to the next one goes.
  static let fleetPanel = Panel<SidecarLab>(
    "Fleet", topics: [Topic.fleet], knobs: ["mode", "traffic", "hops", "churn", "errors", "work"],
    actions: [
      .sidecarDies, .certificateExpires, .controlPlaneDown, .newInstance, .bottomDown, .bottomSlow, .request,
    ],
    minimumWidth: 36, minimumHeight: 5,
    status: { view in
      let ok = view.rate(.succeeded, overSeconds: 5), bad = view.rate(.failed, overSeconds: 5)
      return ok + bad == 0 ? "no requests" : "\(Figure.percent(ok / (ok + bad))) ok"
    },
    draw: { view, canvas in
      let lab = view.model
      let wide = canvas.width >= 60
      header(isWide: wide, on: &canvas)
      for service in 0...lab.knobs.hops {
        line(view, service, row: service + 1, isWide: wide, on: &canvas)
      }
      let below = lab.knobs.hops + 2
      guard canvas.height > below else { return }
      canvas.write(
        Span("● ready ○ starts ? waits ✗ no sidecar", .muted), column: 0, row: below, width: canvas.width)
      failures(lab, row: below + 1, on: &canvas)
    })

  private static func header(isWide: Bool, on canvas: inout Canvas) {
    canvas.write("service  in", column: 0, row: 0, role: .muted)
    canvas.write(isWide ? "instances" : "inst", column: 16, row: 0, role: .muted)
    canvas.write(isWide ? "certificate" : "cert", column: isWide ? 26 : 21, row: 0, role: .muted)
    canvas.write("to the next", column: isWide ? 39 : 27, row: 0, role: .muted)
  }

  private static func line(
    _ view: LabView<SidecarLab>, _ service: Int, row: Int, isWide: Bool, on canvas: inout Canvas
  ) {
    let lab = view.model
    let isBottom = service == lab.knobs.hops
    let isBroken = isBottom && (lab[.bottomDown] != nil || lab[.bottomSlow] != nil)
    canvas.write(
      Span(serviceNames[service], isBroken ? .bad : .text, .bold), column: 0, row: row, width: 8)
    canvas.write(Span(languageNames[lab.language(service)], .muted), column: 9, row: row, width: 6)
    for (offset, index) in instances(of: service).enumerated() {
      canvas.put(instanceCell(lab, index), column: 16 + 2 * offset, row: row)
    }
    let (text, role) = certificate(lab, service, view.now)
    canvas.write(Span(text, role), column: isWide ? 26 : 21, row: row, width: isWide ? 12 : 5)
    let column = isWide ? 39 : 27
    guard !isBottom else {
      let word = lab[.bottomDown] != nil ? "✗ down" : lab[.bottomSlow] != nil ? "… slow" : "bottom"
      canvas.write(
        Span(word, isBroken ? .bad : .muted), column: column, row: row, width: canvas.width - column)
      return
    }
    edge(lab, service, column: column, row: row, on: &canvas)
  }

  private static func instanceCell(_ lab: SidecarLab, _ index: Int) -> Cell {
    let instance = lab.instances[index]
    if lab.knobs.mode == .sidecars && instance.isProxyDead { return Cell("✗", .bad, .bold) }
    if instance.isWaiting { return Cell("?", .bad, .bold) }
    return instance.isReady ? Cell("●", .good) : Cell("○", .warning)
  }

  private static func certificate(_ lab: SidecarLab, _ service: Int, _ now: Instant) -> (String, Role) {
    guard lab.usesCertificates else { return ("none", .muted) }
    let ends = instances(of: service).filter { lab.instances[$0].isReady }.compactMap {
      lab.instances[$0].certificateEnds
    }
    guard let first = ends.min() else { return ("none", .bad) }
    guard first > now else { return ("✗ out", .bad) }
    let left = Int((first - now).seconds.rounded(.up))
    return ("\(left) s", Double(left) < lab.knobs.certificateSeconds * 0.4 ? .warning : .good)
  }

  private static func edge(_ lab: SidecarLab, _ service: Int, column: Int, row: Int, on canvas: inout Canvas)
  {
    let instance =
      instances(of: service).first { lab.instances[$0].isReady } ?? instances(of: service).lowerBound
    let features = lab.features(from: instance, toService: service + 1)
    let lock: (String, Role) = features.hasMTLS ? ("mTLS", .good) : ("plain", .bad)
    var next = canvas.write(lock.0, column: column, row: row, role: lock.1) + 1
    if features.hasBreaker {
      let state = lab.breakers[service].state
      let (word, role): (String, Role) =
        state == .closed ? ("─", .good) : state == .halfOpen ? ("┄half", .warning) : ("╱OPEN", .bad)
      next = canvas.write(word, column: next, row: row, role: role) + 1
    }
    let tries = "×\(features.retries + 1)"
    if features.retries > 0, next + tries.columns <= canvas.width {
      next = canvas.write(tries, column: next, row: row) + 1
    }
    guard canvas.width - next >= 8, features.timeoutMilliseconds > 0 else { return }
    canvas.write("\(Int(features.timeoutMilliseconds)) ms", column: next, row: row, role: .muted)
  }

  private static func failures(_ lab: SidecarLab, row: Int, on canvas: inout Canvas) {
    var column = canvas.write("failed ", column: 0, row: row, role: .muted)
    if lab.requests.failed == 0 { canvas.write("none so far", column: column, row: row, role: .good) }
    for failure in Failure.allCases where lab.requests.failures[failure.rawValue] > 0 {
      let text = "\(failure.word) \(Figure.count(lab.requests.failures[failure.rawValue]))  "
      guard column + text.columns <= canvas.width else { return }
      column = canvas.write(text, column: column, row: row, role: .warning)
    }
  }
}
