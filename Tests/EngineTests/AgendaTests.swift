import Engine
import Testing

/// The agenda against a list that is sorted anew each time.
@Suite struct AgendaTests {
  private struct Reference {
    var pending: [(due: UInt64, number: Int)] = []

    /// The earliest, and among equals the one that was scheduled first.
    func earliest() -> Int? {
      pending.indices.min { (pending[$0].due, pending[$0].number) < (pending[$1].due, pending[$1].number) }
    }
  }

  /// Few different instants make many ties; bursts make the heap deep and the open root frequent.
  @Test(arguments: 1...60)
  func `agrees with a sorted list`(seed: UInt64) {
    var random = Random(seed: seed)
    let spread = [1, 3, 20, 1_000_000][random.below(4)]
    let most = [2, 6, 22, 90, 400][random.below(5)]
    var agenda = Agenda<Int>()
    var reference = Reference()
    var isFilling = true
    for number in 0..<3000 {
      if reference.pending.count >= most { isFilling = false }
      if reference.pending.isEmpty { isFilling = true }
      if random.chance(isFilling ? 0.7 : 0.35) {
        let due = UInt64(random.below(spread))
        agenda.schedule(number, at: Instant(nanoseconds: due))
        reference.pending.append((due, number))
      } else {
        let end = UInt64(random.below(spread + spread / 4 + 1))
        let expected = reference.earliest().flatMap { reference.pending[$0].due < end ? $0 : nil }
        let found = agenda.next(before: Instant(nanoseconds: end))
        #expect(found?.event == expected.map { reference.pending[$0].number })
        #expect(found?.due.nanoseconds == expected.map { reference.pending[$0].due })
        if let expected { reference.pending.remove(at: expected) }
      }
      #expect(agenda.count == reference.pending.count)
      #expect(agenda.nextDue?.nanoseconds == reference.earliest().map { reference.pending[$0].due })
    }
  }

  @Test func `events of one instant keep their order`() {
    var agenda = Agenda<Int>()
    for number in 0..<100 { agenda.schedule(number, at: Instant(nanoseconds: 7)) }
    for number in 0..<100 { #expect(agenda.next(before: .distantFuture)?.event == number) }
    #expect(agenda.next(before: .distantFuture) == nil)
    #expect(agenda.nextDue == nil)
  }

  @Test func `what is scheduled while the root is open comes after its equals`() {
    var agenda = Agenda<Int>()
    for number in 0..<3 { agenda.schedule(number, at: Instant(nanoseconds: 5)) }
    #expect(agenda.next(before: .distantFuture)?.event == 0)
    agenda.schedule(3, at: Instant(nanoseconds: 5))
    agenda.schedule(4, at: Instant(nanoseconds: 4))
    #expect([4, 1, 2, 3].allSatisfy { agenda.next(before: .distantFuture)?.event == $0 })
  }

  @Test func `the end is not included`() {
    var agenda = Agenda<Int>()
    agenda.schedule(1, at: Instant(nanoseconds: 10))
    #expect(agenda.next(before: Instant(nanoseconds: 10)) == nil)
    #expect(agenda.count == 1)
    #expect(agenda.next(before: Instant(nanoseconds: 11))?.event == 1)
  }

  @Test func `a copy is independent`() {
    var agenda = Agenda<Int>()
    for number in 0..<50 { agenda.schedule(number, at: Instant(nanoseconds: UInt64(number))) }
    _ = agenda.next(before: .distantFuture)
    var copy = agenda
    copy.schedule(99, at: .start)
    while copy.next(before: .distantFuture) != nil {}
    #expect(agenda.count == 49)
    #expect((1..<50).allSatisfy { agenda.next(before: .distantFuture)?.event == $0 })
  }
}
