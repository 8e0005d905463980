/// The axis below what moves along: `60 s ago ┈┈┈┈┈┈┈┈┈┈┈ now`.
///
/// Both ends are labelled. Round times stand in between when there is room, or a remark.
struct TimeAxis {
  /// How long ago the left end is, in seconds.
  var seconds: Double
  /// What is to be said about the whole, such as that something is left out.
  var remark = ""

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) {
    guard seconds > 0, seconds.isFinite else { return }
    let width = canvas.width, role = Role.muted, step = step(width)
    canvas.fill(Rectangle(width: width, height: 1), with: Cell("┈", role))
    let label = Figure.time(seconds < 10 ? seconds : seconds.rounded(), end: seconds) + " ago "
    guard label.columns + 6 <= width else {
      canvas.write(Span("now", role), column: 0, row: 0, width: width, alignment: .trailing)
      return
    }
    canvas.write(label, column: 0, row: 0, role: role)
    canvas.write(" now", column: width - 4, row: 0, role: role)
    let free = label.columns + 1..<width - 5
    if !remark.isEmpty, remark.columns + 4 <= free.count {
      let column = free.lowerBound + (free.count - remark.columns - 2) / 2
      canvas.write(" \(remark) ", column: column, row: 0, role: role)
      return
    }
    var time = (seconds / step * (1 + 1e-9)).rounded(.down) * step
    // A hair of slack, or what is left of subtractions shows as a time.
    while time > step / 2 {
      let label = " \(Figure.time(time, end: seconds)) "
      // The middle of the label stands where its time is.
      let column = column(of: time, width) - label.columns / 2
      if column > free.lowerBound, column + label.columns < free.upperBound {
        canvas.write(label, column: column, row: 0, role: role)
      }
      time -= step
    }
  }

  private func column(of time: Double, _ width: Int) -> Int {
    (Double(width - 1) * (1 - time / seconds)).cells(upTo: max(0, width - 1))
  }

  /// A round distance between times, in seconds, at least 14 columns.
  private func step(_ width: Int) -> Double {
    let least = min(seconds, seconds * 14 / Double(max(1, width)))
    if least > 10, let round = [15.0, 20, 30, 60, 120, 300, 600, 1800, 3600].first(where: { $0 >= least }) {
      return min(round, seconds)
    }
    return min(Scale.roundedUp(least, steps: [1, 2, 5]), seconds)
  }
}
