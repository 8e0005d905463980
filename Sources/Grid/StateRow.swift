/// The boxes and arrows of a state diagram in a row.
struct StateRow {
  private let diagram: StateDiagram
  /// The columns of each box.
  private var boxes: [Range<Int>] = []
  /// Transitions to the next state, and those below with the row, counted from 1, and the columns of their ends.
  private var straight: [Int] = []
  private var below: [(transition: Int, depth: Int, from: Int, to: Int)] = []

  /// The shortest arrow.
  private static let arrow = 4

  /// nil when it does not fit.
  init?(_ diagram: StateDiagram, width: Int, height: Int) {
    self.diagram = diagram
    let transitions = diagram.transitions
    straight = diagram.valid.filter { transitions[$0].to == transitions[$0].from + 1 }
    let depths = Self.depths(diagram)
    guard height >= 3 + (depths.values.max() ?? 0) else { return nil }
    // One column for the dot; wide enough for all that goes in and out below.
    let ends = diagram.states.indices.map { state in
      depths.keys.reduce(0) { count, at in
        count + (transitions[at].from == state ? 1 : 0) + (transitions[at].to == state ? 1 : 0)
      }
    }
    let widths = diagram.states.indices.map { max(diagram.columns($0) + 3, 2 * ends[$0] + 1) }
    var slots: [Share] = []
    for state in diagram.states.indices {
      if state > 0 {
        let longest = straight.filter { transitions[$0].to == state }.map { transitions[$0].label.columns }.max() ?? 0
        slots.append(Share(weight: longest + 5, minimum: Self.arrow, maximum: max(longest + 5, 14)))
      }
      slots.append(.fixed(widths[state]))
    }
    guard slots.reduce(0, { $0 + $1.minimum }) <= width else { return nil }
    let places = Layout.columns(slots, in: Rectangle(width: width, height: 3))
    boxes = stride(from: 0, to: places.count, by: 2).map { places[$0].column..<places[$0].endColumn }
    placeEnds(depths)
  }

  /// The rows of the transitions that run below: short ones above long ones.
  private static func depths(_ diagram: StateDiagram) -> [Int: Int] {
    let transitions = diagram.transitions
    /// The states that a transition passes.
    func span(_ at: Int) -> ClosedRange<Int> {
      min(transitions[at].from, transitions[at].to)...max(transitions[at].from, transitions[at].to)
    }
    let all = diagram.valid.filter { transitions[$0].to != transitions[$0].from + 1 }
    var depths: [Int: Int] = [:]
    for at in all.sorted(by: { (span($0).count, $0) < (span($1).count, $1) }) {
      let taken = depths.filter { span($0.key).overlaps(span(at)) }.map(\.value)
      depths[at] = (taken.max() ?? 0) + 1
    }
    return depths
  }

  /// Spreads the ends along the lower edge of each box, so that lines to the left lie left and do not cross.
  private mutating func placeEnds(_ depths: [Int: Int]) {
    let transitions = diagram.transitions
    var columns: [Int: (from: Int, to: Int)] = [:]
    for (state, box) in boxes.enumerated() {
      // Sorted by where the other end is; to the left the short way first, to the right the long one.
      var ends: [(key: Int, at: Int, isStart: Bool)] = []
      for (at, depth) in depths {
        let (from, to) = (transitions[at].from, transitions[at].to)
        if from == state {
          ends.append((to < state ? depth - 1000 : to > state ? 1000 - depth : 1, at, true))
        }
        if to == state {
          ends.append((from < state ? depth - 1000 : from > state ? 1000 - depth : 0, at, false))
        }
      }
      ends.sort { ($0.key, $0.at) < ($1.key, $1.at) }
      for (index, end) in ends.enumerated() {
        // Evenly, and at least two apart.
        let column = box.lowerBound + (index + 1) * box.count / (ends.count + 1)
        var known = columns[end.at] ?? (0, 0)
        if end.isStart { known.from = column } else { known.to = column }
        columns[end.at] = known
      }
    }
    below = depths.keys.sorted { (depths[$0] ?? 0, $0) < (depths[$1] ?? 0, $1) }.map { at in
      (at, depths[at] ?? 1, columns[at]?.from ?? 0, columns[at]?.to ?? 0)
    }
  }

  func draw(on canvas: inout Canvas) {
    for state in boxes.indices { drawBox(state, on: &canvas) }
    for at in straight { drawStraight(at, on: &canvas) }
    // The last one over all others.
    for way in below.filter({ $0.transition != diagram.last })
      + below.filter({ $0.transition == diagram.last })
    {
      drawBelow(way, on: &canvas)
    }
    for way in below { drawLabel(way, on: &canvas) }
  }

