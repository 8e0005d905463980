extension Topology {
  /// Draws the boxes and wires, or a list where they find no room.
  public func draw(on canvas: inout Canvas) {
    guard let plan = plan(width: canvas.width, height: canvas.height) else { return drawList(on: &canvas) }
    drawWires(on: &canvas, plan.wiring)
    for (index, place) in plan.boxes.enumerated() {
      canvas.inside(place) { area in
        if area.height == 1 { drawRow(index, on: &area) } else { drawBox(index, on: &area) }
      }
      drawPorts(index, on: &canvas, place, plan)
    }
  }

  private func drawWires(on canvas: inout Canvas, _ wiring: TopologyWiring) {
    for row in 0..<wiring.height {
      for column in 0..<wiring.width {
        guard let cell = wiring.cells[row * wiring.width + column] else { continue }
        let wire = wires[cell.wire], isDashed = wire.flow != .flowing && cell.isPlain
        let line = isDashed ? cell.sides.dashed : cell.sides.glyph()
        canvas.put(Cell(cell.head ?? line, wire.role, cell.head == nil ? [] : .bold), column: column, row: row)
      }
    }
    for (wire, spot) in zip(wires, wiring.spots(wireCount: wires.count)) {
      if let spot { draw(wire, on: &canvas, spot) }
    }
  }

  /// Writes the number of a wire on a level piece of it, or beside an upright one.
  private func draw(_ wire: Wire, on canvas: inout Canvas, _ spot: TopologyWiring.Spot) {
    let mark = wire.flow == .cut ? "╳" : "", text = mark + wire.label
    if spot.isBeside {
      if !mark.isEmpty {
        canvas.write(mark, column: spot.wire, row: spot.row, role: wire.role, emphasis: .bold)
      }
      let label = Span(wire.label, wire.role, .bold)
      // Another number may already stand there.
      let place = spot.column..<spot.column + spot.length
      guard label.columns <= spot.length, place.allSatisfy({ canvas.cell(column: $0, row: spot.row)?.glyph == " " })
      else { return }
      canvas.write(
        label, column: spot.column, row: spot.row, width: spot.length,
        alignment: spot.column < spot.wire ? .trailing : .leading)
      return
    }
    let isFit = text.columns < spot.length, shown = isFit ? text : mark
    // By the longest number, so that a growing one stays where it is.
    let room = min(spot.length - 1, max(shown.columns, Self.longestRate))
    let column = spot.column + (spot.length - (isFit ? room : 1) + 1) / 2
    canvas.write(shown, column: column, row: spot.row, role: wire.role, emphasis: .bold)
  }

  /// `12.3k/s` and the like.
  private static let longestRate = 6

  /// Joins a frame with the wires that end at it.
  private func drawPorts(_ index: Int, on canvas: inout Canvas, _ place: Rectangle, _ plan: TopologyPlan) {
    guard place.height > 1 else { return }
    for row in place.row..<place.endRow {
      for (edge, twin, side) in [
        (place.column, place.column - 1, Strokes.right), (place.endColumn - 1, place.endColumn, .left),
      ] {
        guard twin >= 0, twin < plan.wiring.width, row < plan.wiring.height,
          let wire = plan.wiring.cells[row * plan.wiring.width + twin], wire.sides.contains(side),
          wire.head == nil,
          var cell = canvas.cell(column: edge, row: row)
        else { continue }
        cell.glyph = frame(index).port(isLeft: side == .right)
        canvas.put(cell, column: edge, row: row)
      }
    }
  }

  private func frame(_ index: Int) -> BoxFrame {
    BoxFrame(nodes[index].state, isSelected: index == selected)
  }

  private func drawBox(_ index: Int, on canvas: inout Canvas) {
    let node = nodes[index], frame = frame(index)
    frame.draw(on: &canvas)
    drawName(index, on: &canvas, column: 1, width: canvas.width - 2, row: 0)
    canvas.inside(canvas.bounds.inset()) { area in
      for (row, line) in node.lines.enumerated() where row < area.height {
        area.write(line, column: 0, row: row, width: area.width)
      }
      guard let gauge = node.gauge, area.height > node.lines.count else { return }
      area.inside(Rectangle(row: node.lines.count, width: area.width, height: 1)) { gauge.draw(on: &$0) }
    }
    drawReplicas(node, on: &canvas, row: canvas.height - 1)
    let loops = wires.filter { $0.from == index && $0.to == index }
    if let loop = loops.first, canvas.width >= loop.label.columns + 5 {
      let text = Span("↻" + loop.label, loop.role, .bold)
      canvas.write(text, column: 1, row: canvas.height - 1, width: canvas.width - 3, alignment: .trailing)
    }
  }

  /// `✓ name ×3`: the name gives way.
  private func drawName(_ index: Int, on canvas: inout Canvas, column: Int, width: Int, row: Int) {
    let node = nodes[index], role = index == selected ? Role.focus : node.state.role
    let count = node.multiplicity
    let name = min(node.name.columns, width - 2 - count.columns)
    guard name > 0 else {
      canvas.write(Span("\(node.state.glyph)", role, .bold), column: column, row: row, width: width)
      return
    }
    canvas.put(Cell(node.state.glyph, node.state.role, .bold), column: column, row: row)
    canvas.write(" ", column: column + 1, row: row)
    canvas.write(Span(node.name, role, .bold), column: column + 2, row: row, width: name)
    canvas.write(count, column: column + 2 + name, row: row, role: role)
  }

  /// A glyph for each replica in the lower edge.
  private func drawReplicas(_ node: Node, on canvas: inout Canvas, row: Int) {
    guard node.replicas.count > 1 else { return }
    let room = canvas.width - 3
    let shown = node.replicas.count <= room ? node.replicas.count : max(0, room - 3)
    for (index, state) in node.replicas.prefix(shown).enumerated() {
      canvas.put(Cell(state.glyph, state.role, .bold), column: 1 + index, row: row)
    }
    if shown < node.replicas.count {
      canvas.write(Span("+\(node.replicas.count - shown)", .muted), column: 1 + shown, row: row, width: room - shown)
    }
  }

  /// `[✓ name 12/50]`.
  private func drawRow(_ index: Int, on canvas: inout Canvas) {
    let node = nodes[index], isSelected = index == selected, width = canvas.width
    let role = isSelected ? Role.focus : node.state.role
    canvas.put(Cell("[", role, .bold), column: 0, row: 0)
    canvas.put(Cell("]", role, .bold), column: width - 1, row: 0)
    let name = min(node.name.columns + node.multiplicity.columns + 2, width - 2)
    drawName(index, on: &canvas, column: 1, width: name, row: 0)
    if isSelected { canvas.put(Cell("►", role, .bold), column: 2, row: 0) }
    // A figure that is cut is a wrong figure.
    guard let line = node.lines.first, line.columns + name + 3 <= width else { return }
    canvas.write(line, column: 2 + name, row: 0, width: width - 3 - name, alignment: .trailing)
  }
}

extension Topology.Node {
  /// ` ×3` for what there are several of.
  var multiplicity: String { replicas.count > 1 ? " ×\(replicas.count)" : "" }
}

extension Topology.State {
  /// What stands for it.
  var glyph: Unicode.Scalar {
    switch self {
    case .healthy: "✓"
    case .busy: "▲"
    case .broken: "✗"
    case .idle: "○"
    }
  }

  /// What it means.
  var role: Role {
    switch self {
    case .healthy: .good
    case .busy: .warning
    case .broken: .bad
    case .idle: .muted
    }
  }
}

extension Strokes {
  /// A straight line with gaps.
  fileprivate var dashed: Unicode.Scalar { self == .level ? "╌" : self == .upright ? "┆" : glyph() }
}
