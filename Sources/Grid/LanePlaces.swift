/// The rows of lanes, and what is left for what stands below them.
struct LanePlaces {
  /// The rows of the lanes that find room.
  let rows: [Int]
  /// Where the number of the others stands, nil when there is no room for it.
  let more: Int?
  /// The first row below all that.
  let end: Int

  /// Lanes in so many rows; spread lanes have up to five rows between them.
  init(count: Int, rows room: Int, isSpread: Bool) {
    let shown = count <= room ? count : max(0, room - (room > 1 ? 1 : 0))
    let gap = isSpread && shown == count && count > 1 ? min(5, (room - count) / (count - 1)) : 0
    rows = (0..<shown).map { $0 * (gap + 1) }
    let last = (rows.last ?? -1) + 1
    more = shown < count && shown < room ? last : nil
    end = last + (more == nil ? 0 : 1)
  }
}

/// The columns of times.
struct LaneTime {
  let range: ClosedRange<Double>
  let width: Int
  /// Whether the range moves along, so that columns must move as a whole.
  let isMoving: Bool

  /// The column of a time, the nearer edge for one outside.
  func column(of time: Double) -> Int { min(max(0, position(of: time)), max(0, width - 1)) }

  /// The column of a time, also outside, but not farther than four widths away; 0 for what is no time.
  func position(of time: Double) -> Int {
    let length = range.upperBound - range.lowerBound, last = Double(max(0, width - 1))
    guard length > 0, length.isFinite, width > 0 else { return 0 }
    let step = length / Double(width)
    let exact =
      isMoving
      ? last - (range.upperBound / step).rounded(.down) + (time / step).rounded(.down)
      : ((time - range.lowerBound) / length * last).rounded()
    guard !exact.isNaN else { return 0 }
    return Int(min(max(exact, -4 * Double(width)), 4 * Double(width)))
  }

  /// The number of the column that a time lies in, counted from time 0: it stays the same while the range moves.
  func serial(of time: Double) -> Int {
    let step = (range.upperBound - range.lowerBound) / Double(max(1, width))
    let serial = (time / step).rounded(.down)
    return abs(serial) < 1e15 ? Int(serial) : 0
  }
}
