import Engine
import FirstEdition
import Grid

extension SidecarLab {
  /// What a hop costs: the service and the network, and what proxies or libraries add.
  static let latencyPanel = Panel<SidecarLab>(
    "Per hop", topics: [Topic.latency], knobs: ["proxy", "network", "work", "hops", "mode"],
    actions: [.request, .bottomSlow, .bottomDown], minimumWidth: 34, minimumHeight: 3,
    status: { view in "+\(Figure.seconds(view.meters[latency: .hopAdded].mean.seconds)) a hop" },
    draw: { view, canvas in
      let added = recent(view, .hopAdded), hop = recent(view, .hopLatency)
      let bare = max(0, hop - added)
      canvas.inside(Rectangle(column: 0, row: 0, width: canvas.width, height: 2)) {
        Gauge(
          "hop",
          segments: [
            .init(bare * 1000, "bare", role: .series1), .init(added * 1000, "added", role: .series4),
          ],
          of: max(hop * 1250, 0.001), reading: Span(Figure.seconds(hop)), labelWidth: 4, readingWidth: 8
        ).draw(on: &$0)
      }
      let latency = view.meters[latency: .requestLatency]
      let hops = view.knobs.hops
      let total = Figure.seconds(added * Double(hops))
      canvas.write(
        Span(
          "\(hops) hops +\(total)  p99 \(Figure.seconds(latency.percentile(99).seconds))"
            + (canvas.width >= 50 ? "  p50 \(Figure.seconds(latency.percentile(50).seconds))" : "")),
        column: 0, row: 2,
        width: canvas.width)
      let calls = view.meters[count: .calls], retries = view.meters[count: .retries]
      canvas.write(
        Span(
          (canvas.width >= 50 ? "calls \(Figure.count(Double(calls)))  " : "")
            + "again \(Figure.count(Double(retries)))"
            + "  late \(Figure.count(Double(view.meters[count: .timeouts])))"
            + "  refused \(Figure.count(Double(view.meters[count: .breakerRefused])))", .muted), column: 0,
        row: 3,
        width: canvas.width)
      guard canvas.height >= 8 else { return }
      canvas.inside(Rectangle(column: 0, row: 4, width: canvas.width, height: canvas.height - 4)) {
        let most = AreaChart.samples(forWidth: $0.width, level: .block)
        AreaChart(
          [
            .init(
              "request", view.levels(.requestLatency, most: most, every: 5).map { $0 * 1000 }, role: .series1)
          ], sampleCount: view.context.history.count / 5, format: { Figure.milliseconds($0) }
        ).draw(on: &$0)
      }
    })

  /// The mean of the last seconds, of those samples in which there was something.
  private static func recent(_ view: LabView<SidecarLab>, _ meter: Meter) -> Double {
    let levels = view.levels(meter, most: 50).filter { $0 > 0 }
    return levels.isEmpty ? 0 : levels.reduce(0, +) / Double(levels.count)
  }
}
