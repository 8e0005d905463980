/// One key and what it does.
public struct KeyHint: Hashable, Sendable {
  /// The key as it is printed on the keyboard, such as `p` or `Space`.
  public var key: String
  /// What it does.
  public var label: String
  /// Whether it does that now.
  public var isEnabled: Bool
  /// Whether what it switches is on, a fault above all.
  public var isActive: Bool
  /// The higher, the later it drops out; among equals the last drops out first.
  public var priority: Int

  /// A hint for a key.
  public init(_ key: String, _ label: String, isEnabled: Bool = true, isActive: Bool = false, priority: Int = 0) {
    self.key = key
    self.label = label
    self.isEnabled = isEnabled
    self.isActive = isActive
    self.priority = priority
  }

  /// The columns it takes: `p label`, `●p label` when active, `(p label)` when disabled.
  var columns: Int {
    key.columns + 1 + label.columns + (isActive ? 1 : 0) + (isEnabled ? 0 : 2)
  }
}

/// The keys that can be pressed now, left to right and wrapped into the rows there are.
///
/// What finds no room drops out by priority. An active hint begins with `●`, a disabled one stands in
/// parentheses, so that neither is told by colour alone.
public struct KeyHints: Hashable, Sendable {
  /// The hints in the order in which they stand.
  public var hints: [KeyHint]
  /// The role of active hints.
  public var activeRole: Role

  /// A row of hints.
  public init(_ hints: [KeyHint], activeRole: Role = .bad) {
    self.hints = hints
    self.activeRole = activeRole
  }

  /// Where the hints stand in an area of this size, by index; for mouse clicks.
  public func placements(width: Int, height: Int) -> [(index: Int, place: Rectangle)] {
    let ranked = hints.indices.sorted { (-hints[$0].priority, $0) < (-hints[$1].priority, $1) }
    // With one more, what found no room finds none either: the most that do are found by halving.
    var fitting: [(index: Int, place: Rectangle)] = [], few = 0, many = ranked.count
    while few < many {
      let count = (few + many + 1) / 2
      if let places = wrapped(ranked.prefix(count).sorted(), width: width, height: height) {
        (fitting, few) = (places, count)
      } else {
        many = count - 1
      }
    }
    return fitting
  }

  /// How many rows all hints need at this width, at least 1; hints that are wider than that get a row each.
  public func rows(forWidth width: Int) -> Int {
    let fitting = hints.indices.filter { hints[$0].columns <= width }
    let places = wrapped(fitting, width: width, height: .max) ?? []
    return max(1, (places.last?.place.endRow ?? 0) + hints.count - fitting.count)
  }

  /// Draws the hints from the top left.
  public func draw(on canvas: inout Canvas) {
    for (index, place) in placements(width: canvas.width, height: canvas.height) {
      draw(hints[index], on: &canvas, column: place.column, row: place.row)
    }
  }

  private func wrapped(_ kept: [Int], width: Int, height: Int) -> [(index: Int, place: Rectangle)]? {
    var column = 0, row = 0
    var places: [(index: Int, place: Rectangle)] = []
    for index in kept {
      let length = hints[index].columns
      if column > 0, column + length > width { (column, row) = (0, row + 1) }
      guard column + length <= width, row < height else { return nil }
      places.append((index, Rectangle(column: column, row: row, width: length, height: 1)))
      column += length + 2
    }
    return places
  }

  private func draw(_ hint: KeyHint, on canvas: inout Canvas, column: Int, row: Int) {
    var column = column
    /// Writes on from where the last text ended.
    func write(_ text: String, _ role: Role, _ emphasis: Emphasis = []) {
      column = canvas.write(text, column: column, row: row, role: role, emphasis: emphasis)
    }
    if !hint.isEnabled { write("(", .muted) }
    if hint.isActive { write("●", activeRole, .bold) }
    write(hint.key, hint.isActive ? activeRole : hint.isEnabled ? .focus : .muted, hint.isEnabled ? .bold : [])
    write(" ", .text)
    write(hint.label, hint.isActive ? activeRole : hint.isEnabled ? .text : .muted)
    if !hint.isEnabled { write(")", .muted) }
  }
}
