/// The axis below what moves along: `60 s ago ┈┈┈┈┈┈┈┈┈┈┈ now`.
///
/// Round times stand in between when there is room, and a remark in the middle.
struct TimeAxis {
  /// How long ago the left end is, in seconds.
  var seconds: Double
  /// What is to be said about the whole, such as that something is left out.
  var remark = ""

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) {
    guard seconds > 0, seconds.isFinite else { return }
    let width = canvas.width, role = Role.muted, start = Figure.time(seconds, end: seconds) + " ago"
    canvas.fill(Rectangle(width: width, height: 1), with: Cell("┈", role))
    guard width >= start.columns + 7 else {
      canvas.write(Span("now", role), column: 0, row: 0, width: width, alignment: .trailing)
      return
    }
    canvas.write(start + " ", column: 0, row: 0, role: role)
    canvas.write(" now", column: width - 4, row: 0, role: role)
    let free = start.columns + 2..<width - 5
    if !remark.isEmpty, remark.columns + 4 <= free.count {
      let column = free.lowerBound + (free.count - remark.columns - 2) / 2
      canvas.write(" \(remark) ", column: column, row: 0, role: role)
    } else if free.count >= 24 {
      drawTimes(on: &canvas, free)
    }
  }

  /// Round times, at least 12 columns apart.
  private func drawTimes(on canvas: inout Canvas, _ free: Range<Int>) {
    let width = canvas.width
    let step = Scale.roundedUp(seconds * 12 / Double(width), steps: [1, 2, 5])
    guard step > 0, seconds / step < 100 else { return }
    var time = step
    while time < seconds {
      let label = " \(Figure.time(time, end: seconds)) "
      // The middle of the label stands where its time is.
      let column = Int((Double(width - 1) * (1 - time / seconds)).rounded()) - label.columns / 2
      if column > free.lowerBound, column + label.columns < free.upperBound {
        canvas.write(label, column: column, row: 0, role: .muted)
      }
      time += step
    }
  }
}
