import Engine
import FirstEdition
import Grid

extension LoadShedding {
  /// What the servers do and what of it is still wanted: two curves that part when it collapses.
  static let goodputPanel = Panel<LoadShedding>(
    "Goodput", topics: [Topic.goodput],
    knobs: ["traffic", "policy", "capacity", "client.timeout", "retries"],
    actions: [.burst, .outage, .capacityHalves], minimumWidth: 34, minimumHeight: 5,
    status: { view in
      if view.model.faults.isOn(.outage) { return "OUTAGE" }
      if view.model.signs.hasToldStuck { return "STUCK by retries" }
      return (view.model.signs.collapse != nil ? "COLLAPSED, " : "healthy, ") + view.knobs.policy.rawValue
    },
    draw: { view, canvas in
      let isWide = canvas.width >= 60
      let most = AreaChart.samples(forWidth: canvas.width, level: .block)
      let throughput = view.rates(.throughput, most: most, every: 5)
      let goodput = goodputs(view, most: most)
      if canvas.height < 3 { return figures(view, on: &canvas) }
      AreaChart(
        [
          .init(isWide ? "throughput: done" : "done", throughput, role: .series2),
          .init(isWide ? "goodput: done in time" : "good", goodput, role: .good),
        ], rule: .init(view.model.serverRate, "max", role: .warning),
        sampleCount: view.context.history.count / 5, format: { Figure.rate($0.rounded()) }
      ).draw(on: &canvas)
    })

  static func goodputs(_ view: LabView<LoadShedding>, most: Int) -> [Double] {
    let classes = Meter.goodputs.map { view.rates($0, most: most, every: 5) }
    return classes[0].indices.map { index in classes.reduce(0) { $0 + $1[index] } }
  }

  static func goodput(_ view: LabView<LoadShedding>) -> Double {
    Meter.goodputs.reduce(0) { $0 + view.rate($1) }
  }

  private static func figures(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    var column = canvas.write("done ", column: 0, row: 0, role: .muted)
    column = canvas.write(
      Figure.rate(view.rate(.throughput).rounded()), column: column, row: 0, role: .series2)
    column = canvas.write("  good ", column: column, row: 0, role: .muted)
    canvas.write(Figure.rate(goodput(view).rounded()), column: column, row: 0, role: .good)
  }
}
