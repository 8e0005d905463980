import Engine
import Grid
import LabKit

extension DashboardView {
  /// Draws the list of notes, or what one of them was caused by.
  func drawNotes(_ place: NotesPlace, on canvas: inout Canvas) {
    if let first = place.chainLine {
      drawPage("Notes: why this happened", firstLine: first, on: &canvas)
    } else {
      drawNoteList(place, on: &canvas)
    }
  }

  private func drawNoteList(_ place: NotesPlace, on canvas: inout Canvas) {
    let list = NotesList(state.snapshot, place), area = plan.noteList
    let position = list.chosen.map { "\($0 + 1) of \(list.notes.count)" } ?? ""
    let frame = Frame("Notes: \(place.level.words)", status: Span(position, .muted), isFocused: true)
    canvas.inside(plan.overlay) { frame.draw(on: &$0) }
    canvas.inside(area) { canvas in
      guard list.chosen != nil else { return Self.nothing(place.level).draw(on: &canvas) }
      let window = list.window(width: canvas.width, height: canvas.height)
      window.page.draw(on: &canvas, firstLine: window.firstLine)
    }
    guard area.endRow < plan.page.endRow else { return }
    let legend = Rectangle(column: area.column, row: plan.page.endRow - 1, width: area.width, height: 1)
    canvas.inside(legend) { Paragraph(Self.legend(place.level, isTold: state.storyline != nil)).draw(on: &$0) }
  }

  private static func nothing(_ level: NoteLevel) -> Paragraph {
    let text = level == .detail ? "Nothing was noted so far." : "Nothing so far; Tab shows more notes."
    return Paragraph(text, role: .muted)
  }

  /// What the signs mean that can be seen at a level.
  private static func legend(_ level: NoteLevel, isTold: Bool) -> [Span] {
    var spans = [NoteLine.personSign, Span(isTold ? " you, or the story" : " you", .muted)]
    if isTold { spans += ["  ", NoteLine.storySign, Span(" said", .muted)] }
    for shown in NoteLevel.allCases where shown <= level {
      let words =
        switch shown {
        case .headline: "for the class"
        case .observation: "to look for"
        case .detail: "the rest"
        }
      spans += ["  ", NoteLine.sign(of: shown), Span(" \(words)", .muted)]
    }
    return spans
  }

  /// A note, below it the one that caused it, and so on down to what a person did or to chance.
  var chainPage: Page {
    var page = Page()
    /// A long chain does not run out of the page at the right.
    func indent(_ depth: Int) -> Int { min(2 * depth, plan.page.width / 3) }
    for (depth, note) in state.chain.enumerated() {
      var spans = depth == 0 ? [] : [Span("because ", .muted)]
      spans += [Span(Clock.text(note.at) + " ", .muted), note.sign, " ", note.sentence]
      if depth == 0 { spans[spans.count - 1].emphasis = .bold }
      page.item("", width: indent(depth), spans)
    }
    if let last = state.chain.last, !last.isInput, !last.isSpoken {
      let end = last.cause == .chance ? "the seed's own randomness" : "an older note that is no longer kept"
      page.item("", width: indent(state.chain.count), [Span("because of ", .muted), Span(end, .title)])
    }
    return page
  }
}
