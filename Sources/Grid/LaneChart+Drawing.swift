extension LaneChart {
  /// Draws one lane a row, farther apart when messages run between them, and the axis below the last that fits.
  public func draw(on canvas: inout Canvas) {
    guard canvas.height > 0 else { return }
    let hasAxis = canvas.height >= 2
    let places = LanePlaces(count: lanes.count, rows: canvas.height - (hasAxis ? 1 : 0), isSpread: !messages.isEmpty)
    let gutter = gutterWidth(canvas.width)
    let states = statesWidth(canvas.width - gutter)
    for (lane, row) in zip(lanes, places.rows) {
      canvas.write(Span(lane.name), column: 0, row: row, width: gutter - 1)
      canvas.write(lane.state, column: canvas.width - states + 1, row: row, width: states - 1)
    }
    if places.rows.count < lanes.count, let row = places.more {
      let more = Span("↓ \(lanes.count - places.rows.count) more", .muted)
      canvas.write(more, column: 0, row: row, width: canvas.width)
    }
    let area = Rectangle(column: gutter, row: 0, width: canvas.width - gutter - states, height: places.end + 1)
    canvas.inside(area) { area in
      let time = LaneTime(range: range, width: area.width, isMoving: axis == .ago)
      for (lane, row) in zip(lanes, places.rows) { draw(lane, on: &area, row: row, time) }
      let routes = LaneRoutes(self, places.rows, time)
      routes.draw(on: &area)
      for (lane, row) in zip(lanes, places.rows) { drawOver(lane, on: &area, row: row, time) }
      if hasAxis { drawAxis(on: &area, row: places.end, time, isThinned: routes.isThinned) }
    }
  }

  /// Room for the names, at most a third of the width.
  private func gutterWidth(_ width: Int) -> Int {
    let names = lanes.map(\.name.columns).max() ?? 0
    return names == 0 ? 0 : max(0, min(names + 1, width / 3))
  }

  /// Room for the states, none when the lanes would become too short.
  private func statesWidth(_ width: Int) -> Int {
    let longest = lanes.map(\.state.columns).max() ?? 0
    return longest == 0 || width - longest - 1 < max(20, longest) ? 0 : longest + 1
  }

  private func draw(_ lane: Lane, on canvas: inout Canvas, row: Int, _ time: LaneTime) {
    if let now, range.contains(now) {
      canvas.put(Cell("┊", .muted), column: time.column(of: now), row: row)
    }
    for block in lane.blocks { draw(block, on: &canvas, row: row, time) }
    // How one ended matters more than that the next began in the same cell.
    for block in lane.blocks { drawEnd(of: block, on: &canvas, row: row, time) }
  }

  /// What messages must not cover: points, and the labels of states where their line is whole.
  private func drawOver(_ lane: Lane, on canvas: inout Canvas, row: Int, _ time: LaneTime) {
    for point in lane.points where range.contains(point.time) {
      let glyph = point.glyph.isOneColumnWide ? point.glyph : "\u{FFFD}"
      canvas.put(Cell(glyph, point.role, .bold), column: time.column(of: point.time), row: row)
    }
    for block in lane.blocks {
      guard case .state = block.style, !block.label.isEmpty, let cells = cells(of: block, time) else {
        continue
      }
      let line = Cell(block.style.fill, block.role), length = block.label.columns + 2
      var run = 0
      for column in cells {
        run = canvas.cell(column: column, row: row) == line ? run + 1 : 0
        guard run == length else { continue }
        canvas.write(block.label, column: column - length + 2, row: row, role: block.role)
        break
      }
    }
  }

  /// The cells of a block, nil when it lies outside the range.
  private func cells(of block: Block, _ time: LaneTime) -> ClosedRange<Int>? {
    let finish = block.end ?? min(now ?? range.upperBound, range.upperBound)
    guard block.start <= range.upperBound, finish >= range.lowerBound, finish >= block.start else {
      return nil
    }
    return time.column(of: block.start)...time.column(of: finish)
  }

  private func draw(_ block: Block, on canvas: inout Canvas, row: Int, _ time: LaneTime) {
    guard let cells = cells(of: block, time) else { return }
    let bar = Rectangle(column: cells.lowerBound, row: row, width: cells.count, height: 1)
    canvas.fill(bar, with: Cell(block.style.fill, block.role))
    guard let head = block.style.head else { return }
    if block.start >= range.lowerBound {
      canvas.put(Cell(head, block.role, .bold), column: cells.lowerBound, row: row)
    }
    // The label stands between the head and the end, whole or not at all: head and fill say the same in short.
    if cells.count - 2 >= block.label.columns {
      canvas.write(block.label, column: cells.lowerBound + 1, row: row, role: block.role)
    }
  }

  private func drawEnd(of block: Block, on canvas: inout Canvas, row: Int, _ time: LaneTime) {
    guard let column = cells(of: block, time)?.upperBound, block.style.head != nil else { return }
    guard let end = block.end else {
      canvas.put(Cell("►", block.role, .bold), column: column, row: row)
      return
    }
    guard end <= range.upperBound else { return }
    switch block.outcome {
    case .success: canvas.put(Cell("✓", .good, .bold), column: column, row: row)
    case .failure: canvas.put(Cell("✗", .bad, .bold), column: column, row: row)
    case .neutral: break
    }
  }

  private func drawAxis(on canvas: inout Canvas, row: Int, _ time: LaneTime, isThinned: Bool) {
    if axis == .ago {
      let seconds = range.upperBound - range.lowerBound
      let area = Rectangle(column: 0, row: row, width: canvas.width, height: 1)
      return canvas.inside(area) {
        TimeAxis(seconds: seconds, remark: isThinned ? "not every message drawn" : "").draw(on: &$0)
      }
    }
    drawTicks(on: &canvas, row: row, time)
  }

  /// Ticks at round times, as close as their labels allow.
  private func drawTicks(on canvas: inout Canvas, row: Int, _ time: LaneTime) {
    let length = range.upperBound - range.lowerBound
    guard length > 0, length.isFinite, canvas.width > 0 else { return }
    let step = Self.step(atLeast: length * 10 / Double(canvas.width))
    guard step > 0, step.isFinite else { return }
    var index = (range.lowerBound / step).rounded(.up)
    for _ in 0...canvas.width {
      let tick = index * step
      guard tick <= range.upperBound else { return }
      let label = Figure.time(tick, end: range.upperBound), column = time.column(of: tick)
      // A tick whose time finds no room says nothing.
      if column + 1 + label.columns <= canvas.width {
        canvas.put(Cell("╵", .muted), column: column, row: row)
        canvas.write(label, column: column + 1, row: row, role: .muted)
      }
      index += 1
    }
  }

  /// A round distance between ticks, in seconds: 1, 2 or 5 times a power of ten; above 10 s parts of minutes.
  private static func step(atLeast least: Double) -> Double {
    if least > 10, let round = [15.0, 30, 60, 120, 300, 600, 1800, 3600].first(where: { $0 >= least }) {
      return round
    }
    return Scale.roundedUp(least, steps: [1, 2, 5])
  }
}

extension LaneChart.Style {
  /// What a span begins with; nil for a state, which has no beginning worth a glyph.
  fileprivate var head: Unicode.Scalar? {
    switch self {
    case .forward: "┣"
    case .compensation: "◄"
    case .waiting: "├"
    case .state: nil
    }
  }

  /// What a span is made of.
  fileprivate var fill: Unicode.Scalar {
    switch self {
    case .forward, .state(.heavy): "━"
    case .compensation: "░"
    case .waiting: "┄"
    case .state(.light): "─"
    case .state(.dashed): "╌"
    case .state(.dotted): "·"
    }
  }
}
