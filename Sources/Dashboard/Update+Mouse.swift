import Grid
import LabKit

extension DashboardState {
  /// What the mouse does: it drags the slider, focuses panels and knobs, presses the keys in the footer.
  mutating func point(_ mouse: Message.Mouse, column: Int, row: Int) -> [Effect] {
    let plan = ScreenPlan(self)
    guard plan.isLargeEnough else { return [] }
    switch mouse {
    case .release:
      isDragging = false
      return []
    case .drag: return isDragging ? drag(to: column, plan) : []
    case .wheelUp: return wheel(by: -1, column: column, row: row, plan)
    case .wheelDown: return wheel(by: 1, column: column, row: row, plan)
    case .press: return press(column: column, row: row, plan)
    }
  }

  private mutating func press(column: Int, row: Int, _ plan: ScreenPlan) -> [Effect] {
    notice = nil
    if overlay != .none, !plan.footer.contains(column: column, row: row) {
      return pressOnOverlay(column: column, row: row, plan)
    }
    if plan.control.contains(column: column, row: row) { return pressOnControl(column: column, plan) }
    let knobs = KnobList(self, in: plan.knobs, isStrip: plan.isKnobStrip)
    if let knob = knobs.knob(atColumn: column, row: row) { return perform(.focusKnob(knob)) }
    if plan.footer.contains(column: column, row: row) { return pressOnFooter(column: column, row: row, plan) }
    guard let place = plan.panels.first(where: { $0.area.contains(column: column, row: row) }) else {
      return []
    }
    // A second click, on the title, is as good as Enter; on the content it may have been meant for the
    // content.
    let isTitle = row == place.area.row && place.panel == focusedPanel
    _ = perform(.focusPanel(place.panel))
    return isTitle ? perform(isZoomed ? .back : .zoom) : []
  }

  private mutating func pressOnControl(column: Int, _ plan: ScreenPlan) -> [Effect] {
    guard let control = KnobControl(self, width: plan.control.width) else { return [] }
    guard let value = control.value(atColumn: column - plan.control.column) else { return [] }
    defer { isDragging = true }
    return perform(.setKnob(focusedKnob, value))
  }

  private mutating func drag(to column: Int, _ plan: ScreenPlan) -> [Effect] {
    guard let control = KnobControl(self, width: plan.control.width) else { return [] }
    guard let value = control.value(draggedTo: column - plan.control.column) else { return [] }
    return perform(.setKnob(focusedKnob, value))
  }

  private mutating func pressOnFooter(column: Int, row: Int, _ plan: ScreenPlan) -> [Effect] {
    let hints = FooterHints(self)
    guard let command = hints.command(atColumn: column, row: row, in: plan.footer) else { return [] }
    return perform(command)
  }

  private mutating func pressOnOverlay(column: Int, row: Int, _ plan: ScreenPlan) -> [Effect] {
    guard plan.overlay.contains(column: column, row: row) else {
      overlay = .none
      return []
    }
    if case .notes(let place) = overlay { pressOnNotes(place, column: column, row: row, plan) }
    if case .map(let selected) = overlay { pressOnMap(selected, column: column, row: row, plan.page) }
    if case .menu(let menu, let selection, let value) = overlay {
      return press(on: menu, selection, value, row: row, plan)
    }
    guard case .palette(let text, let selection) = overlay else { return [] }
    let list = plan.paletteList
    guard list.contains(column: column, row: row) else { return [] }
    let found = PaletteSearch(self, text).found
    let first = PaletteSearch.firstShown(selection: selection, rows: list.height)
    let clicked = first + row - list.row
    guard found.indices.contains(clicked) else { return [] }
    return run(found[clicked], text)
  }

  private mutating func wheel(by step: Int, column: Int, row: Int, _ plan: ScreenPlan) -> [Effect] {
    switch overlay {
    case .help, .laws, .story: scroll(by: 3 * step)
    case .notes(let place): if place.chainLine == nil { chooseNote(by: step) } else { scroll(by: 3 * step) }
    case .palette(let text, let selection): choose(selection + step, text)
    case .menu(let menu, let selection, _): choose(selection + step, in: menu)
    case .map, .naming: break
    case .ending(let selection): choose(selection + step)
    case .none where plan.notes.contains(column: column, row: row):
      let most = max(0, (snapshot?.notes(.max, upTo: .headline).count { !$0.isSpoken } ?? 0) - plan.notes.height)
      notesBack = min(max(0, notesBack - step), most)
    case .none: return perform(.chooseKnob(by: step))
    }
    return []
  }
}
