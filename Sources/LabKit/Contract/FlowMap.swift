import Grid

/// The whole of a lab as a flow: its components as boxes, and what flows between them.
public struct FlowMap<L: Lab>: Sendable {
  /// A component.
  public struct Box: Sendable {
    let name: String, panel: String, faults: [L.Action], cuts: [L.Action]
    let isBroken: @Sendable (View<L>) -> Bool, isBusy: @Sendable (View<L>) -> Bool
    let figure: @Sendable (View<L>) -> Span

    /// A component that a panel shows closer, by its title. While one of its faults is injected, or `isBroken` says so, it
    /// is marked as broken; while one of `cuts` is, nothing goes into it and out of it any more besides; while `isBusy`
    /// says so, it is marked as at its limits. Its figure is a few words.
    public static func box(
      _ name: String, panel: String, faults: [L.Action] = [], cuts: [L.Action] = [],
      isBroken: @escaping @Sendable (View<L>) -> Bool = { _ in false },
      isBusy: @escaping @Sendable (View<L>) -> Bool = { _ in false },
      _ figure: @escaping @Sendable (View<L>) -> Span
    ) -> Box {
      Box(
        name: name, panel: panel, faults: faults, cuts: cuts, isBroken: isBroken, isBusy: isBusy, figure: figure)
    }

    /// The same with a rate as its figure.
    public static func box(
      _ name: String, panel: String, faults: [L.Action] = [], cuts: [L.Action] = [], rate readings: Readings<L>,
      _ words: String
    ) -> Box {
      box(name, panel: panel, faults: faults, cuts: cuts) { view in
        Span("\(view.rate(readings).map { Figure.rate($0) } ?? Figure.none) \(words)")
      }
    }

    /// Where nothing can get: what only slows it marks it, and everything goes on.
    fileprivate func isCut(_ view: View<L>) -> Bool { cuts.contains { fault in view.context.isOn(fault) } }

    fileprivate func state(_ view: View<L>) -> Topology.State {
      let isHit = isCut(view) || faults.contains { fault in view.context.isOn(fault) }
      return isHit || isBroken(view) ? .broken : isBusy(view) ? .busy : .healthy
    }
  }

  /// What flows from one component to another.
  public struct Arrow: Sendable {
    let from: String, to: String, readings: Readings<L>?, isBad: Bool
    let isCut: @Sendable (View<L>) -> Bool

    /// What a counter counts, a second, or without one a way that none counts. Where that is bad, such as what is lost, it
    /// is marked as soon as there is any; it is cut while `isCut` says so, or the component at either end is.
    public static func arrow(
      _ from: String, _ to: String, _ readings: Readings<L>? = nil, isBad: Bool = false,
      isCut: @escaping @Sendable (View<L>) -> Bool = { _ in false }
    ) -> Arrow {
      Arrow(from: from, to: to, readings: readings, isBad: isBad, isCut: isCut)
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
  /// What each arrow counts, with the positions of its ends among the boxes.
  let flows: [(from: Int, to: Int, readings: Readings<L>?)]
  /// Names that two boxes have, and of arrows' ends where there is no box; `LabEntry.breaches` reports them.
  let complaints: [String]
  let topology: @Sendable (View<L>) -> Topology

  /// A flow of components and arrows between them, by their names.
  public init(_ boxes: [Box], _ arrows: [Arrow]) {
    let names = boxes.map(\.name)
    self.boxes = boxes.map { ($0.name, $0.panel) }
    let placed = arrows.compactMap { arrow -> (arrow: Arrow, from: Int, to: Int)? in
      guard let from = names.firstIndex(of: arrow.from), let to = names.firstIndex(of: arrow.to) else { return nil }
      return (arrow, from, to)
    }
    flows = placed.map { ($0.from, $0.to, $0.arrow.readings) }
    complaints =
      names.indices.filter { names[..<$0].contains(names[$0]) }.map { "two boxes of the map are '\(names[$0])'" }
      + arrows.flatMap { [$0.from, $0.to] }.filter { !names.contains($0) }.map {
        "an arrow of the map names a box '\($0)' that there is not"
      }
    topology = { view in
      let cut = boxes.map { $0.isCut(view) }
      return Topology(
        boxes.map { Topology.Node($0.name, $0.state(view), lines: [$0.figure(view)]) },
        wires: placed.map { arrow, from, to in
          arrow.wire(from, to, isCut: cut[from] || cut[to] || arrow.isCut(view), view)
        })
    }
  }

  /// A picture that a lab draws itself: all its boxes lead to one panel.
  public init(_ names: [String], panel: String, topology: @escaping @Sendable (View<L>) -> Topology) {
    (boxes, flows, complaints, self.topology) = (names.map { ($0, panel) }, [], [], topology)
  }
}
