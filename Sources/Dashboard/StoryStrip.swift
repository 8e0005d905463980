import Grid
import LabKit

/// The story in one row: what it expects of each run, as words with a tick for each that has come so.
///
///     ◆ A  ✓ good before  ✓ busy after  · nobody is answered  B  · good again
struct StoryStrip {
  private let row: FittedRow

  /// Nil while no story is told.
  init?(_ state: DashboardState) {
    guard let story = state.storyline else { return nil }
    let next = story.ticks.filter { $0.judgement == nil }.map(\.by).min()
    var parts = [FittedRow.Part([Span("◆", .title)])]
    parts.append(FittedRow.Part().orRather(1, Span(story.title, .title, .bold)))
    if let left = story.leftAt {
      parts.append(
        FittedRow.Part([Span("left", .warning, .bold)]).orRather(
          400, Span("left at \(Clock.text(left))", .warning, .bold)))
    }
    let hasTwin = story.ticks.contains(where: \.isOfTwin)
    for isTwin in [false, true] {
      let ticks = story.ticks.filter { $0.isOfTwin == isTwin }
      if hasTwin, !ticks.isEmpty { parts.append(FittedRow.Part([Span(isTwin ? "B" : "A", .title, .bold)])) }
      // What has failed and what comes next is read last of all to be left out; of the rest, what is long past.
      parts += ticks.enumerated().map { place, tick in
        let priority = tick.judgement?.isHeld == false ? 300 : tick.judgement == nil && tick.by == next ? 200 : 100
        return Self.part(tick, priority + place)
      }
    }
    row = FittedRow(parts)
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) { row.draw(on: &canvas) }

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
