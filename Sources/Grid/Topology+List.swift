extension Topology {
  /// The first node of the list, so that the selected one is shown.
  private func firstOfList(height: Int) -> Int {
    guard let selected, nodes.indices.contains(selected), nodes.count > height else { return 0 }
    let room = max(1, height - 1)
    return min(max(0, selected - room + 1), nodes.count - room)
  }

  /// The row of a node in the list, nil when it is not shown.
  func listRow(ofNode index: Int, height: Int) -> Int? {
    let first = firstOfList(height: height), row = index - first
    let room = nodes.count - first <= height ? height : max(min(1, height), height - 1)
    return row >= 0 && row < room ? row : nil
  }

  /// One node a row: its state, its name, its first figure, and what it sends where.
  func drawList(on canvas: inout Canvas) {
    let width = canvas.width
    let names = min(nodes.map(\.name.columns).max() ?? 0, width - 3)
    var last = -1
    for index in nodes.indices {
      guard let row = listRow(ofNode: index, height: canvas.height) else { continue }
      last = index
      let node = nodes[index], isSelected = index == selected
      canvas.put(Cell(isSelected ? "►" : " ", .focus, .bold), column: 0, row: row)
      canvas.put(Cell(node.state.glyph, node.state.role, .bold), column: 1, row: row)
      let role = isSelected ? Role.focus : node.state == .healthy ? .text : node.state.role
      canvas.write(Span(node.name, role, isSelected ? .bold : []), column: 3, row: row, width: names)
      var column = 5 + names
      for span in [node.lines.first].compactMap({ $0 }) + listWires(from: index)
      where column + span.columns <= width {
        column = canvas.write(span.text, column: column, row: row, role: span.role) + 2
      }
    }
    if last + 1 < nodes.count, canvas.height > 1 {
      let more = Span("↓ \(nodes.count - last - 1) more", .muted)
      canvas.write(more, column: 0, row: canvas.height - 1, width: width)
    }
  }

  /// `→ orders 800/s` for each wire that leaves a node.
  private func listWires(from index: Int) -> [Span] {
    wires.filter { $0.from == index && nodes.indices.contains($0.to) }.map { wire in
      let mark = wire.flow == .cut ? "╳" : "→", label = wire.label.isEmpty ? "" : " \(wire.label)"
      return Span("\(mark) \(nodes[wire.to].name)\(label)", wire.role)
    }
  }
}
