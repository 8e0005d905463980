import Grid
import Testing

@Suite struct LayoutTests {
  private func heights(_ slots: [Slot], _ height: Int, gap: Int = 0) -> [Int] {
    Layout.rows(slots, in: Rectangle(width: 10, height: height), gap: gap).map(\.height)
  }

  @Test func whatIsLeftIsSharedByWeight() {
    #expect(heights([.fixed(1), Slot(weight: 2), Slot(weight: 1)], 10) == [1, 6, 3])
    #expect(heights([Slot(), Slot(), Slot()], 11).reduce(0, +) == 11)
    #expect(heights([Slot(), Slot()], 11, gap: 1) == [5, 5])
  }

  @Test func aFullSlotLeavesItsShareToTheOthers() {
    #expect(heights([Slot(maximum: 2), Slot()], 10) == [2, 8])
  }

  @Test func theLeastImportantDropsOutFirst() {
    let slots = [Slot(minimum: 4, priority: 1), Slot(minimum: 4), Slot(minimum: 4, priority: 2)]
    #expect(heights(slots, 12) == [4, 4, 4])
    #expect(heights(slots, 11).filter { $0 > 0 }.count == 2)
    #expect(heights(slots, 11)[1] == 0)
    #expect(heights(slots, 7) == [0, 0, 7])
    #expect(heights(slots, 2) == [0, 0, 2])
    #expect(heights([], 5) == [])
  }
}
