import Diagnostics
import Grid
import LabKit

extension DashboardView {
  /// Draws a list to choose from.
  func draw(_ menu: Menu, _ selection: Int, _ value: Double?, on canvas: inout Canvas) {
    let lines = MenuLine.all(menu, state)
    let position = lines.isEmpty ? "" : "\(selection + 1) of \(lines.count)"
    let frame = Frame(Self.title(of: menu), status: Span(position, .muted), isFocused: true)
    canvas.inside(plan.overlay) { frame.draw(on: &$0) }
    canvas.inside(plan.page) { canvas in
      guard !lines.isEmpty else { return Paragraph("Nothing so far.", role: .muted).draw(on: &canvas) }
      let first = PaletteSearch.firstShown(selection: selection, rows: canvas.height)
      for (row, line) in lines.dropFirst(first).prefix(canvas.height).enumerated() {
        draw(line, isChosen: first + row == selection, value, row: row, on: &canvas)
      }
    }
  }

  private static func title(of menu: Menu) -> String {
    switch menu {
    case .branches: "Branches: what was done, and what else was done"
    case .twin: "Twin: what is different in the second run?"
    case .keep: "Twin: and now?"
    }
  }

  private func draw(_ line: MenuLine, isChosen: Bool, _ value: Double?, row: Int, on canvas: inout Canvas) {
    if isChosen { canvas.put(Cell("►", .focus, .bold), column: 0, row: row) }
    var spans = line.spans
    if isChosen, let knob = line.knob, let value {
      spans.append(Span("  ◄ \(state.entry.knobs[knob].reading(value)) ►", .focus, .bold))
    }
    let room = canvas.width - line.detail.columns - 1
    canvas.write(spans, column: 2, row: row, upTo: room)
    canvas.write(line.detail, column: max(2, canvas.width - line.detail.columns), row: row, width: canvas.width)
  }

  /// Draws the line in which a bookmark gets its name.
  func drawNaming(_ text: String, on canvas: inout Canvas) {
    let frame = Frame("Bookmark: a name for this moment", isFocused: true)
    canvas.inside(plan.overlay) { frame.draw(on: &$0) }
    canvas.inside(plan.page) { canvas in
      let shown = String(text.printable.suffix(max(0, canvas.width - 2)))
      let end = canvas.write(shown, column: 0, row: 0, role: .focus, emphasis: .bold)
      canvas.put(Cell(" ", .focus, .reversed), column: end, row: 0)
      let advice = "Enter without a name calls it \(state.snapshot.map { Clock.text($0.now) } ?? "by its time")."
      canvas.write(advice, column: 0, row: 1, role: .muted)
    }
  }
}
