import Diagnostics
import Grid
import LabKit

extension DashboardView {
  /// Draws the typed line, what it finds, and what the chosen entry does.
  func drawPalette(_ text: String, _ selection: Int, on canvas: inout Canvas) {
    guard let search = plan.search else { return }
    let frame = Frame("Palette", isFocused: true)
    canvas.inside(plan.overlay) { frame.draw(on: &$0) }
    canvas.inside(plan.page) { canvas in
      // The end of a long text is where it is being written.
      let shown = String(text.printable.suffix(max(0, canvas.width - 3)))
      let end = canvas.write(": " + shown, column: 0, row: 0, role: .focus, emphasis: .bold)
      canvas.put(Cell(" ", .focus, .reversed), column: end, row: 0)
    }
    canvas.inside(plan.paletteList) { canvas in
      let first = PaletteSearch.firstShown(selection: selection, rows: canvas.height)
      for (row, entry) in search.found.dropFirst(first).prefix(canvas.height).enumerated() {
        draw(entry, isChosen: first + row == selection, row: row, on: &canvas)
      }
    }
    let advice = Rectangle(
      column: plan.page.column, row: plan.paletteList.endRow, width: plan.page.width,
      height: plan.page.endRow - plan.paletteList.endRow)
    canvas.inside(advice) { Paragraph([search.advice(selection: selection)]).draw(on: &$0) }
  }

  private func draw(_ entry: PaletteEntry, isChosen: Bool, row: Int, on canvas: inout Canvas) {
    let room = canvas.width - 2 - entry.key.columns - 1
    let name = Span(entry.name.printable, isChosen ? .focus : .text, isChosen ? .bold : [])
    if isChosen { canvas.put(Cell("►", .focus, .bold), column: 0, row: row) }
    canvas.write(name, column: 2, row: row, width: room)
    canvas.write(entry.key, column: canvas.width - entry.key.columns, row: row, role: .focus, emphasis: .bold)
  }
}
