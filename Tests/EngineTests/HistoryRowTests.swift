import Engine
import Testing

/// The meters over virtual time.
@Suite("Rows of the history") struct HistoryRowTests {
  /// Columns that never change, that change now and then, and that always do, NaN and -0 among the readings.
  @Test(arguments: [1, 3, 40]) func `every reading is what was written, however it is kept`(_ columns: Int) {
    var random = Random(seed: UInt64(columns)), history = History(columns: columns), rows: [[Double]] = []
    var row = (0..<columns).map { Double($0) }
    for number in 0..<6500 {
      for column in row.indices where column % 4 == 3 || (column % 4 == 2 && random.next() % 50 == 0) {
        row[column] = [.nan, -0.0, 0, Double(random.next() % 1000)][Int(random.next() % 4)]
      }
      rows.append(row)
      history.append(row)
      guard number % 500 == 499 else { continue }
      for (index, row) in rows.enumerated().dropFirst(history.oldest) {
        let isSame = row.indices.allSatisfy { history[index, $0]?.bitPattern == row[$0].bitPattern }
        #expect(isSame, "row \(index) of \(number + 1)")
      }
    }
    #expect(history.oldest > 0 && history[history.oldest - 1, 0] == nil && history[6500, 0] == nil)
  }
}
