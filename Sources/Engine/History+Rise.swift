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
