import Engine
import Grid

extension Part {
  /// The newest notes about some topics, the newest at the bottom, details only where a panel is shown alone and there
  /// is nothing else; none while there is no note. Every panel ends with them where it has rows left.
  static func events(_ topics: [Int], _ view: View<L>, width: Int, rows: Int, isAlone: Bool) -> [Part] {
    // Each takes a row, and the title one: no sentence is put together that nobody sees.
    let most = min(mostEvents, rows - 1)
    let told = view.context.notes.newest(most, upTo: .observation, about: topics)
    let notes = told.isEmpty && isAlone ? view.context.notes.newest(most, upTo: .detail, about: topics) : told
    let blocks = notes.map { lines(of: $0, width: width) }.filter { !$0.isEmpty }
    guard let newest = blocks.last else { return [] }
    let all = blocks.reduce(1) { $0 + $1.count }
    var part = Part(least: 1 + newest.count, most: { _, _ in all }) { _, canvas in
      canvas.write(Span("last events", .title), column: 0, row: 0, width: canvas.width)
      // As many whole ones as there are rows for.
      var shown: [EventLine] = []
      for block in blocks.reversed() {
        guard shown.count + block.count < canvas.height else { break }
        shown = block + shown
      }
      for (row, line) in shown.enumerated() {
        canvas.write(line.time, column: 0, row: 1 + row, role: .muted)
        for (column, cell) in line.words.enumerated() { canvas.put(cell, column: line.indent + column, row: 1 + row) }
      }
    }
    // Set one by one: in generic code a key path is put together anew at every use.
    part.share = 1
    part.priority = isAlone ? 4 : -1
    return [part]
  }

  /// Beyond these older ones are no news.
  private static var mostEvents: Int { 16 }

  /// The rows of a note, after its time; long sentences wrap.
  private static func lines(of note: NoteEntry<L.Note>, width: Int) -> [EventLine] {
    guard case .world(let world) = note.content else { return [] }
    let time = Figure.time(note.at.seconds, end: .infinity) + " "
    return Paragraph(world.text).lines(width: max(1, width - time.columns)).enumerated().map {
      EventLine(time: $0 == 0 ? time : "", indent: time.columns, words: $1)
    }
  }
}

/// A row of a note: the first says when it was, all others stand below its words.
private struct EventLine {
  let time: String, indent: Int, words: [Cell]
}
