import Grid
import Testing

/// Seats and logs.
@Suite struct CellRowsTests {
  static let pools = CellRows(
    [
      .init("payment", reading: Span("20/20", .bad, .bold), cells: Array(repeating: Cell("█", .bad), count: 20)),
      .init(
        "catalogue", reading: "13/150",
        cells: Array(repeating: Cell("c", .p1), count: 13) + Array(repeating: Cell("·", .muted), count: 137)),
      .init("analytics", reading: "0/6", cells: Array(repeating: Cell("·", .muted), count: 6)),
      .init("empty", reading: "0/0", cells: []),
    ], readingWidth: 7)

  @Test(arguments: [(60, 9), (60, 4), (34, 7), (20, 3), (30, 12)])
  func `pools look as recorded`(_ width: Int, _ height: Int) {
    expectSnapshot("cells-\(width)x\(height)", width, height) { Self.pools.draw(on: &$0) }
  }

  @Test func `what is shown and what is counted add up`() {
    var dice = Dice(state: 31)
    for _ in 0..<400 {
      let count = dice.small(0...300), width = dice.small(6...40), height = dice.small(1...6)
      let row = CellRows.Row("", cells: Array(repeating: Cell("x"), count: count))
      let text = drawing(width, height) { CellRows([row]).draw(on: &$0) }.text.joined()
      let rest = text.split(separator: "+").dropFirst().first.flatMap { Int($0) } ?? 0
      #expect(text.filter { $0 == "x" }.count + rest == count, "\(count) in \(width)x\(height)\n\(text)")
    }
  }

  /// Five logs after a leader that was cut off came back.
  static func logs(_ count: Int) -> LogRows {
    /// Entries of terms, the first of them committed.
    func entries(_ terms: [Int], committed: Int, overwritten: Range<Int> = 0..<0) -> [LogRows.Entry] {
      terms.enumerated().map { index, term in
        .init(
          "\(term)", overwritten.contains(index) ? .overwritten : index < committed ? .committed : .pending,
          role: .series(term))
      }
    }
    let old = Array(repeating: 3, count: count)
    return LogRows(
      [
        .init(Span("n1 LEADER", .good, .bold), entries(old + [4, 4, 5, 5], committed: count + 3)),
        .init("n2", entries(old + [4, 4, 5], committed: count + 3)),
        .init("n3", entries(old + [4, 4, 5, 5], committed: count + 2)),
        .init("n4", entries(old + [3, 3, 3], committed: count, overwritten: count..<count + 3)),
        .init(Span("n5 ✗ down", .bad), entries(old + [4], committed: count)),
      ], firstIndex: 38)
  }

  @Test(arguments: [(70, 7, 6), (40, 7, 6), (40, 5, 30), (24, 8, 120), (16, 4, 6)])
  func `logs look as recorded`(_ width: Int, _ height: Int, _ count: Int) {
    expectSnapshot("logs-\(count)-\(width)x\(height)", width, height) { Self.logs(count).draw(on: &$0) }
  }

  @Test func `in ASCII`() {
    expectASCIISnapshot("logs-ascii", 60, 7) { Self.logs(6).draw(on: &$0) }
  }
}
