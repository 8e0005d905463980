/// The meters over virtual time: a row of readings per sample, the last ten minutes of it at ten samples a second.
///
/// No chart goes further back: half a second in each of 1,200 columns. Rows live in segments that copies share, so that
/// a snapshot costs one segment and not the history.
public struct History: Sendable {
  private static let rowsPerSegment = 16
  private static let mostRows = 6000

  /// How many readings a row has.
  public let columns: Int
  /// How many rows were appended so far, including those that were dropped.
  public private(set) var count = 0
  private var segments: ContiguousArray<ContiguousArray<Double>> = []
  private var dropped = 0

  /// Without a row yet.
  public init(columns: Int) { self.columns = columns }

  /// The number of the oldest row that is still here.
  public var oldest: Int { dropped }

  /// Adds a row with a reading for every column.
  public mutating func append(_ row: [Double]) {
    if (count - dropped) % History.rowsPerSegment == 0 {
      var segment = ContiguousArray<Double>()
      segment.reserveCapacity(History.rowsPerSegment * columns)
      segments.append(segment)
    }
    let last = segments.count - 1
    segments[last].append(contentsOf: row)
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
    return segments[index / History.rowsPerSegment][index % History.rowsPerSegment * columns + column]
  }
}

extension History {
  /// Forgets all rows but those of the segment that is being filled, as if nobody had looked before.
  mutating func forgetPast() {
    guard hasPast else { return }
    dropped += (segments.count - 1) * History.rowsPerSegment
    segments = [segments[segments.count - 1]]
  }

  /// Whether there is anything to forget.
  var hasPast: Bool { segments.count > 1 }

  /// From how many rows on it holds again all that it would hold if nothing had been forgotten.
  var wholeFrom: Int { isWhole ? 0 : dropped + History.mostRows }

  private var isWhole: Bool { dropped == 0 || count - dropped > History.mostRows - History.rowsPerSegment }

  /// How many doubles its segments hold, by the place of each segment in memory: copies that share one name the same.
  var segmentSizes: [(place: Int, readings: Int)] {
    segments.map { segment in
      (segment.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }, segment.capacity)
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
