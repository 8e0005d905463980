import Grid
import LabKit

extension DashboardView {
  /// Draws a panel that is shown alone: the picture with its last events, and beside or below it how it is read, what can
  /// be turned and what can be done.
  func drawZoomed(_ field: LabEntry.PanelField, _ panel: Int, of snapshot: (any LabSnapshot)?, on canvas: inout Canvas)
  {
    // Beside a twin there is room for the pictures only.
    guard state.twin == nil else { return snapshot?.draw(panel: panel, isAlone: true, on: &canvas) ?? () }
    let isWide = canvas.width >= 120 && canvas.height >= 16
    let page = isWide ? widePage(field) : narrowPage(field)
    let area = Rectangle(width: canvas.width, height: canvas.height)
    let needed = page.rows(forWidth: canvas.width)
    let places =
      isWide
      ? Layout.columns([Share(priority: 1), .fixed(50)], in: area, gap: 3)
      : Layout.rows([Share(minimum: 8, priority: 1), .fixed(needed)], in: area, gap: 1)
    canvas.inside(places[0]) { snapshot?.draw(panel: panel, isAlone: true, on: &$0) }
    canvas.inside(places[1]) { page.draw(on: &$0, firstLine: 0) }
  }

  /// How the focused panel is read, for the help.
  func addFocusedPanel(to page: inout Page) {
    guard let field = state.focusedPanelField, !field.reading.isEmpty else { return }
    page.heading("The panel \(field.title)")
    page.text([Span(field.reading)])
  }

  private func widePage(_ field: LabEntry.PanelField) -> Page {
    var page = Page()
    page.heading("How to read it")
    page.text([Span(field.reading)])
    if !field.actions.isEmpty { page.heading("Its keys") }
    for action in field.actions {
      let declaration = state.entry.actions[action].declaration, isOn = state.isInjected(action)
      page.item(
        Span(String(declaration.key), .focus, .bold), width: 3,
        [
          Span(declaration.title + (isOn ? " ● injected" : ""), isOn ? .bad : .text, .bold),
          Span(": \(declaration.help)", .muted),
        ])
    }
    if !field.knobs.isEmpty { page.heading("Its knobs") }
    for knob in field.knobs {
      let declared = state.entry.knobs[knob]
      page.item(Span(declared.title), width: 18, [reading(knob)])
    }
    return page
  }

  /// What of that finds room below a picture: the text, and the knobs one after the other.
  private func narrowPage(_ field: LabEntry.PanelField) -> Page {
    var page = Page()
    page.text([Span(field.reading)])
    guard !field.knobs.isEmpty else { return page }
    page.text(
      field.knobs.flatMap { [Span("\(state.entry.knobs[$0].title) ", .muted), reading($0), "  "] })
    return page
  }

  /// The value of a knob; one that was turned is told by its star.
  private func reading(_ knob: Int) -> Span {
    let value = state.value(ofKnob: knob), isChanged = value != state.entry.defaults[knob]
    return Span(
      (isChanged ? "*" : "") + state.entry.knobs[knob].reading(value), isChanged ? .focus : .text,
      isChanged ? .bold : [])
  }
}
