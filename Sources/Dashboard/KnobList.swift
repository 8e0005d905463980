import Grid
import LabKit

/// All knobs with their values, as a strip or as a column; the part around the focused one where there is
/// not room for all.
struct KnobList {
  /// One knob with its text and its place.
  typealias Place = (knob: Int, title: String, value: String, area: Rectangle)

  /// The knobs that are shown.
  let places: [Place]

  /// The knobs in an area of the screen.
  init(_ state: DashboardState, in area: Rectangle, isStrip: Bool) {
    guard !area.isEmpty else {
      places = []
      return
    }
    places = isStrip ? Self.strip(state, area) : Self.column(state, area.inset())
  }

  /// The knob at a cell of the screen.
  func knob(atColumn column: Int, row: Int) -> Int? {
    places.first { $0.area.contains(column: column, row: row) }?.knob
  }

  /// Page by page and not centred, so that choosing the next knob moves a marker and not the strip.
  private static func strip(_ state: DashboardState, _ area: Rectangle) -> [Place] {
    var page: [Place] = []
    var column = area.column
    for (index, field) in state.entry.knobs.enumerated() {
      let value = field.reading(state.value(ofKnob: index))
      // As wide as the widest value and the star of a turned knob: the others stay where they are meanwhile.
      let widest = [field.range.lowerBound, field.range.upperBound].map {
        field.reading($0).columns
      }
      let width = field.title.columns + 3 + max(value.columns, widest.max() ?? 0)
      if column + width > area.endColumn, !page.isEmpty {
        if index > state.focusedKnob { break }
        (page, column) = ([], area.column)
      }
      let place = Rectangle(column: column, row: area.row, width: width, height: 1).intersection(area)
      page.append((index, field.title, value, place))
      column += width + 2
    }
    return page
  }

  private static func column(_ state: DashboardState, _ area: Rectangle) -> [Place] {
    let rows = max(1, area.height)
    let first = min(max(0, state.focusedKnob - rows / 2), max(0, state.entry.knobs.count - rows))
    return (first..<min(first + rows, state.entry.knobs.count)).map { index in
      let field = state.entry.knobs[index]
      let place = Rectangle(column: area.column, row: area.row + index - first, width: area.width, height: 1)
      return (index, field.title, field.reading(state.value(ofKnob: index)), place)
    }
  }
}
