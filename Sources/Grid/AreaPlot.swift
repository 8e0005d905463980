/// The inside of an area chart: heights in dots, and the glyph of every cell.
struct AreaPlot {
  let rows: Int
  let range: ClosedRange<Double>
  /// The row of the rule, nil without one or outside the range.
  private(set) var ruleRow: Int?
  /// Whether the upper end of a steady axis has just become higher, 1, or lower, -1.
  private(set) var scaleChange = 0
  private let columns: Int
  private let level: GlyphLevel
  private let roles: [Role]
  private let rule: Cell?
  /// The height of each series at each sample column, in dots, series after series; 0 is a gap.
  private var heights: [Int] = []
  /// The height of the whole picture at each sample column, in dots.
  private var tops: [Int] = []
  /// Sample columns in all, and in one cell.
  private let sampleColumns: Int, samplesPerCell: Int
  /// Dots in the height of one cell.
  private let dotsPerCell: Int

  init(_ chart: AreaChart, columns: Int, rows: Int, range: ClosedRange<Double>? = nil) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    level = chart.level ?? .block
    roles = chart.series.map(\.role)
    rule = chart.rule.map { Cell("╌", $0.role) }
    samplesPerCell = level == .braille ? 2 : 1
    dotsPerCell = level == .braille ? 4 : 8
    sampleColumns = self.columns * samplesPerCell
    let shown = Self.shown(chart, sampleColumns)
    if let range = range ?? chart.range {
      self.range = range
    } else {
      (self.range, scaleChange) = Self.automaticRange(shown, chart, sampleColumns)
    }
    let newest = (chart.sampleCount ?? chart.series.first?.values.count ?? 0) - 1
    placeSamples(shown, newest: newest, isStacked: chart.arrangement == .stacked)
    if let value = chart.rule?.value, self.range.contains(value), rows > 0 { ruleRow = row(of: value) }
  }

  /// The row in which a value within the range ends.
  func row(of value: Double) -> Int { rows - 1 - (height(of: value) - 1) / dotsPerCell }

  /// The newest samples of each series, summed up from series to series in a stacked chart.
  private static func shown(_ chart: AreaChart, _ count: Int) -> [[Double]] {
    var shown: [[Double]] = []
    for series in chart.series {
      var values = Array(series.values.suffix(count))
      if chart.arrangement == .stacked, let below = shown.last {
        // Aligned at the newest sample; what an older series does not reach stands on the ground.
        for back in 1..<min(values.count, below.count) + 1 {
          let under = below[below.count - back]
          if under.isFinite { values[values.count - back] += under }
        }
      }
      shown.append(values)
    }
    return shown
  }

  private static func automaticRange(
    _ shown: [[Double]], _ chart: AreaChart, _ count: Int
  ) -> (range: ClosedRange<Double>, change: Int) {
    var low = 0.0, high = 0.0
    for values in shown {
      for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
    }
    if let rule = chart.rule?.value, rule.isFinite {
      low = min(low, rule)
      high = max(high, rule)
    }
    let hasUpper = high > 0 || low == 0
    let (upper, change) = chart.isSteady ? steadyCeiling(chart, high, count) : (Scale.roundedUp(high), 0)
    return ((low < 0 ? -Scale.roundedUp(-low) : 0)...(hasUpper ? upper : 0), change)
  }

  /// What the axis of the whole history would have settled on, and whether that is news.
  private static func steadyCeiling(
    _ chart: AreaChart, _ high: Double, _ count: Int
  ) -> (ceiling: Double, change: Int) {
    let all = self.shown(chart, .max), longest = all.map(\.count).max() ?? 0
    let tops = (0..<longest).map { index in
      all.reduce(0.0) { top, values in
        let at = index - longest + values.count
        return at >= 0 && values[at].isFinite ? max(top, values[at]) : top
      }
    }
    let ceiling = Scale.ceiling(over: tops, shown: count)
    guard high <= ceiling else { return (Scale.ceiling(above: high), 0) }
    // The beginning of a run is all news.
    let known = tops.dropLast(newsSamples)
    guard known.count > newsSamples else { return (ceiling, 0) }
    let before = Scale.ceiling(over: Array(known), shown: count)
    return (ceiling, ceiling > before ? 1 : ceiling < before ? -1 : 0)
  }

  /// For how many samples a change of the scale is news: with two of them a second, for three seconds.
  private static let newsSamples = 6

  /// The row at which a series ends at the right: its edge, or the middle of its part of a stack.
  func endRow(_ series: Int, _ arrangement: AreaChart.Arrangement) -> Int {
    /// The newest height of a series, in dots.
    func newest(_ series: Int) -> Int {
      let start = series * sampleColumns
      guard series >= 0, sampleColumns > 0, start < heights.count else { return 0 }
      return heights[start..<start + sampleColumns].suffix(samplesPerCell).max() ?? 0
    }
    let top = newest(series), bottom = arrangement == .stacked && series > 0 ? newest(series - 1) : 0
    let dot = arrangement == .stacked ? (top + bottom) / 2 : max(0, top - 1)
    return min(max(0, rows - 1 - dot / dotsPerCell), max(0, rows - 1))
  }

  /// The height of a value in dots, at least 1: the least value differs from none.
  private func height(of value: Double) -> Int {
    let most = rows * dotsPerCell
    return max(1, (Scale.linear.position(of: value, in: range) * Double(most)).cells(upTo: most))
  }

  /// A braille cell holds samples 2n and 2n + 1, never 2n + 1 and 2n + 2, so that it is written once.
  /// In a stack, a part that is nothing leaves its place to what stands on it: no good work must not look like some.
  private mutating func placeSamples(_ shown: [[Double]], newest: Int, isStacked: Bool) {
    heights = Array(repeating: 0, count: shown.count * sampleColumns)
    tops = Array(repeating: 0, count: sampleColumns)
    let last = sampleColumns - 1 - (samplesPerCell == 2 && newest & 1 == 0 ? 1 : 0)
    // From the top of a stack down, so that what stands on a part is known.
    for (index, values) in shown.enumerated().reversed() {
      var column = last - values.count + 1
      for value in values {
        if column >= 0, value.isFinite {
          let height = isStacked && value == 0 && tops[column] > 1 ? 0 : height(of: value)
          heights[index * sampleColumns + column] = height
          tops[column] = max(tops[column], height)
        }
        column += 1
      }
    }
  }

  func draw(on canvas: inout Canvas) {
    for row in 0..<rows {
      let ground = (rows - 1 - row) * dotsPerCell
      for column in 0..<columns {
        let cell = level == .braille ? brailleCell(column, ground) : blockCell(column, ground)
        // Behind the areas: what breaks through the rule is seen to break through.
        if let cell = cell ?? (row == ruleRow ? rule : nil) { canvas.put(cell, column: column, row: row) }
      }
    }
  }

  /// The series seen at a dot: the lowest of those that reach above it; -1 for none.
  private func owner(_ sample: Int, _ dot: Int) -> Int {
    var found = -1, least = Int.max
    for series in roles.indices {
      let height = heights[series * sampleColumns + sample]
      if height > dot, height < least { (found, least) = (series, height) }
    }
    return found
  }

  private func brailleCell(_ column: Int, _ ground: Int) -> Cell? {
    let left = column * 2
    if tops[left] <= ground, tops[left + 1] <= ground { return nil }
    // Most cells are the inside of one series; looking at every dot of them took two thirds of the time.
    if let series = inside(left, ground), inside(left + 1, ground) == series {
      let glyph = Self.insides[series % 3]
      return glyph == " " ? nil : Cell(glyph, roles[series])
    }
    var mask: UInt32 = 0
    // One nibble a series, of at most eight dots: the cell takes the role that most of its dots have.
    var counts: UInt64 = 0
    for side in 0..<2 {
      let sample = column * 2 + side
      let height = min(4, tops[sample] - ground)
      guard height > 0 else { continue }
      for dot in 0..<height {
        let series = owner(sample, ground + dot)
        guard series >= 0, Self.isDotted(series, dot) || isEdge(series, sample, ground + dot) else {
          continue
        }
        mask |= Self.bits[side * 4 + dot]
        counts += 1 << (4 * UInt64(series))
      }
    }
    guard counts > 0, let glyph = Unicode.Scalar(0x2800 + mask) else { return nil }
    let most = roles.indices.max { (counts >> (4 * UInt64($0))) & 15 < (counts >> (4 * UInt64($1))) & 15 }
    return Cell(glyph, roles[most ?? 0])
  }

  /// The inside of a cell by texture: full, striped, outlined.
  private static let insides: [Unicode.Scalar] = ["⣿", "⣒", " "]

  /// The series that has this sample's whole part of a cell, without any outline in it; nil for none.
  private func inside(_ sample: Int, _ ground: Int) -> Int? {
    let series = owner(sample, ground), ceiling = ground + 4
    guard series >= 0 else { return nil }
    let at = series * sampleColumns + sample
    let before = sample > 0 ? heights[at - 1] : .max, after = sample + 1 < sampleColumns ? heights[at + 1] : .max
    return heights[at] > ceiling && before > ceiling && after > ceiling ? series : nil
  }

  /// Whether a dot belongs to the outline: the top of its column, or the wall down to a lower neighbour.
  private func isEdge(_ series: Int, _ sample: Int, _ dot: Int) -> Bool {
    let start = series * sampleColumns, height = heights[start + sample]
    guard height > dot + 1 else { return height == dot + 1 }
    let before = sample > 0 ? heights[start + sample - 1] : height
    let after = sample + 1 < sampleColumns ? heights[start + sample + 1] : height
    return before <= dot || after > 0 && after <= dot
  }

  /// The bits of the dots of a braille cell, from the bottom, first the left ones.
  private static let bits: [UInt32] = [0x40, 0x04, 0x02, 0x01, 0x80, 0x20, 0x10, 0x08]

  /// The texture of a series: full, striped, or the outline alone, in turn.
  ///
  /// Stripes, since a checked pattern of dots hides its own edge.
  private static func isDotted(_ series: Int, _ dot: Int) -> Bool {
    switch series % 3 {
    case 0: true
    case 1: dot & 1 == 0
    default: false
    }
  }

  private func blockCell(_ column: Int, _ ground: Int) -> Cell? {
    let top = tops[column] - ground
    guard top > 0 else { return nil }
    let series = owner(column, ground + min(top, 4) - 1)
    guard series >= 0 else { return nil }
    if level == .ascii { return Cell(top >= 4 ? Self.sample(series, .ascii) : "_", roles[series]) }
    // A texture has no eighths; its edge is exact below one half of a cell only.
    let isEdge = top < 4 || top < 8 && series % 4 == 0
    return Cell(isEdge ? Sparkline.eighths[top - 1] : Self.sample(series, .block), roles[series])
  }

  /// The glyph that fills the area of a series.
  static func sample(_ series: Int, _ level: GlyphLevel) -> Unicode.Scalar {
    switch level {
    case .braille: series % 3 == 0 ? "⣿" : series % 3 == 1 ? "⣒" : "⠉"
    case .block: Gauge.fills[series % 4]
    case .ascii: ["#", "+", ":", "."][series % 4]
    }
  }
}
