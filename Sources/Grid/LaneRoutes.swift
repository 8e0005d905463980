/// The lines of messages between lanes. One that would hide another is left out, unless it is important.
struct LaneRoutes {
  /// Whether a message was left out.
  private(set) var isThinned = false
  private let rows: [Int]
  private let time: LaneTime
  private let height: Int
  /// Where lines run, and whose they are.
  private var plane: [LaneStep?]
  private var labels: [(text: Span, steps: [LaneStep])] = []

  init(_ chart: LaneChart, _ rows: [Int], _ time: LaneTime) {
    self.rows = rows
    self.time = time
    let now = min(chart.now ?? chart.range.upperBound, chart.range.upperBound)
    height = (rows.last ?? -1) + 1
    plane = Array(repeating: nil, count: max(0, height * time.width))
    guard !chart.messages.isEmpty, !plane.isEmpty else { return }
    let selection = LaneSelection(chart.messages, lanes: rows.indices, time, now: now)
    isThinned = selection.isThinned
    for message in selection.messages {
      let steps = LanePath(message, rows, time, now: now, isFine: chart.level == .braille).steps
      guard message.isImportant || isFree(steps) else {
        isThinned = true
        continue
      }
      for step in steps { place(step) }
      let label = Span(message.label, message.role)
      // Once for what is sent together.
      if !message.label.isEmpty, !labels.contains(where: { $0.text == label && $0.steps[0].origin == steps[0].origin })
      {
        labels.append((label, steps))
      }
    }
  }

  private func index(_ step: LaneStep) -> Int? {
    guard step.column >= 0, step.column < time.width, step.row >= 0, step.row < height else { return nil }
    return step.row * time.width + step.column
  }

  /// Whether these steps hide nothing: they may share a line with what was sent together with them, and cross others,
  /// but not run close beside them.
  private func isFree(_ steps: [LaneStep]) -> Bool {
    steps.allSatisfy { step in
      guard isApart(step) else { return false }
      guard let index = index(step), let other = plane[index], other.origin != step.origin else {
        return true
      }
      guard step.glyph == nil, other.glyph == nil else { return false }
      // Two lines of dots can be seen to cross.
      if step.dots != 0, other.dots != 0 { return true }
      guard step.dots == 0, other.dots == 0 else { return false }
      return step.sides == .level && other.sides == .upright || step.sides == .upright && other.sides == .level
    }
  }

  private func isApart(_ step: LaneStep) -> Bool {
    guard !step.sides.isDisjoint(with: .upright) else { return true }
    return [step.column - 1, step.column + 1].allSatisfy { column in
      var twin = step
      twin.column = column
      guard let index = index(twin), let other = plane[index], other.origin != step.origin else {
        return true
      }
      return other.sides.isDisjoint(with: .upright)
    }
  }

  private mutating func place(_ step: LaneStep) {
    guard let index = index(step) else { return }
    var step = step
    if let other = plane[index] {
      step.sides.formUnion(other.sides)
      step.dots |= other.dots
      // What came first is more important.
      if let glyph = other.glyph { (step.glyph, step.role) = (glyph, other.role) }
    }
    plane[index] = step
  }

  /// Draws the lines over the lanes, and the labels where they hide nothing.
  func draw(on canvas: inout Canvas) {
    for step in plane {
      guard let step else { continue }
      let below = rows.contains(step.row) ? canvas.cell(column: step.column, row: step.row)?.glyph : nil
      let line = step.dots == 0 ? nil : Unicode.Scalar(0x2800 + UInt32(step.dots))
      let cell = Cell(step.glyph ?? line ?? step.sides.glyph(over: below), step.role, step.glyph == nil ? [] : .bold)
      canvas.put(cell, column: step.column, row: step.row)
    }
    for (text, steps) in labels { draw(text, twin: steps, on: &canvas) }
  }

  /// Writes a label where nothing is, right or left of the line and between two lanes.
  private func draw(_ text: Span, twin steps: [LaneStep], on canvas: inout Canvas) {
    for step in steps where !rows.contains(step.row) {
      for start in [step.column + 1, step.column - text.columns] {
        // One blank on either side, or it would read into the next line.
        let isFree = (start - 1...start + text.columns).allSatisfy {
          $0 == step.column || $0 == time.width || canvas.cell(column: $0, row: step.row)?.glyph == " "
        }
        guard isFree else { continue }
        canvas.write(text.text, column: start, row: step.row, role: text.role)
        return
      }
    }
  }
}

extension Strokes {
  /// The line, drawn over what a lane has there.
  fileprivate func glyph(over lane: Unicode.Scalar?) -> Unicode.Scalar {
    guard let lane, self == .upright else { return glyph(isRound: true) }
    switch lane {
    case "━", "░": return "┿"
    case "─", "╌", "┄": return "┼"
    default: return "│"
    }
  }
}
