/// What happened when, in named lanes over a common time axis.
///
///     payment  ┣charge━━━━━━✓            ◄refund░░░✓
///     shipping               ┣ship━━━━━✗
///              ╵0 s      ╵1 s      ╵2 s      ╵3 s
///
/// A span of work is a heavy line, one that undoes work begins with `◄` and is hatched, waiting is dotted;
/// success ends in ✓, failure in ✗, and what goes on in `►`. Later spans cover earlier ones.
public struct LaneChart: Hashable, Sendable {
  /// What a span looks like.
  public enum Style: Hashable, Sendable {
    /// Work.
    case forward
    /// Work that undoes earlier work.
    case compensation
    /// Time in which nothing is done: a back-off, a lease.
    case waiting
  }

  /// How a span ended.
  public enum Outcome: Hashable, Sendable {
    /// As it should.
    case success
    /// Not as it should.
    case failure
    /// It ended, and that is all.
    case neutral
  }

  /// Something that took time.
  public struct Block: Hashable, Sendable {
    /// When it began, in seconds.
    public var start: Double
    /// When it ended, in seconds; nil while it goes on.
    public var end: Double?
    /// What it is; shown when it has room.
    public var label: String
    /// What it means.
    public var role: Role
    /// What it looks like.
    public var style: Style
    /// How it ended.
    public var outcome: Outcome

    /// A span of time.
    public init(
      _ label: String, from start: Double, to end: Double?, role: Role = .series1, style: Style = .forward,
      outcome: Outcome = .neutral
    ) {
      self.label = label
      self.start = start
      self.end = end
      self.role = role
      self.style = style
      self.outcome = outcome
    }
  }

  /// A row of spans.
  public struct Lane: Hashable, Sendable {
    /// Who did it.
    public var name: String
    /// What was done, in the order in which it is drawn.
    public var blocks: [Block]

    /// A lane.
    public init(_ name: String, _ blocks: [Block]) {
      self.name = name
      self.blocks = blocks
    }
  }

  /// The lanes from the top.
  public var lanes: [Lane]
  /// The times shown, in seconds.
  public var range: ClosedRange<Double>
  /// The present, in seconds: where open spans end, marked in every lane; nil is the end of the range.
  public var now: Double?

  /// A timeline.
  public init(_ lanes: [Lane], range: ClosedRange<Double>, now: Double? = nil) {
    self.lanes = lanes
    self.range = range
    self.now = now
  }

  /// Draws one lane a row and the axis in the row below the last that fits.
  public func draw(on canvas: inout Canvas) {
    guard canvas.height > 0 else { return }
    let gutter = gutterWidth(canvas.width)
    let hasAxis = canvas.height >= 2
    let room = canvas.height - (hasAxis ? 1 : 0)
    let shown = lanes.count <= room ? lanes.count : max(0, room - (room > 1 ? 1 : 0))
    for row in 0..<shown {
      canvas.write(Span(lanes[row].name), column: 0, row: row, width: gutter - 1)
    }
    var end = shown
    if shown < lanes.count, shown < room {
      canvas.write(Span("↓ \(lanes.count - shown) more", .muted), column: 0, row: shown, width: canvas.width)
      end += 1
    }
    canvas.inside(Rectangle(column: gutter, row: 0, width: canvas.width - gutter, height: end + 1)) { area in
      for row in 0..<shown {
        drawNow(on: &area, row: row)
        for block in lanes[row].blocks { draw(block, on: &area, row: row) }
        // How one ended matters more than that the next began in the same cell.
        for block in lanes[row].blocks { drawEnd(of: block, on: &area, row: row) }
      }
      if hasAxis { drawAxis(on: &area, row: end) }
    }
  }

  /// Room for the names, at most a third of the width.
  private func gutterWidth(_ width: Int) -> Int {
    let names = lanes.map(\.name.columns).max() ?? 0
    return names == 0 ? 0 : max(0, min(names + 1, width / 3))
  }

  private func column(of time: Double, _ width: Int) -> Int {
    let last = max(0, width - 1)
    return (Scale.linear.position(of: time, in: range) * Double(last)).cells(upTo: last)
  }

  private func drawNow(on canvas: inout Canvas, row: Int) {
    guard let now, range.contains(now) else { return }
    canvas.put(Cell("┊", .muted), column: column(of: now, canvas.width), row: row)
  }

  /// The cells of a block, nil when it lies outside the range.
  private func cells(of block: Block, _ width: Int) -> ClosedRange<Int>? {
    let finish = block.end ?? min(now ?? range.upperBound, range.upperBound)
    guard block.start <= range.upperBound, finish >= range.lowerBound, finish >= block.start else {
      return nil
    }
    return column(of: block.start, width)...column(of: finish, width)
  }

  private func draw(_ block: Block, on canvas: inout Canvas, row: Int) {
    guard let cells = cells(of: block, canvas.width) else { return }
    let bar = Rectangle(column: cells.lowerBound, row: row, width: cells.count, height: 1)
    canvas.fill(bar, with: Cell(block.style.fill, block.role))
    if block.start >= range.lowerBound {
      canvas.put(Cell(block.style.head, block.role, .bold), column: cells.lowerBound, row: row)
    }
    // The label stands between the head and the end, whole or not at all: head and fill say the same in short.
    if cells.count - 2 >= block.label.columns {
      canvas.write(block.label, column: cells.lowerBound + 1, row: row, role: block.role)
    }
  }

  private func drawEnd(of block: Block, on canvas: inout Canvas, row: Int) {
    guard let column = cells(of: block, canvas.width)?.upperBound else { return }
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

  /// Ticks at round times, as close as their labels allow.
  private func drawAxis(on canvas: inout Canvas, row: Int) {
    let length = range.upperBound - range.lowerBound
    guard length > 0, length.isFinite, canvas.width > 0 else { return }
    let step = Self.step(atLeast: length * 10 / Double(canvas.width))
    guard step > 0, step.isFinite else { return }
    var index = (range.lowerBound / step).rounded(.up)
    for _ in 0...canvas.width {
      let time = index * step
      guard time <= range.upperBound else { return }
      let label = Figure.time(time, end: range.upperBound), column = column(of: time, canvas.width)
      canvas.put(Cell("╵", .muted), column: column, row: row)
      if column + 1 + label.columns <= canvas.width {
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
  /// What a span begins with.
  fileprivate var head: Unicode.Scalar {
    switch self {
    case .forward: "┣"
    case .compensation: "◄"
    case .waiting: "├"
    }
  }

  /// What a span is made of.
  fileprivate var fill: Unicode.Scalar {
    switch self {
    case .forward: "━"
    case .compensation: "░"
    case .waiting: "┄"
    }
  }
}
