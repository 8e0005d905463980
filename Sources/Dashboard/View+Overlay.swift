import Grid
import LabKit

extension DashboardView {
  /// Draws what lies over the panels.
  func drawOverlay(on canvas: inout Canvas) {
    guard !plan.overlay.isEmpty else { return }
    canvas.fill(plan.overlay, with: .blank)
    switch state.overlay {
    case .none: break
    case .help(let first, let search):
      drawPage(search.map { "Help: /\($0.printable)" } ?? "Help", firstLine: first, on: &canvas)
    case .laws(let first): drawPage("Promises and laws", firstLine: first, on: &canvas)
    case .story(let first): drawPage("Story", firstLine: first, on: &canvas)
    case .ending(let selection): drawEnding(selection, on: &canvas)
    case .notes(let place): drawNotes(place, on: &canvas)
    case .menu(let menu, let selection, let value): draw(menu, selection, value, on: &canvas)
    case .map(let selected): drawMap(selected, on: &canvas)
    case .naming(let text): drawNaming(text, on: &canvas)
    case .palette(let text, let selection): drawPalette(text, selection, on: &canvas)
    }
  }

  /// The page that is open.
  var page: Page {
    switch state.overlay {
    case .laws: lawsPage
    case .story: storyPage
    case .notes: chainPage
    case .help(_, let search?): helpPage.lines(containing: search)
    default: helpPage
    }
  }

  /// Draws the page that is open, from a line on.
  func drawPage(_ title: String, firstLine: Int, on canvas: inout Canvas) {
    let page = page
    let rows = page.rows(forWidth: plan.page.width)
    let last = max(0, rows - plan.page.height)
    let first = min(firstLine, last)
    let position = last == 0 ? "" : "\(first + 1)–\(min(first + plan.page.height, rows)) of \(rows)"
    let frame = Frame(title, status: Span(position, .muted), isFocused: true)
    canvas.inside(plan.overlay) { frame.draw(on: &$0) }
    canvas.inside(plan.page) { page.draw(on: &$0, firstLine: first) }
  }
}
