import Grid
import LabKit

/// The focused knob in one row: a slider for numbers, all positions by name for the others.
///
///     ►traffic ┣━━━━━━━━━━●──────┤  850/s  0–3000/s
///     ►payment  ○ cash  ● card  ○ tag
struct KnobControl {
  /// The knob.
  let field: KnobField
  /// Its value.
  let value: Double
  /// The columns of the row.
  let width: Int

  /// The control of the focused knob; nil in a lab without knobs.
  init?(_ state: DashboardState, width: Int) {
    guard let field = state.focusedField else { return nil }
    self.field = field
    self.width = width
    value = state.value(ofKnob: state.focusedKnob)
  }

  /// The range as it is shown, `0–3000/s`.
  var rangeText: String {
    "\(field.text(field.range.lowerBound))–\(field.reading(field.range.upperBound))"
  }

  /// The slider, for the kinds of knobs that have one.
  var slider: Slider {
    let bounds = [field.range.lowerBound, field.range.upperBound].map { field.reading($0).columns }
    return Slider(
      field.title, value: value, in: field.range, reading: field.reading(value), isFocused: true,
      // A fraction has more digits than the bounds of its range.
      readingWidth: (bounds.max() ?? 0) + (field.kind == .number && field.step != field.step.rounded() ? 2 : 0))
  }

  /// The columns of the slider, which leaves room for the range and the neighbours.
  var sliderWidth: Int { width < 60 ? width : min(width * 3 / 5, 100) }

  /// The positions by name, for the other kinds: value, text and the column where it begins.
  var positions: [(value: Double, text: String, column: Int)] {
    let names: [String]
    switch field.kind {
    case .number, .whole: return []
    case .toggle: names = ["off", "on"]
    case .choice(let all): names = all
    }
    var column = field.title.columns + 3
    return names.enumerated().map { index, name in
      let text = (Double(index) == value ? "● " : "○ ") + name
      defer { column += text.columns + 2 }
      return (Double(index), text, column)
    }
  }

  /// The columns that the control itself takes.
  var columns: Int { positions.last.map { $0.column + $0.text.columns } ?? sliderWidth }

  /// The value under a column; nil where there is none.
  func value(atColumn column: Int) -> Double? {
    if let hit = positions.last(where: { column >= $0.column }) {
      return column < hit.column + hit.text.columns ? hit.value : nil
    }
    guard positions.isEmpty else { return nil }
    return slider.value(atColumn: column, width: sliderWidth).map(snapped)
  }

  /// The value that the mouse drags to, also beyond the ends of the track.
  func value(draggedTo column: Int) -> Double? {
    guard positions.isEmpty else { return value(atColumn: column) }
    let track = slider.trackColumns(width: sliderWidth)
    guard let last = track.last else { return nil }
    return value(atColumn: min(max(column, track.lowerBound), last))
  }

  /// The nearest value on the grid of steps, which is where the keys go too; the ends of the range are
  /// always near.
  private func snapped(_ value: Double) -> Double {
    if value <= field.range.lowerBound || value >= field.range.upperBound { return field.fitted(value) }
    let below = field.stepped(field.stepped(value, by: 1), by: -1)
    let above = field.stepped(below, by: 1)
    return value - below < above - value ? below : above
  }
}

extension [NoteLine] {
  /// The notes with the steps of a knob drawn together: only the last of them is left.
  var withoutSteps: [NoteLine] {
    enumerated().filter { index, note in
      guard let knob = note.turnedKnob, index + 1 < count else { return true }
      return self[index + 1].turnedKnob != knob
    }.map(\.element)
  }
}

extension NoteLine {
  /// What a person turned, `you: traffic=`; nil when this is something else.
  var turnedKnob: Substring? {
    guard isInput, let end = text.firstIndex(of: "=") else { return nil }
    return text[...end]
  }
}
