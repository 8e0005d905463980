import Grid

/// The whole of a lab as a flow: its components as boxes, and what flows between them.
public struct FlowMap<L: Lab>: Sendable {
  /// A component.
  public struct Box: Sendable {
    let name: String, panel: String, faults: [L.Action]
    let isBroken: @Sendable (View<L>) -> Bool, isBusy: @Sendable (View<L>) -> Bool
    let figure: @Sendable (View<L>) -> Span

    /// A component that a panel shows closer, by its title. While one of its faults is injected, or `isBroken` says so, it
    /// is marked as broken; while `isBusy` does, as at its limits. Its figure is a few words.
    public static func box(
      _ name: String, panel: String, faults: [L.Action] = [],
      isBroken: @escaping @Sendable (View<L>) -> Bool = { _ in false },
      isBusy: @escaping @Sendable (View<L>) -> Bool = { _ in false },
      _ figure: @escaping @Sendable (View<L>) -> Span
    ) -> Box {
      Box(name: name, panel: panel, faults: faults, isBroken: isBroken, isBusy: isBusy, figure: figure)
    }

    /// The same with a rate as its figure.
    public static func box(
      _ name: String, panel: String, faults: [L.Action] = [], rate readings: Readings<L>, _ words: String
    ) -> Box {
      box(name, panel: panel, faults: faults) { view in
        Span("\(view.rate(readings).map { Figure.rate($0) } ?? Figure.none) \(words)")
      }
    }

    fileprivate func state(_ view: View<L>) -> Topology.State {
      let isHit = faults.contains { fault in view.context.isOn(fault) }
      return isHit || isBroken(view) ? .broken : isBusy(view) ? .busy : .healthy
    }
  }

  /// What flows from one component to another.
  public struct Arrow: Sendable {
    let from: String, to: String, readings: Readings<L>?, isBad: Bool

    /// What a counter counts, a second; where that is bad, such as what is lost, it is marked as soon as there is any.
    public static func arrow(_ from: String, _ to: String, _ readings: Readings<L>, isBad: Bool = false) -> Arrow {
      Arrow(from: from, to: to, readings: readings, isBad: isBad)
    }

    /// A way that no meter of its own counts.
    public static func arrow(_ from: String, _ to: String) -> Arrow {
      Arrow(from: from, to: to, readings: nil, isBad: false)
    }

    fileprivate func wire(_ from: Int, _ to: Int, isCut: Bool, _ view: View<L>) -> Topology.Wire {
      guard let readings else { return Topology.Wire(from: from, to: to, flow: isCut ? .cut : .flowing) }
      let rate = view.rate(readings) ?? 0, flows = rate > 0
      let role: Role = isBad && flows ? .bad : isCut && !flows ? .bad : .muted
      return Topology.Wire(
        from: from, to: to, Figure.rate(rate), role: role, flow: flows ? .flowing : isCut ? .cut : .idle)
    }
  }

  /// The names of the components, and the panel of each.
  let boxes: [(name: String, panel: String)]
  /// The meters behind the arrows.
  let flows: [Readings<L>]
  let topology: @Sendable (View<L>) -> Topology

  /// A flow of components and arrows between them, by their names.
  public init(_ boxes: [Box], _ arrows: [Arrow]) {
    let places = Dictionary(uniqueKeysWithValues: boxes.enumerated().map { ($1.name, $0) })
    self.boxes = boxes.map { ($0.name, $0.panel) }
    flows = arrows.compactMap(\.readings)
    topology = { view in
      let states = boxes.map { $0.state(view) }
      return Topology(
        zip(boxes, states).map { Topology.Node($0.name, $1, lines: [$0.figure(view)]) },
        wires: arrows.map { arrow in
          let from = places[arrow.from]!, to = places[arrow.to]!
          return arrow.wire(from, to, isCut: states[to] == .broken, view)
        })
    }
  }

  /// A picture that a lab draws itself: all its boxes lead to one panel.
  public init(_ names: [String], panel: String, topology: @escaping @Sendable (View<L>) -> Topology) {
    (boxes, flows, self.topology) = (names.map { ($0, panel) }, [], topology)
  }
}
