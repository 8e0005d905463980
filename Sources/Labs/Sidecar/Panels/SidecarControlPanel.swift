import Engine
import FirstEdition
import Grid

extension SidecarLab {
  /// What depends on the control plane, and how that stands.
  static let controlPanel = Panel<SidecarLab>(
    "Control plane", topics: [Topic.control], knobs: ["cert.ttl", "churn", "mtls", "retries"],
    actions: [.controlPlaneDown, .certificateExpires, .newInstance], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      guard view.knobs.mode == .sidecars else { return "not used" }
      guard !view.model.isControlPlaneUp else { return "up" }
      return "✗ down \(Int((view.now - view.model.signs.downSince).seconds)) s"
    },
    draw: { view, canvas in
      for (row, (name, text, role)) in lines(view).enumerated() {
        canvas.write(Span(name, .muted), column: 0, row: row, width: 14)
        canvas.write(Span(text, role), column: 14, row: row, width: canvas.width - 14)
      }
      guard canvas.height >= 9 else { return }
      canvas.inside(Rectangle(column: 0, row: 5, width: canvas.width, height: canvas.height - 5)) {
        let most = AreaChart.samples(forWidth: $0.width, level: .block)
        AreaChart(
          [
            .init("ok/s", view.rates(.succeeded, most: most, every: 10), role: .series3),
            .init("failed/s", view.rates(.failed, most: most, every: 10), role: .bad),
          ], arrangement: .stacked, sampleCount: view.context.history.count / 10
        ).draw(on: &$0)
      }
    })

  private static func lines(_ view: LabView<SidecarLab>) -> [(String, String, Role)] {
    let lab = view.model
    guard view.knobs.mode == .sidecars else {
      return [
        ("calls", "go as the code says", .text),
        ("settings", view.knobs.mode == .libraries ? "in every service's code" : "there are none", .text),
        ("new instances", "bring their own code", .text),
        ("certificates", lab.usesCertificates ? "each team renews its own" : "none: plaintext", .warning),
      ]
    }
    let isUp = lab.isControlPlaneUp
    let ok = view.rate(.succeeded, overSeconds: 5), bad = view.rate(.failed, overSeconds: 5)
    let share = ok + bad == 0 ? "" : ", \(Figure.percent(ok / (ok + bad))) ok"
    let waiting = lab.instances.filter(\.isWaiting).count
    let behind = lab.proxiesBehind
    return [
      ("calls", (isUp ? "go on" : "still go on") + share, ok >= bad ? .good : .bad),
      (
        "configuration",
        behind > 0
          ? "✗ \(behind) keep an old one"
          : isUp ? "all have number \(lab.version)" : "the last, \(lab.version), is kept",
        behind > 0 ? .bad : .good
      ),
      (
        "new instances",
        waiting > 0 ? "✗ \(waiting) wait for theirs" : isUp ? "get what they need" : "would get none",
        waiting > 0 ? .bad : isUp ? .good : .warning
      ),
      ("certificates", certificates(lab, view.now), certificateRole(lab, view.now)),
    ]
  }

  private static func certificates(_ lab: SidecarLab, _ now: Instant) -> String {
    guard lab.usesCertificates, let end = lab.firstEnd else { return "none" }
    guard end > now else { return "✗ have run out" }
    let left = Int((end - now).seconds.rounded(.up))
    return lab.isControlPlaneUp ? "renewed, \(left) s left" : "not renewed, \(left) s left"
  }

  private static func certificateRole(_ lab: SidecarLab, _ now: Instant) -> Role {
    guard let end = lab.firstEnd, lab.usesCertificates else { return .muted }
    return end <= now ? .bad : lab.isControlPlaneUp ? .good : .warning
  }
}
