/// Boxes in layers from left to right, with wires between them that carry live numbers.
///
///     ┌✓ clients────┐            ┌✓ gateway────┐           ┏▲ orders ×2━━┓
///     │900/s offered├───900/s───►│pool 12/50   ├─┬─800/s──►┃queue 40     ┃
///     └─────────────┘            └─────────────┘ │         ┗✓▲━━━━━━━━━━━┛
///                                                │         ┌✗ payment╌╌╌╌┐
///                                                └─╳0/s╌╌╌►┆pool 0/20    ┆
///                                                          └╌╌╌╌╌╌╌╌╌╌╌╌╌┘
///
/// Where things stand depends on the names, the number of lines, the wires and the size, and on nothing that changes
/// while a run goes on. What finds no room goes in this order: gauges, second lines, frames, the numbers on wires; deep
/// systems go on from right to left below the first row; and what is too small for all that is a list. State is told
/// by glyph and frame: ✓ and a light one, ▲ and a heavy one, ✗ and a dashed one.
public struct Topology: Hashable, Sendable {
  /// How a node or a replica is.
  public enum State: Hashable, Sendable {
    /// As it should be.
    case healthy
    /// At its limits.
    case busy
    /// Not working.
    case broken
    /// Not in use, or without anything to be told.
    case idle
  }

  /// A box.
  public struct Node: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// How it is.
    public var state: State
    /// Figures, the most important first, at most two; keep their number, since the layout depends on it.
    public var lines: [Span]
    /// How full it is, as a bar below the figures.
    public var gauge: Gauge?
    /// How each of several replicas is; empty for a single one.
    public var replicas: [State]

    /// A box.
    public init(
      _ name: String, _ state: State = .healthy, lines: [Span] = [], gauge: Gauge? = nil,
      replicas: [State] = []
    ) {
      self.name = name
      self.state = state
      self.lines = Array(lines.prefix(2))
      self.gauge = gauge
      self.replicas = replicas
    }
  }

  /// What a wire carries.
  public enum Flow: Hashable, Sendable {
    /// Something.
    case flowing
    /// Nothing now: a dashed line.
    case idle
    /// Nothing, since it is cut: a dashed line with `╳`.
    case cut
  }

  /// A connection from one node to another, or from a node to itself.
  public struct Wire: Hashable, Sendable {
    /// The indices of the nodes.
    public var from: Int, to: Int
    /// The number on it, such as `900/s`; at most seven columns are kept for it.
    public var label: String
    /// What it means.
    public var role: Role
    /// What it carries.
    public var flow: Flow

    /// A connection.
    public init(from: Int, to: Int, _ label: String = "", role: Role = .muted, flow: Flow = .flowing) {
      self.from = from
      self.to = to
      self.label = label
      self.role = role
      self.flow = flow
    }
  }

  /// The boxes; within a layer, earlier ones stand higher if nothing speaks against it.
  public var nodes: [Node]
  /// The wires; those whose nodes do not exist are not drawn.
  public var wires: [Wire]
  /// The index of the node that the keys act on.
  public var selected: Int?

  /// A picture of a system.
  public init(_ nodes: [Node], wires: [Wire], selected: Int? = nil) {
    self.nodes = nodes
    self.wires = wires
    self.selected = selected
  }

  /// Where each node stands on a canvas of this size; nil when it finds no room.
  public func rectangles(width: Int, height: Int) -> [Rectangle?] {
    if let plan = plan(width: width, height: height) { return plan.boxes }
    return nodes.indices.map { node in
      guard width > 0, let row = listRow(ofNode: node, height: height) else { return nil }
      return Rectangle(row: row, width: width, height: 1)
    }
  }

  /// The node at a position of a canvas of this size.
  public func node(atColumn column: Int, row: Int, width: Int, height: Int) -> Int? {
    rectangles(width: width, height: height).firstIndex { $0?.contains(column: column, row: row) == true }
  }

  /// The best layout that finds room; nil when only a list does.
  func plan(width: Int, height: Int) -> TopologyPlan? {
    // The least that a box and its frame need.
    guard !nodes.isEmpty, width >= 8, height >= 1 else { return nil }
    let layers = TopologyLayers(nodeCount: nodes.count, wires: wires.map { ($0.from, $0.to) })
    for shape in TopologyPlan.Shape.all {
      if let plan = TopologyPlan(self, layers, shape, width: width, height: height) { return plan }
    }
    return nil
  }
}
