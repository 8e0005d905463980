/// What one message does to a cell.
struct LaneStep {
  var column: Int, row: Int
  /// The sides that its line joins.
  var sides: Strokes
  /// What stands there instead of a line.
  var glyph: Unicode.Scalar?
  /// The dots of a line aslant, as bits of a braille cell.
  var dots: UInt8 = 0
  var role: Role
  /// What was sent by one lane in one column may share its line.
  var origin: Int
}

/// The way of one message: from the lane that sent it, down or up through the rows between, as far as it came.
struct LanePath {
  /// The cells from the sender on.
  private(set) var steps: [LaneStep] = []
  private let role: Role
  private let origin: Int
  private let isDown: Bool

  init(_ message: LaneChart.Message, _ rows: [Int], _ time: LaneTime, now: Double, isFine: Bool) {
    role = message.role
    origin = Self.origin(time.serial(of: message.sent), message.from)
    isDown = message.from < message.to
    let start = time.position(of: message.sent)
    var end = time.position(of: message.arrives)
    // One column aslant would only be restless.
    if end - start <= 1 { end = start }
    let from = rows[message.from], to = rows[message.to]
    let way = isDown ? Array(from...to) : (to...from).reversed()
    if way.allSatisfy(rows.contains) {
      if isFine || end == start { walk(way, from: start, to: end) } else { leap(way, from: start, to: end) }
    } else {
      walk(way, lanes: rows, from: start, to: end)
    }
    steps[0].glyph = "●"
    if let lost = message.lost, lost <= now {
      cut(after: (lost - message.sent) / (message.arrives - message.sent), rows)
    } else if message.arrives > now {
      cut(before: time.position(of: now))
    } else {
      steps[steps.count - 1].glyph = isDown ? "▼" : "▲"
    }
  }

  /// A number for what one lane sent in one column.
  static func origin(_ serial: Int, _ lane: Int) -> Int { serial &* 1024 &+ lane }

  private mutating func step(_ column: Int, _ row: Int, _ sides: Strokes) {
    steps.append(LaneStep(column: column, row: row, sides: sides, role: role, origin: origin))
  }

  /// The same with one sign a lane.
  private mutating func leap(_ way: [Int], from start: Int, to end: Int) {
    for (index, row) in way.enumerated() {
      step(start + (end - start) * index / max(1, way.count - 1), row, .upright)
      steps[index].glyph = isDown ? "╲" : "╱"
    }
  }

  /// Through lanes without rows between them: straight on, or aslant in dots, four a row, since lines are too coarse.
  private mutating func walk(_ way: [Int], from start: Int, to end: Int) {
    guard end > start, let first = way.first, let last = way.last else {
      for row in way { step(start, row, .upright) }
      return
    }
    step(start, first, .level)
    // From the middle of one cell to the middle of the other.
    for dot in 2 * (start + 1)..<2 * end {
      let fraction = (Double(dot) - 2 * Double(start)) / (2 * Double(end - start))
      let height = Double(first * 4 + 2) + fraction * Double((last - first) * 4)
      let row = Int(height) / 4
      if steps.last?.column != dot / 2 || steps.last?.row != row { step(dot / 2, row, .level) }
      steps[steps.count - 1].dots |= Self.bits[dot & 1][Int(height) % 4]
    }
    step(end, last, .level)
  }

  /// The bits of the dots of a braille cell, from the top, first the left ones.
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  /// Through the rows between lanes, where all turns lie, so that every lane is crossed straight.
  private mutating func walk(_ way: [Int], lanes: [Int], from start: Int, to end: Int) {
    let gaps = way.count { !lanes.contains($0) }
    let back: Strokes = isDown ? .up : .down, on: Strokes = isDown ? .down : .up
    var column = start, passed = 0
    for row in way {
      guard !lanes.contains(row) else {
        step(column, row, .upright)
        continue
      }
      passed += 1
      // A short way aslant lies before the receiver, so that what is sent together has one straight trunk.
      let next = end - start > gaps ? start + (end - start) * passed / gaps : passed < gaps ? start : end
      guard next > column else {
        step(column, row, .upright)
        continue
      }
      step(column, row, back.union(.right))
      for between in column + 1..<max(column + 1, next) { step(between, row, .level) }
      step(next, row, on.union(.left))
      column = next
    }
  }

  /// Ends it where it was lost, between two lanes if there is room there.
  private mutating func cut(after fraction: Double, _ lanes: [Int]) {
    let last = steps.count - 1
    var index = min(last, 1 + (fraction * Double(last - 1)).cells(upTo: last))
    if index < last, lanes.contains(steps[index].row) { index += 1 }
    steps.removeSubrange((index + 1)...)
    steps[index].glyph = "×"
    steps[index].role = .bad
  }

  /// Ends it at the present.
  private mutating func cut(before now: Int) {
    let last = steps.count - 1
    var index = steps.lastIndex { $0.column <= now } ?? 0
    // Not yet there, even if the rest of its way is shorter than a column.
    if index == last, last > 1 { index = last - 1 }
    steps.removeSubrange((index + 1)...)
    guard index > 0 else { return }
    steps[index].glyph = isDown ? "▽" : "△"
  }
}
