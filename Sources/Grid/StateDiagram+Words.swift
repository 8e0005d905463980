extension StateDiagram {
  /// One row a state: `[OPEN]  → half-open, 5 s`.
  func drawList(on canvas: inout Canvas) {
    let width = canvas.width, names = states.indices.map { columns($0) }.max() ?? 0
    for index in states.indices {
      let isCurrent = index == current, role = isCurrent ? states[index].role : .muted
      let name = name(index)
      canvas.write(
        isCurrent ? "[\(name)]" : " \(name)", column: 0, row: index, role: role,
        emphasis: isCurrent ? .bold : [])
      var column = names + 4
      for at in valid where transitions[at].from == index {
        let to = transitions[at].to, label = transitions[at].label
        let isLast = at == last
        let short = "\(isLast ? "▸" : "→") \(states[to].name)"
        let full = label.isEmpty ? short : "\(short), \(label)"
        let text = column + full.columns <= width ? full : short
        guard column + text.columns <= width else { break }
        column =
          canvas.write(
            text, column: column, row: index, role: isLast ? lastRole : isCurrent ? .text : .muted,
            emphasis: isLast ? .bold : []) + 2
      }
    }
  }

  /// `closed ▸[OPEN]▸ half-open`, and in a second row what happened last.
  func drawLine(on canvas: inout Canvas) {
    let pieces = states.indices.map { index -> Span in
      index == current ? Span("[\(name(index))]", states[index].role, .bold) : Span(" \(name(index)) ", .muted)
    }
    // Without room for all, as many as fit round the present one.
    var first = 0, end = pieces.count
    let middle = current.flatMap { states.indices.contains($0) ? $0 : nil } ?? 0
    /// The columns of a part of the row.
    func length(_ range: Range<Int>) -> Int {
      range.reduce(max(0, range.count - 1)) { $0 + pieces[$1].columns }
    }
    while length(first..<end) > canvas.width, end - first > 1 {
      if end - 1 - middle >= middle - first { end -= 1 } else { first += 1 }
    }
    var column = 0
    for index in first..<end {
      if index > first {
        let way = valid.first { transitions[$0].from == index - 1 && transitions[$0].to == index }
        let isLast = way != nil && way == last
        canvas.put(
          Cell(way == nil ? "·" : "▸", isLast ? lastRole : .muted, isLast ? .bold : []), column: column,
          row: 0)
        column += 1
      }
      let width = min(pieces[index].columns, canvas.width - column)
      canvas.write(pieces[index], column: column, row: 0, width: width)
      column += pieces[index].columns
    }
    guard canvas.height > 1, let last, valid.contains(last) else { return }
    let taken = transitions[last], label = taken.label.isEmpty ? "" : ", \(taken.label)"
    let text = Span("\(states[taken.from].name) ▸ \(states[taken.to].name)\(label)", lastRole)
    canvas.write(text, column: 0, row: 1, width: canvas.width)
  }
}
