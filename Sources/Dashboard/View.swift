import Grid
import LabKit

/// Draws a state by its plan.
struct DashboardView {
  /// What is drawn.
  let state: DashboardState
  /// Where.
  let plan: ScreenPlan
  /// The screen before, if it shows the same moment.
  var earlier: Drawing?

  /// Draws all of it.
  func draw(on canvas: inout Canvas) {
    guard plan.isLargeEnough else { return drawTooSmall(on: &canvas) }
    let status = StatusLine(state)
    canvas.inside(plan.status) { status.draw(on: &$0) }
    if let alarm = LawAlarm(state.laws) { canvas.inside(plan.alarm) { alarm.paragraph.draw(on: &$0) } }
    if let promises = PromiseStrip(state.promises, at: state.snapshot?.now ?? .start) {
      canvas.inside(plan.promises) { promises.draw(on: &$0) }
    }
    if let guide = GuideLine(state) { canvas.inside(plan.guide) { guide.draw(on: &$0) } }
    if let story = StoryStrip(state) { canvas.inside(plan.story) { story.draw(on: &$0) } }
    if let sentence = state.sentence { canvas.inside(plan.sentence) { Paragraph([sentence]).draw(on: &$0) } }
    canvas.inside(plan.timeBar) { [state] in TimeBar(state)?.draw(on: &$0) }
    drawKnobs(on: &canvas)
    drawPanels(on: &canvas)
    canvas.inside(plan.notes) { drawNotes(on: &$0) }
    let hints = FooterHints(state).hints
    canvas.inside(plan.footer) { hints.draw(on: &$0) }
    drawOverlay(on: &canvas)
  }

  /// What is needed, what there is, and that q works.
  private func drawTooSmall(on canvas: inout Canvas) {
    let needed = "needs \(ScreenPlan.leastWidth)x\(ScreenPlan.leastHeight)"
    Paragraph([
      Span(needed, .warning, .bold), Span(" has \(state.width)x\(state.height)"), Span(" q quits", .muted),
    ]).draw(on: &canvas)
  }

  private func drawPanels(on canvas: inout Canvas) {
    draw(plan.panels, of: state.snapshot, on: &canvas)
    guard let twin = state.twin, let places = plan.twin else { return }
    draw(places.right.panels, of: twin.snapshot, on: &canvas)
    draw(twin, places, on: &canvas)
  }

  private func draw(_ places: [PanelPlace], of snapshot: (any LabSnapshot)?, on canvas: inout Canvas) {
    for place in places {
      let field = state.entry.panels[place.panel]
      let words = snapshot?.status(panel: place.panel) ?? "starting"
      let frame = Frame(field.title, status: Span(words), isFocused: place.panel == state.focusedPanel)
      canvas.inside(place.area) { canvas in
        frame.draw(on: &canvas) { canvas in
          guard !state.isZoomed else { return drawZoomed(field, place.panel, of: snapshot, on: &canvas) }
          if let earlier, earlier.copy(place, to: &canvas) { return }
          snapshot?.draw(panel: place.panel, on: &canvas)
        }
      }
    }
  }
}
