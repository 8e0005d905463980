import Grid
import LabKit

extension DashboardView {
  /// Draws the focused knob and, where there is room, all of them.
  func drawKnobs(on canvas: inout Canvas) {
    if let control = KnobControl(state, width: plan.control.width) {
      canvas.inside(plan.control) { draw(control, on: &$0) }
    }
    if !plan.isKnobStrip {
      let frame = Frame("Knobs", status: Span("\(state.focusedKnob + 1)/\(state.entry.knobs.count)", .muted))
      canvas.inside(plan.knobs) { frame.draw(on: &$0) }
    }
    for place in KnobList(state, in: plan.knobs, isStrip: plan.isKnobStrip).places {
      let isFocused = place.knob == state.focusedKnob
      let isChanged = state.value(ofKnob: place.knob) != state.entry.defaults[place.knob]
      canvas.inside(place.area) { canvas in
        let title = Span((isFocused ? "►" : " ") + place.title, isFocused ? .focus : .muted, isFocused ? .bold : [])
        // A turned knob is told by its star: after an hour nobody remembers what was turned.
        let value = Span((isChanged ? "*" : "") + place.value, isFocused ? .focus : .text, isChanged ? .bold : [])
        let room = max(1, canvas.width - value.columns - 1)
        canvas.write(title, column: 0, row: 0, width: room)
        let column = plan.isKnobStrip ? title.columns + 1 : canvas.width - value.columns
        canvas.write(value, column: column, row: 0, width: value.columns)
      }
    }
  }

  private func draw(_ control: KnobControl, on canvas: inout Canvas) {
    var column = control.columns + 2
    if control.positions.isEmpty {
      let slider = control.slider
      canvas.inside(Rectangle(width: control.sliderWidth, height: 1)) { slider.draw(on: &$0) }
      column = canvas.write("(\(control.rangeText))", column: column, row: 0, role: .muted) + 2
    } else {
      canvas.write("►" + control.field.title, column: 0, row: 0, role: .focus, emphasis: .bold)
      for position in control.positions {
        let isChosen = position.value == control.value
        canvas.write(
          position.text, column: position.column, row: 0, role: isChosen ? .focus : .text,
          emphasis: isChosen ? .bold : [])
      }
    }
    drawNeighbours(on: &canvas, from: column)
  }

  /// The names of the knobs that up and down lead to, where the list of all has no room.
  private func drawNeighbours(on canvas: inout Canvas, from start: Int) {
    guard plan.knobs.isEmpty else { return }
    var column = start
    for (arrow, index) in [("↓", state.focusedKnob + 1), ("↑", state.focusedKnob - 1)] {
      guard state.entry.knobs.indices.contains(index) else { continue }
      let field = state.entry.knobs[index]
      let value = field.reading(state.value(ofKnob: index))
      let wordings = ["\(arrow) \(field.title) \(value)", "\(arrow) \(field.title)"]
      guard let text = wordings.first(where: { column + $0.columns <= canvas.width }) else { continue }
      column = canvas.write(text, column: column, row: 0, role: .muted) + 2
    }
  }
}
