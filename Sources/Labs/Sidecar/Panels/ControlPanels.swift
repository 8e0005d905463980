import Engine
import Grid
import LabKit

extension SidecarLab {
  /// What depends on the control plane, and how that stands.
  static var controlPanel: Panel<Self> {
    Panel(
      "Control plane",
      reading: """
        What depends on the control plane: configuration, new instances, certificates. Calls do not: sidecars go on \
        with what they know. What its loss costs comes later, when certificates run out and new instances wait.
        """, topics: [Topic.control], knobs: ["cert.ttl", "churn", "mtls", "retries"],
      actions: [.controlPlaneDown, .certificateExpires, .newInstance], minimumWidth: 34, minimumHeight: 4,
      [
        .drawn(rows: 4, most: 4) { view, canvas in
          let names = ["calls", "configuration", "new instances", "certificates"]
          for (row, (name, text)) in zip(names, standing(view)).enumerated() {
            canvas.write(Span(name, .muted), column: 0, row: row, width: 14)
            canvas.write(text, column: 14, row: row, width: canvas.width - 14)
          }
        }.priority(3),
        .chart([Curve("ok", .all(.succeeded), .good), Curve("failed", .all(.failed), .bad)]).least(rows: 4),
      ],
      status: { view in
        guard view.knobs.mode == .sidecars else { return "not used" }
        let seconds = Int((view.now - view.lab.downSince).seconds)
        return view.context.isOn(.controlPlaneDown) ? "✗ down \(seconds) s" : "up"
      })
  }

  /// How calls, configuration, new instances and certificates stand.
  private static func standing(_ view: View<Self>) -> [Span] {
    let knobs = view.knobs, lab = view.lab, isUp = !view.context.isOn(.controlPlaneDown)
    guard knobs.mode == .sidecars else {
      let settings = knobs.mode == .libraries ? "in every service's code" : "there are none"
      let certificates = lab.usesCertificates(knobs) ? "each team renews its own" : "none: plaintext"
      return [Span("handled in code"), Span(settings), Span("bring it along"), Span(certificates, .warning)]
    }
    let share = share(view), waiting = lab.instances.count(where: \.isWaiting), behind = lab.proxiesBehind
    let percent = share.map { ", \(Figure.percent($0)) ok" } ?? ""
    let known = isUp ? "all have version \(lab.version)" : "the last, \(lab.version), is kept"
    let fresh = isUp ? Span("get what they need", .good) : Span("would get nothing", .warning)
    return [
      Span((isUp ? "go on" : "still go on") + percent, (share ?? 1) >= 0.5 ? .good : .bad),
      behind > 0 ? Span("✗ \(behind) keep an old one", .bad) : Span(known, .good),
      waiting > 0 ? Span("✗ \(waiting) wait for it", .bad) : fresh, certificates(view, isUp: isUp),
    ]
  }

  private static func certificates(_ view: View<Self>, isUp: Bool) -> Span {
    guard view.lab.usesCertificates(view.knobs), let end = view.lab.firstEnd(of: view.knobs.chain) else {
      return Span("none", .muted)
    }
    guard end > view.now else { return Span("✗ have run out", .bad) }
    let left = Int((end - view.now).seconds.rounded(.up))
    return Span("\(isUp ? "renewed" : "not renewed"), \(left) s left", isUp ? .good : .warning)
  }

  /// What a hop costs: the service and the network, and what proxies or libraries add.
  static var latencyPanel: Panel<Self> {
    Panel(
      "Per hop",
      reading: """
        What one call takes, and what of it proxies or libraries add: that is what a sidecar costs, times the hops \
        of a request. What it buys stands in Coverage: the same for every language, written once.
        """, topics: [Topic.latency], knobs: ["proxy", "network", "work", "hops", "mode"],
      actions: [.request, .bottomSlow, .bottomDown], minimumWidth: 34, minimumHeight: 3,
      [
        .drawn(rows: 1, most: 2) { view, canvas in
          let added = recent(view, .hopAdded), hop = recent(view, .hopLatency)
          // In milliseconds, so that the bar's own figures have a unit to be read in.
          let bare = Gauge.Segment(max(0, hop - added) * 1000, "ms bare", role: .series1)
          Gauge(
            "hop", segments: hop > 0 ? [bare, .init(added * 1000, "ms added", role: .series4)] : [],
            of: max(hop * 1250, 1e-3),
            reading: Span(Figure.seconds(hop > 0 ? hop : .nan)), labelWidth: 4, readingWidth: 8
          ).draw(on: &canvas)
        }.priority(4),
        .figures { view in
          let mean = view.recentMean(.all(.hopAdded), overSeconds: 5)
          let added = mean.map { "+" + Figure.seconds($0 * Double(view.knobs.hops)) } ?? Figure.none
          let times = [99.0, 50].map { percent in
            let time = view.percentile(percent, .all(.requestLatency))?.seconds ?? .nan
            return (name: "p\(Int(percent))", figure: Span(Figure.seconds(time)))
          }
          return [("\(view.knobs.hops) hops", Span(added))] + times
        }.priority(3),
        .totals { view in
          let counts = [
            ("retries", Meter.retries), ("timeouts", .timeouts), ("refused", .breakerRefused), ("calls", .calls),
          ]
          return counts.map { ($0, Span(Figure.count(view.total(.all($1))), .muted)) }
        }.priority(2).showing(.retries, .timeouts, .breakerRefused, .calls),
        .chart([Curve("request", .all(.requestLatency), .series1)], format: { Figure.seconds($0) }).least(rows: 4),
      ],
      status: { "+\(Figure.seconds($0.mean(.all(.hopAdded))?.seconds ?? .nan)) a hop" })
  }

  /// The mean of the last five seconds; 0 when there is none.
  private static func recent(_ view: View<Self>, _ meter: Meter) -> Double {
    view.recentMean(.all(meter), overSeconds: 5) ?? 0
  }
}
