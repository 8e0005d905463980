import Grid
import LabKit

/// The story in a row: what it expects, as words with a tick for each that has come so; where there is room each of two
/// runs has a row of its own.
///
///     ◆ A  ✓ good before  ✓ servers busy  · nobody answered
///       B  · good again
struct StoryStrip {
  private typealias Part = FittedRow.Part

  private let lines: [FittedRow]

  /// How many rows it takes; 0 while no story is told.
  static func rows(_ state: DashboardState) -> Int {
    guard let story = state.storyline else { return 0 }
    return state.height >= 24 && story.ticks.contains(where: \.isOfTwin) ? 2 : 1
  }

  /// Nil while no story is told.
  init?(_ state: DashboardState) {
    guard let story = state.storyline else { return nil }
    let next = story.ticks.filter { $0.judgement == nil }.map(\.by).min()
    var head = [Part([Span("◆", .title)]), Part().orRather(1, Span(story.title, .title, .bold))]
    if let left = story.leftAt {
      let words = Span("left at \(Clock.text(left))", .warning, .bold)
      head.append(Part([Span("left", .warning, .bold)]).orRather(400, words))
    }
    let hasTwin = story.ticks.contains(where: \.isOfTwin)
    let runs = [false, true].map { isTwin -> [Part] in
      let ticks = story.ticks.filter { $0.isOfTwin == isTwin }
      guard !ticks.isEmpty else { return [] }
      let letter = hasTwin ? [Part([Span(isTwin ? "B" : "A", .title, .bold)])] : []
      // What has failed and what comes next is read last of all to be left out; of the rest, what is long past.
      return letter
        + ticks.enumerated().map { place, tick in
          let priority = tick.judgement?.isHeld == false ? 300 : tick.judgement == nil && tick.by == next ? 200 : 100
          return Self.part(tick, priority + place)
        }
    }
    lines =
      Self.rows(state) == 2
      ? [FittedRow(head + runs[0]), FittedRow([Part([Span(" ")])] + runs[1])] : [FittedRow(head + runs[0] + runs[1])]
  }

  /// Draws it.
  func draw(on canvas: inout Canvas) {
    for (row, line) in lines.enumerated() {
      canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) { line.draw(on: &$0) }
    }
  }

  private static func part(_ tick: Storyline.Tick, _ priority: Int) -> FittedRow.Part {
    let sign = sign(tick)
    return FittedRow.Part([sign]).orRather(
      priority, sign, Span(" " + tick.says, tick.judgement == nil ? .muted : .text))
  }

  /// One expectation as one sign.
  static func sign(_ tick: Storyline.Tick) -> Span {
    switch tick.judgement?.isHeld {
    case true?: Span("✓", .good, .bold)
    case false?: Span("✗", .bad, .bold)
    case nil: Span("·", .muted)
    }
  }
}

extension DashboardView {
  /// Everything that is expected in the story, and what came of it.
  var storyPage: Page {
    var page = Page()
    guard let story = state.storyline else { return page }
    page.heading(story.title)
    for isTwin in [false, true] {
      let ticks = story.ticks.filter { $0.isOfTwin == isTwin }
      guard !ticks.isEmpty else { continue }
      page.heading(isTwin ? "B, the twin" : "A, the first run")
      for tick in ticks {
        let words = tick.says == tick.text ? tick.text : "\(tick.says): \(tick.text)"
        let found = tick.judgement.map { ": found \($0.found)" } ?? ""
        page.item(
          StoryStrip.sign(tick), width: 3,
          [Span(words, .text), Span(" at \(Clock.text(tick.by))", .muted), Span(found, .text, .bold)])
      }
    }
    return page
  }
}
