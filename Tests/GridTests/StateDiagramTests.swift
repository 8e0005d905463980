import Grid
import Testing

/// States and transitions.
@Suite struct StateDiagramTests {
  static let breaker = StateDiagram(
    [.init("closed", role: .good), .init("open", role: .bad), .init("half-open", role: .warning)],
    transitions: [
      .init(from: 0, to: 1, "≥ 50% fail"), .init(from: 1, to: 2, "after 5 s"),
      .init(from: 2, to: 1, "a probe fails"), .init(from: 2, to: 0, "probes pass"),
    ], current: 1, last: 0)

  static let raft = StateDiagram(
    [.init("follower"), .init("candidate", role: .warning), .init("leader", role: .good)],
    transitions: [
      .init(from: 0, to: 1, "timeout"), .init(from: 1, to: 2, "majority"), .init(from: 1, to: 1, "timeout"),
      .init(from: 1, to: 0, "leader found"), .init(from: 2, to: 0, "higher term"),
    ], current: 0, last: 4)

  static let order = StateDiagram(
    [
      .init("placed"), .init("reserved"), .init("paid"), .init("shipped"), .init("done", role: .good),
      .init("undone", role: .bad),
    ],
    transitions: [
      .init(from: 0, to: 1), .init(from: 1, to: 2), .init(from: 2, to: 3), .init(from: 3, to: 4),
      .init(from: 2, to: 5, "no stock"), .init(from: 1, to: 5, "refused"),
    ], current: 5, last: 4)

  @Test(arguments: [(70, 6), (54, 5), (40, 5), (34, 4), (30, 2), (12, 1)])
  func `the states of a breaker look as recorded`(_ width: Int, _ height: Int) {
    expectSnapshot("states-breaker-\(width)x\(height)", width, height) { Self.breaker.draw(on: &$0) }
  }

  @Test(arguments: [(78, 7), (60, 7), (40, 4)])
  func `the states of a Raft node look as recorded`(_ width: Int, _ height: Int) {
    expectSnapshot("states-raft-\(width)x\(height)", width, height) { Self.raft.draw(on: &$0) }
  }

  @Test(arguments: [(100, 5), (78, 6), (44, 1)])
  func `the states of an order look as recorded`(_ width: Int, _ height: Int) {
    expectSnapshot("states-order-\(width)x\(height)", width, height) { Self.order.draw(on: &$0) }
  }

  @Test func `the present state stands out at every size that has room for its name`() {
    for width in 6...90 {
      for height in 1...8 {
        let text = drawing(width, height) { Self.breaker.draw(on: &$0) }.text.joined(separator: "\n")
        #expect(text.contains("[OPEN]") || text.contains("║●OPEN"), "\(width)x\(height)\n\(text)")
      }
    }
  }

  @Test func `boxes stay where they are whatever the present state is`() {
    for width in [40, 60, 90] {
      let edges = [nil, 0, 1, 2].map { current -> [Int] in
        var diagram = Self.raft
        (diagram.current, diagram.last) = (current, current)
        let row = drawing(width, 8) { diagram.draw(on: &$0) }.text[0].map { $0 }
        return row.indices.filter { "┌╔┐╗".contains(row[$0]) }
      }
      #expect(edges.allSatisfy { $0 == edges[0] && ($0.count == 6 || width == 40) })
    }
  }

  @Test func `in ASCII`() {
    expectASCIISnapshot("states-ascii", 60, 6) { Self.breaker.draw(on: &$0) }
  }
}
