import Grid
import LabKit

extension DashboardView {
  /// Draws what was just said or, below that, the newest notes, the last one at the bottom.
  func drawNotes(on canvas: inout Canvas) {
    var top = 0
    if let notice = state.notice {
      let paragraph = Paragraph([notice])
      paragraph.draw(on: &canvas)
      top = paragraph.rows(forWidth: canvas.width)
    }
    let room = canvas.height - top
    guard room > 0, let snapshot = state.snapshot else { return }
    let notes = snapshot.notes(room + state.notesBack, upTo: .headline).dropLast(state.notesBack)
    for (row, note) in notes.suffix(room).enumerated() {
      let time = Clock.text(note.at)
      canvas.write(time, column: 0, row: top + row, role: .muted)
      let text = Span(note.text.printable, note.isInput ? .title : .text)
      let column = time.columns + 1
      canvas.write(text, column: column, row: top + row, width: canvas.width - column)
    }
  }
}
