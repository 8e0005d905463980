import Grid
import LabKit

/// The story in one row: its title, a tick for each expectation of each run, and the one that is judged next.
///
///     ◆ A retry storm outlives its trigger  A ✓··  B ··  next 0:01:00.0 A goodput.p1 rate below 20
struct StoryStrip {
  private let story: Storyline

  /// Nil while no story is told.
  init?(_ state: DashboardState) {
    guard let story = state.storyline else { return nil }
    self.story = story
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) {
    let column = canvas.write("◆ ", column: 0, row: 0, role: .title), room = canvas.width - column
    let fitting = wordings.first { $0.reduce(0) { $0 + $1.columns } <= room } ?? cut(to: room) ?? runs
    canvas.write(fitting, column: column)
  }

  /// From the longest to the shortest.
  private var wordings: [[Span]] {
    let title = [Span(story.title, .title, .bold)]
    return [title + runs + next, name + runs + next] + (next.isEmpty ? [name + runs] : [])
  }

  private var name: [Span] { [Span(story.name, .title, .bold)] }

  /// When there is no room for all of it: what comes next is cut, then the name goes, and a verdict never.
  private func cut(to room: Int) -> [Span]? {
    let head = name + runs, left = room - head.reduce(0) { $0 + $1.columns }
    guard left >= 0 else { return nil }
    guard let next = next.first, left >= StoryStrip.leastOfNext else { return head }
    return head + [Span(String(next.text.prefix(left - 1)) + "…", .muted)]
  }

  /// Less than this does not even say when.
  private static let leastOfNext = 20

  private var runs: [Span] {
    let hasTwin = story.ticks.contains(where: \.isOfTwin)
    return [false, true].flatMap { isTwin -> [Span] in
      let ticks = story.ticks.filter { $0.isOfTwin == isTwin }
      guard !ticks.isEmpty else { return [] }
      return [Span(hasTwin ? (isTwin ? "  B " : "  A ") : "  ", .muted)] + ticks.map(StoryStrip.sign)
    }
  }

  private var next: [Span] {
    guard let tick = story.ticks.filter({ $0.judgement == nil }).min(by: { $0.by < $1.by }) else { return [] }
    return [Span("  next \(Clock.text(tick.by)) \(tick.isOfTwin ? "B " : "")\(tick.text)", .muted)]
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
        let found = tick.judgement.map { ": found \($0.found)" } ?? ""
        page.item(
          StoryStrip.sign(tick), width: 3,
          [Span(tick.text, .text), Span(" at \(Clock.text(tick.by))", .muted), Span(found, .text, .bold)])
      }
    }
    return page
  }
}
