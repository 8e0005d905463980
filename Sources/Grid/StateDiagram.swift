/// States and the transitions between them, with the present state and the transition taken last marked.
///
///     ┌───────┐  half fail  ╔═════╗   5 s   ┌──────────┐
///     │ closed├━━━━━━━━━━━━►║●OPEN╟────────►│ half-open│
///     └─▲─────┘             ╚═▲═══╝         └─┬──────┬─┘
///       │                     └──a probe fails┘      │
///       └────────────────────probes pass─────────────┘
///
/// States stand in a row in the order of their declaration, transitions to the next one between them and all others
/// below. The present state has a double frame, a dot and capitals; the last transition is heavy. Where that finds no
/// room there is one row a state, `[OPEN] → half-open, 5 s`, and in the smallest place `closed ▸[OPEN]▸ half-open`.
public struct StateDiagram: Hashable, Sendable {
  /// A state.
  public struct State: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// What it means to be in it.
    public var role: Role

    /// A state.
    public init(_ name: String, role: Role = .text) {
      self.name = name
      self.role = role
    }
  }

  /// A way from one state to another, or to itself.
  public struct Transition: Hashable, Sendable {
    /// The indices of the states.
    public var from: Int, to: Int
    /// What makes it happen; shown where there is room.
    public var label: String

    /// A transition.
    public init(from: Int, to: Int, _ label: String = "") {
      self.from = from
      self.to = to
      self.label = label
    }
  }

  /// The states from left to right.
  public var states: [State]
  /// The transitions; those whose states do not exist are not drawn.
  public var transitions: [Transition]
  /// The index of the present state.
  public var current: Int?
  /// The index of the transition taken last.
  public var last: Int?

  /// A diagram.
  public init(_ states: [State], transitions: [Transition], current: Int?, last: Int? = nil) {
    self.states = states
    self.transitions = transitions
    self.current = current
    self.last = last
  }

  /// Draws boxes and arrows, or rows of words, or one row.
  public func draw(on canvas: inout Canvas) {
    guard !states.isEmpty else { return }
    if let row = StateRow(self, width: canvas.width, height: canvas.height) {
      row.draw(on: &canvas)
    } else if canvas.height >= states.count, canvas.height > 1, canvas.width >= longestName + 8 {
      drawList(on: &canvas)
    } else {
      drawLine(on: &canvas)
    }
  }

  /// The name of a state, in capitals if it is the present one.
  func name(_ index: Int) -> String {
    index == current ? states[index].name.uppercased() : states[index].name
  }

  /// The columns of the longest name, in capitals or not.
  private var longestName: Int { states.indices.map { columns($0) }.max() ?? 0 }

  /// What a name takes at most, so that nothing moves when its state becomes the present one.
  func columns(_ index: Int) -> Int {
    max(states[index].name.columns, states[index].name.uppercased().columns)
  }

  /// The transitions whose states exist, by their indices.
  var valid: [Int] {
    transitions.indices.filter {
      states.indices.contains(transitions[$0].from) && states.indices.contains(transitions[$0].to)
    }
  }

  /// What the transition taken last looks like: like the state it led to.
  var lastRole: Role {
    guard let last, transitions.indices.contains(last), states.indices.contains(transitions[last].to) else {
      return .text
    }
    return states[transitions[last].to].role
  }
}
