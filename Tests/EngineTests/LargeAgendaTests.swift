import Engine
import Testing

/// An agenda that puts distant events aside, against a list that is kept sorted.
@Suite struct LargeAgendaTests {
  /// Pending events by due time; those of one instant in the order they came.
  private struct SortedList {
    private var events: [(due: UInt64, number: Int)] = []
    private var taken = 0

    var count: Int { events.count - taken }
    var first: (due: UInt64, number: Int)? { count > 0 ? events[taken] : nil }

    mutating func insert(_ number: Int, at due: UInt64) {
      var (low, high) = (taken, events.count)
      while low < high {
        let middle = (low + high) / 2
        if events[middle].due <= due { low = middle + 1 } else { high = middle }
      }
      events.insert((due, number), at: low)
    }

    mutating func take(before end: UInt64) -> (due: UInt64, number: Int)? {
      guard let first, first.due < end else { return nil }
      taken += 1
      return first
    }
  }

  /// How far ahead events are scheduled.
  private enum Ahead: CaseIterable {
    case now, close, spread, powers, endOfTime

    func delay(_ random: inout Random) -> UInt64 {
      switch self {
      case .now: 0
      case .close: UInt64(random.below(8))
      case .spread: UInt64(random.exponential() * 1e9)
      case .powers: 1 << UInt64(random.below(62))
      case .endOfTime: .max
      }
    }
  }

  /// An agenda and its list, driven by the same steps.
  private struct Pair {
    var agenda: Agenda<Int>
    var list = SortedList()
    var now: UInt64 = 0
    var scheduled = 0

    init(heapLimit: Int) { agenda = Agenda(heapLimit: heapLimit) }

    mutating func schedule(after delay: UInt64) {
      let (sum, overflow) = now.addingReportingOverflow(delay)
      let due = overflow ? .max : sum
      agenda.schedule(scheduled, at: Instant(nanoseconds: due))
      list.insert(scheduled, at: due)
      scheduled += 1
    }

    /// Whether both hand out the same; and the time is that of the event then.
    mutating func takeAlike(before end: UInt64) -> Bool {
      let found = agenda.next(before: Instant(nanoseconds: end))
      let expected = list.take(before: end)
      if let expected { now = expected.due }
      return found?.event == expected?.number && found?.due.nanoseconds == expected?.due
    }

    var looksAlike: Bool {
      agenda.count == list.count && agenda.nextDue?.nanoseconds == list.first?.due
    }

    mutating func step(_ random: inout Random, isFilling: Bool) -> Bool {
      if random.chance(isFilling ? 0.7 : 0.4) {
        let ahead = Ahead.allCases[random.below(8) < 5 ? 2 : random.below(5)]
        // A burst falls on one instant.
        let delay = ahead.delay(&random)
        for _ in 0..<(random.chance(0.02) ? random.below(300) : 1) { schedule(after: delay) }
        return looksAlike
      }
      let isWhole = random.chance(0.9)
      return takeAlike(before: isWhole ? .max : now &+ UInt64(random.below(1_000_000_000))) && looksAlike
    }
  }

  @Test(arguments: 1...40)
  func `an agenda of any size agrees with a sorted list`(seed: UInt64) {
    var random = Random(seed: seed)
    var pair = Pair(heapLimit: [1, 4, 50, 300][random.below(4)])
    let most = [20, 300, 3000][random.below(3)]
    var isFilling = true
    for _ in 0..<12_000 {
      if pair.list.count >= most { isFilling = false }
      // Down to nothing and up again: the agenda leaves off putting events aside, and begins anew.
      if pair.list.count == 0 { isFilling = true }
      guard pair.step(&random, isFilling: isFilling) else {
        Issue.record("differs from the list with \(pair.list.count) pending at \(pair.now)")
        return
      }
    }
  }

  @Test(arguments: 1...10)
  func `copies of a large agenda go their own ways`(seed: UInt64) {
    var random = Random(seed: seed)
    var pairs = [Pair(heapLimit: 16)]
    for _ in 0..<2000 { pairs[0].schedule(after: UInt64(random.exponential() * 1e9)) }
    for round in 0..<3000 {
      if round % 200 == 0 {
        if pairs.count == 4 { pairs.removeFirst() }
        pairs.append(pairs[random.below(pairs.count)])
      }
      let place = random.below(pairs.count)
      guard pairs[place].step(&random, isFilling: round % 600 < 200) else {
        Issue.record("copy \(place) differs from its list in round \(round)")
        return
      }
    }
    for place in pairs.indices {
      // What is due at the end of time is never handed out.
      while let first = pairs[place].list.first, first.due < .max {
        guard pairs[place].takeAlike(before: .max) else {
          Issue.record("copy \(place) differs at its end")
          return
        }
      }
      let (left, looksAlike) = (pairs[place].agenda.next(before: .distantFuture), pairs[place].looksAlike)
      #expect(left == nil && looksAlike)
    }
  }

  @Test func `with the limit that runs have, 100,000 events come in their order`() {
    var random = Random(seed: 7)
    var agenda = Agenda<Int>()
    var dues: [UInt64] = []
    for number in 0..<100_000 {
      // Every tenth instant is shared by many.
      let due = number % 10 == 0 ? UInt64(random.below(50)) * 20_000_000 : UInt64(random.exponential() * 1e9)
      dues.append(due)
      agenda.schedule(number, at: Instant(nanoseconds: due))
    }
    let expected = dues.indices.sorted { (dues[$0], $0) < (dues[$1], $1) }
    var found: [Int] = []
    while let (_, event) = agenda.next(before: .distantFuture) { found.append(event) }
    #expect(found == expected)
    #expect(agenda.count == 0)
  }

  @Test func `an event that is scheduled before those at hand comes first, however many are put aside`() {
    var agenda = Agenda<Int>(heapLimit: 4)
    for number in 0..<1000 { agenda.schedule(number, at: Instant(nanoseconds: 1000 + UInt64(number))) }
    #expect(agenda.next(before: .distantFuture)?.event == 0)
    agenda.schedule(5000, at: .start)
    #expect(agenda.nextDue == .start)
    #expect(agenda.next(before: .distantFuture)?.event == 5000)
    #expect(agenda.next(before: .distantFuture)?.event == 1)
  }
}
