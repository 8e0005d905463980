/// The meters over virtual time: a row of readings per sample, the last ten minutes of it at ten samples a second.
///
/// No chart goes further back: half a second in each of 1,200 columns. Rows live in segments that copies share, so that
/// a snapshot costs one segment and not the history. Of a segment that is full, a column that did not change is kept once:
/// most meters of a large system stand still.
public struct History: Sendable {
  fileprivate static let rowsPerSegment = 16
  private static let mostRows = 6000

  /// How many readings a row has.
  public let columns: Int
  /// How many rows were appended so far, including those that were dropped.
  public private(set) var count = 0
  private var segments: ContiguousArray<HistorySegment> = []
  private var dropped = 0

  /// Without a row yet.
  public init(columns: Int) { self.columns = columns }

  /// The number of the oldest row that is still here.
  public var oldest: Int { dropped }

  /// Adds a row with a reading for every column.
  public mutating func append(_ row: [Double]) {
    if (count - dropped) % History.rowsPerSegment == 0 {
      segments.append(HistorySegment(columns: columns))
    }
    segments[segments.count - 1].append(row)
    count += 1
    if count - dropped > History.mostRows {
      segments.removeFirst()
      dropped += History.rowsPerSegment
    }
  }

  /// A reading by row (counted from the start of the run) and column, or nil where there is none.
  public subscript(row: Int, column: Int) -> Double? {
    let index = row - dropped
    guard index >= 0, row < count, column >= 0, column < columns else { return nil }
    return segments[index / History.rowsPerSegment][index % History.rowsPerSegment, column]
  }
}

/// Some rows of the history, one after the other until there are as many as there can be, and then packed if that is
/// worth it.
private struct HistorySegment: Sendable {
  /// The rows one after the other; of a packed one the first row.
  private(set) var values: ContiguousArray<Double> = []
  /// Of a packed one: for each column where its readings begin among those of all columns that change; -1 for the others.
  private(set) var places: ContiguousArray<Int32> = []
  private(set) var changing: ContiguousArray<Double> = []
  private let columns: Int

  init(columns: Int) {
    self.columns = columns
    values.reserveCapacity(History.rowsPerSegment * columns)
  }

  mutating func append(_ row: [Double]) {
    values.append(contentsOf: row)
    if values.count == History.rowsPerSegment * columns, columns > 0 { pack() }
  }

  subscript(row: Int, column: Int) -> Double {
    guard !places.isEmpty else { return values[row * columns + column] }
    let place = Int(places[column])
    return place < 0 ? values[column] : changing[place + row]
  }

  /// The same without room for more.
  var trimmed: HistorySegment {
    var trimmed = self
    trimmed.values = ContiguousArray(values.map { $0 })
    return trimmed
  }

  private mutating func pack() {
    let all = values, rows = 0..<History.rowsPerSegment
    let moving = (0..<columns).filter { column in
      rows.contains { all[$0 * columns + column].bitPattern != all[column].bitPattern }
    }
    // Where nearly all change nothing is won.
    guard 4 * moving.count <= 3 * columns else { return }
    values = ContiguousArray(all[..<columns])
    places = ContiguousArray(repeating: -1, count: columns)
    changing.reserveCapacity(moving.count * rows.count)
    for column in moving {
      places[column] = Int32(changing.count)
      for row in rows { changing.append(all[row * columns + column]) }
    }
  }
}

extension History {
  /// Forgets all rows but those of the segment that is being filled, as if nobody had looked before.
  mutating func forgetPast() {
    guard hasPast else { return }
    dropped += (segments.count - 1) * History.rowsPerSegment
    segments = [segments[segments.count - 1].trimmed]
  }

  /// Whether there is anything to forget.
  var hasPast: Bool { segments.count > 1 }

  /// From how many rows on it holds again all that it would hold if nothing had been forgotten.
  var wholeFrom: Int { isWhole ? 0 : dropped + History.mostRows }

  private var isWhole: Bool { dropped == 0 || count - dropped > History.mostRows - History.rowsPerSegment }

  /// How many doubles its segments hold, by the place of each segment in memory: copies that share one name the same.
  var segmentSizes: [(place: Int, readings: Int)] {
    segments.map { segment in
      let place = segment.values.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
      return (place, segment.values.capacity + segment.changing.capacity)
    }
  }
}

extension History {
  /// How much a column of totals rose over its newest rows, and over how many of them it was looked at; nil before the
  /// first row. Before the first sample every counter was 0; beyond the oldest row that is kept nobody knows.
  public func rise(_ column: Int, overRows rows: Int) -> (amount: Double, rows: Int)? {
    let last = count - 1
    guard last >= 0, let high = self[last, column] else { return nil }
    let first = last - max(1, rows) < 0 && oldest == 0 ? -1 : max(last - max(1, rows), oldest)
    guard first < last else { return nil }
    let low = first < 0 ? 0 : self[first, column] ?? 0
    return (high - low, last - first)
  }
}
