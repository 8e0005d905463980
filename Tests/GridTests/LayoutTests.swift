import Grid
import Testing

@Suite struct LayoutTests {
  private func heights(_ slots: [Share], _ height: Int, gap: Int = 0) -> [Int] {
    Layout.rows(slots, in: Rectangle(width: 10, height: height), gap: gap).map(\.height)
  }

  @Test func `what is left is shared by weight`() {
    #expect(heights([.fixed(1), Share(weight: 2), Share(weight: 1)], 10) == [1, 6, 3])
    #expect(heights([Share(), Share(), Share()], 11).reduce(0, +) == 11)
    #expect(heights([Share(), Share()], 11, gap: 1) == [5, 5])
  }

  @Test func `a full slot leaves its share to the others`() {
    #expect(heights([Share(maximum: 2), Share()], 10) == [2, 8])
  }

  @Test func `the least important drops out first`() {
    let slots = [Share(minimum: 4, priority: 1), Share(minimum: 4), Share(minimum: 4, priority: 2)]
    #expect(heights(slots, 12) == [4, 4, 4])
    #expect(heights(slots, 11).filter { $0 > 0 }.count == 2)
    #expect(heights(slots, 11)[1] == 0)
    #expect(heights(slots, 7) == [0, 0, 7])
    #expect(heights(slots, 2) == [0, 0, 2])
    #expect(heights([], 5) == [])
  }
}

extension LayoutTests {
  @Test func `where a large one gave way, a smaller one before it finds room again`() {
    let slots = [Share.fixed(3, priority: 3), .fixed(1, priority: 1), .fixed(4, priority: 2)]
    #expect(Layout.rows(slots, in: Rectangle(width: 10, height: 5)).map(\.height) == [3, 1, 0])
  }
}