  private func drawBox(_ state: Int, on canvas: inout Canvas) {
    let isCurrent = state == diagram.current, box = boxes[state]
    let role = isCurrent ? diagram.states[state].role : Role.border
    canvas.inside(Rectangle(column: box.lowerBound, row: 0, width: box.count, height: 3)) { area in
      BoxFrame(role: role, isDouble: isCurrent).draw(on: &area)
      let name = Span(diagram.name(state), isCurrent ? role : .text, isCurrent ? .bold : [])
      let start = max(1, (box.count - diagram.columns(state) - 1) / 2)
      if isCurrent { area.put(Cell("●", role, .bold), column: start, row: 1) }
      area.write(name, column: start + 1, row: 1, width: box.count - 2 - start)
    }
  }

  private func look(_ at: Int) -> (role: Role, emphasis: Emphasis, isLast: Bool) {
    at == diagram.last ? (diagram.lastRole, .bold, true) : (.muted, [], false)
  }

  private func drawStraight(_ at: Int, on canvas: inout Canvas) {
    let transition = diagram.transitions[at], (role, emphasis, isLast) = look(at)
    let start = boxes[transition.from].upperBound, end = boxes[transition.to].lowerBound
    let line = Rectangle(column: start, row: 1, width: end - start - 1, height: 1)
    canvas.fill(line, with: Cell(isLast ? "━" : "─", role, emphasis))
    canvas.put(Cell("►", role, .bold), column: end - 1, row: 1)
    let isDouble = transition.from == diagram.current
    canvas.put(
      Cell(isDouble ? "╟" : "├", isDouble ? diagram.states[transition.from].role : .border),
      column: start - 1,
      row: 1)
    let label = transition.label, room = end - start
    guard !label.isEmpty, label.columns <= room else { return }
    // On the line it belongs to nothing else; above it there is room for three columns more.
    let isOnLine = label.columns + 3 <= room
    let column = start + (room - (isOnLine ? 1 : 0) - label.columns) / 2
    canvas.write(label, column: column, row: isOnLine ? 1 : 0, role: isLast ? role : .text, emphasis: emphasis)
  }

  private func drawBelow(_ way: (transition: Int, depth: Int, from: Int, to: Int), on canvas: inout Canvas) {
    let (role, emphasis, isLast) = look(way.transition), row = 2 + way.depth
    let left = min(way.from, way.to), right = max(way.from, way.to)
    let across = Rectangle(column: left + 1, row: row, width: right - left - 1, height: 1)
    for column in across.column..<across.endColumn where canvas.cell(column: column, row: row)?.glyph == " " {
      canvas.put(Cell(isLast ? "━" : "─", role, emphasis), column: column, row: row)
    }
    for column in [left, right] {
      canvas.fill(
        Rectangle(column: column, row: 3, width: 1, height: way.depth - 1),
        with: Cell(isLast ? "┃" : "│", role, emphasis))
    }
    canvas.put(Cell(isLast ? "┗" : "└", role, emphasis), column: left, row: row)
    canvas.put(Cell(isLast ? "┛" : "┘", role, emphasis), column: right, row: row)
    canvas.put(Cell("▲", role, .bold), column: way.to, row: 2)
    let isDouble = diagram.transitions[way.transition].from == diagram.current
    let port: Unicode.Scalar = isDouble ? "╤" : "┬"
    canvas.put(
      Cell(port, isDouble ? diagram.states[diagram.transitions[way.transition].from].role : .border),
      column: way.from, row: 2)
  }

  /// Writes a label into the longest piece of its line that nothing crosses.
  private func drawLabel(_ way: (transition: Int, depth: Int, from: Int, to: Int), on canvas: inout Canvas) {
    let label = diagram.transitions[way.transition].label, row = 2 + way.depth
    guard !label.isEmpty else { return }
    let (role, emphasis, isLast) = look(way.transition)
    var best = 0..<0, start = min(way.from, way.to) + 1
    for column in start...max(start, max(way.from, way.to)) {
      let glyph = canvas.cell(column: column, row: row)?.glyph
      if glyph == (isLast ? "━" : "─") { continue }
      if column - start > best.count { best = start..<column }
      start = column + 1
    }
    guard label.columns <= best.count else { return }
    canvas.write(
      label, column: best.lowerBound + (best.count - label.columns) / 2, row: row,
      role: isLast ? role : .text,
      emphasis: emphasis)
  }
}
