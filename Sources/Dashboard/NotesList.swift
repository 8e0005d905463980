import Diagnostics
import Engine
import Grid
import LabKit

/// The notes of one level, oldest first, and which of them is chosen.
struct NotesList {
  /// The notes.
  let notes: [NoteLine]
  /// The position of the chosen one; nil when there is none.
  let chosen: Int?

  /// The notes that are kept at a moment, with the knobs' steps one by one only where everything is asked for.
  init(_ snapshot: (any LabSnapshot)?, _ place: NotesPlace) {
    let kept = snapshot?.notes(.max, upTo: place.level) ?? []
    notes = place.level == .detail ? kept : kept.withoutSteps
    chosen = Self.nearest(to: place.chosen, in: notes)
  }

  /// By number and not by time: many notes can be written at the same moment.
  private static func nearest(to id: NoteID?, in notes: [NoteLine]) -> Int? {
    guard let id else { return notes.indices.last }
    func distance(_ index: Int) -> UInt64 {
      let number = notes[index].id.number
      return max(number, id.number) - min(number, id.number)
    }
    return notes.indices.min { distance($0) < distance($1) }
  }

  /// What of the list is seen through an area.
  struct Window {
    /// The notes around the chosen one.
    var page = Page()
    /// The position of the first of them.
    var firstNote = 0
    /// The line that stands at the top.
    var firstLine = 0
  }

  /// The chosen note in the middle, or as near to it as the ends of the list allow.
  ///
  /// So it moves while there is something newer or older to see beside it, and stands still, with all around
  /// it, while new notes come in below. Every note has a row at least, so that a screenful on each side will do.
  func window(width: Int, height: Int) -> Window {
    var window = Window()
    guard let chosen, height > 0 else { return window }
    window.firstNote = max(0, chosen - height)
    let shown = window.firstNote..<min(notes.count, chosen + height + 1)
    let timeColumns = width < 40 ? 0 : (notes.last.map { Clock.text($0.at).columns } ?? 0)
    for index in shown {
      add(notes[index], isChosen: index == chosen, timeColumns, to: &window.page)
    }
    let block = chosen - window.firstNote
    let above = window.page.rows(before: block, forWidth: width)
    let own = window.page.rows(before: block + 1, forWidth: width) - above
    let last = max(0, window.page.rows(forWidth: width) - height)
    window.firstLine = min(max(0, above - max(0, height - own) / 2), last)
    return window
  }

  private func add(_ note: NoteLine, isChosen: Bool, _ timeColumns: Int, to page: inout Page) {
    var lead = [Span(isChosen ? "► " : "  ", .focus, .bold)]
    if timeColumns > 0 {
      let time = Clock.text(note.at)
      let padding = String(repeating: " ", count: max(0, timeColumns - time.columns))
      lead.append(Span(padding + time + " ", .muted))
    }
    lead.append(note.sign)
    let width = lead.reduce(1) { $0 + $1.columns }
    var sentence = note.sentence
    if isChosen { (sentence.role, sentence.emphasis) = (.focus, .bold) }
    page.item(lead, width: width, [sentence])
  }
}

extension NoteLine {
  /// The sign of its level, or of what a person did.
  var sign: Span { isSpoken ? Self.storySign : isInput ? Self.personSign : Self.sign(of: level) }

  /// Stands before what a story says.
  static var storySign: Span { Span("◆", .title, .bold) }

  /// Stands before what a person did.
  static var personSign: Span { Span("►", .title, .bold) }

  /// Stands before the notes of a level.
  static func sign(of level: NoteLevel) -> Span {
    switch level {
    case .headline: Span("●", .text, .bold)
    case .observation: "○"
    case .detail: Span("·", .muted)
    }
  }

  /// What it says, in full unless it is absurdly long.
  var sentence: Span {
    Span(text.printable(upTo: 400), isInput || isSpoken ? .title : level == .detail ? .muted : .text)
  }
}
