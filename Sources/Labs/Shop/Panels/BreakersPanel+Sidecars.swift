import Engine
import FirstEdition
import Grid

extension Shop {
  /// The sidecar of a service: one glyph and one word.
  static func sidecarLook(_ view: LabView<Shop>, _ service: Service) -> (word: Span, isWrong: Bool) {
    let mesh = view.model.mesh
    guard view.knobs.hasSidecars else { return (Span("– bare", .muted), false) }
    if !mesh.isUp(service) { return (Span("✗ cut off", .bad, .bold), true) }
    guard mesh.config.hasMTLS else { return (Span("○ plain", .warning), false) }
    return mesh.shakesHands(service, at: view.now)
      ? (Span("● mTLS", .good), false) : (Span("✗ expired", .bad, .bold), true)
  }

  /// What is wrong with the sidecars on the whole; nil when nothing is.
  static func meshStatus(_ view: LabView<Shop>) -> String? {
    guard view.knobs.hasSidecars else { return nil }
    let wrong = Service.allCases.filter { sidecarLook(view, $0).isWrong }
    if let first = wrong.first {
      return wrong.count == 1 ? sidecarLook(view, first).word.text : "✗ \(wrong.count) sidecars"
    }
    return view.model.isControlPlaneUp ? nil : "✗ control down"
  }

  /// The sidecars together: what they encrypt with, who tells them what to do, and what they add and do.
  static func meshLine(_ view: LabView<Shop>, on canvas: inout Canvas) {
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

  private static func meshFigures(_ view: LabView<Shop>) -> [(name: String, word: String, role: Role)] {
    let meters = view.meters
    let isUp = view.model.isControlPlaneUp
    let left = meters[gauge: .certificateLeft].last
    let certificate = (
      "cert ", view.model.mesh.config.hasMTLS ? left > 0 ? "\(Int(left)) s" : "✗ out" : "not used",
      left > 0 ? isUp ? Role.text : .warning : .bad
    )
    let hop = ("hop ", Figure.milliseconds(meters[latency: .hopAdded].mean.milliseconds), Role.text)
    let counts: [(String, Meter, Role)] = [
      ("tried again ", .callsRetried, .warning), ("mTLS refused ", .handshakesFailed, .bad),
      ("cut off ", .callsCutOff, .bad),
    ]
    let behind = view.model.mesh.newest - view.model.mesh.version
    return [("control ", isUp ? "✓ up" : "✗ DOWN", isUp ? .good : .bad)]
      + (isUp ? [hop, certificate] : [certificate, hop])
      + [("config ", behind > 0 ? "✗ \(behind) behind" : "newest", behind > 0 ? .bad : .text)]
      + counts.map { name, meter, role in
        let count = meters[count: meter]
        return (name, Figure.count(Double(count)), count > 0 ? role : .muted)
      }
  }
}
