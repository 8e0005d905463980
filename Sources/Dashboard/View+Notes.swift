import Diagnostics
import Engine
import Grid
import LabKit

extension DashboardView {
  /// Draws what is to be read now and, below that, the newest notes, the last one at the bottom. What a story says stands
  /// above the panels.
  func drawNotes(on canvas: inout Canvas) {
    var top = 0
    if let notice = state.notice {
      let paragraph = Paragraph([notice])
      paragraph.draw(on: &canvas)
      top = paragraph.rows(forWidth: canvas.width)
    }
    let room = canvas.height - top
    guard room > 0, let snapshot = state.snapshot else { return }
    // More than there is room for, since turning a knob writes a note for every step.
    let kept = snapshot.notes(room + state.notesBack + 30, upTo: .headline).filter { !$0.isSpoken }
    // A knob that is being turned is not told: the slider says all of it meanwhile, what came of it is not
    // pushed out, and a step costs few bytes.
    let notes = kept.withoutSteps.dropLast(kept.last?.turnedKnob == nil ? 0 : 1)
    for (row, note) in notes.dropLast(state.notesBack).suffix(room).enumerated() {
      let time = Clock.text(note.at)
      canvas.write(time, column: 0, row: top + row, role: .muted)
      // What has just been written draws the eye for a moment.
      let isFresh = snapshot.now < note.at + .seconds(2)
      let text = Span(note.text.printable, note.isInput ? .title : .text, isFresh ? .bold : [])
      let column = time.columns + 1
      canvas.write(text, column: column, row: top + row, width: canvas.width - column)
    }
  }
}
