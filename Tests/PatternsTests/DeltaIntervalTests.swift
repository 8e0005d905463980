import Patterns
import Testing

@Suite struct DeltaIntervalTests {
  @Test func `one change is one entry until it is acknowledged`() {
    var interval = DeltaInterval()
    #expect(!interval.hasNews(for: 3))
    interval.change(7)
    interval.change(2)
    interval.change(7)
    #expect(interval.news(for: 3) == [2, 7])
    #expect(interval.tell(3) == .init(positions: [2, 7], upTo: 3))
    #expect(interval.acknowledge(3, upTo: 3) == true)
    #expect(!interval.hasNews(for: 3))
    #expect(interval.news(for: 3) == [])
    #expect(interval.news(for: 0) == [2, 7])
    interval.change(2)
    #expect(interval.news(for: 3) == [2])
  }

  @Test func `an acknowledgement that comes late or twice takes nothing back`() {
    var interval = DeltaInterval()
    interval.change(0)
    interval.change(1)
    _ = interval.tell(5)
    #expect(interval.acknowledge(5, upTo: 2) == true)
    #expect(interval.acknowledge(5, upTo: 1) == true)
    #expect(interval.news(for: 5) == [])
    interval.change(4)
    interval.forgetAcknowledgements()
    #expect(interval.news(for: 5) == [0, 1, 4])
  }

  @Test func `An acknowledgement of what was never told hides nothing`() {
    var interval = DeltaInterval()
    interval.change(0)
    interval.change(1)
    #expect(interval.acknowledge(5, upTo: 2) == false, "there are two changes, and the peer was told none")
    #expect(interval.acknowledge(5, upTo: 0) == false)
    #expect(interval.tell(5).upTo == 2)
    interval.change(2)
    #expect(interval.acknowledge(5, upTo: 3) == false, "a change, but it was not told")
    #expect(interval.acknowledge(5, upTo: 99) == false)
    #expect(interval.acknowledge(5, upTo: .max) == false)
    #expect(interval.acknowledge(6, upTo: 2) == false, "told to another peer")
    #expect(interval.news(for: 5) == [0, 1, 2])
    #expect(interval.acknowledge(5, upTo: 2) == true)
    #expect(interval.news(for: 5) == [2])
  }

  @Test func `A peer that lost its data is told everything once more`() {
    var interval = DeltaInterval(positions: 2)
    interval.change(4)
    let old = interval.tell(5)
    _ = interval.tell(6)
    #expect(interval.acknowledge(5, upTo: old.upTo) == true)
    #expect(interval.acknowledge(6, upTo: old.upTo) == true)
    interval.forgetAcknowledgements(of: 5)
    #expect(interval.hasNews(for: 5) && interval.news(for: 5) == [0, 1, 4])
    #expect(!interval.hasNews(for: 6))
    #expect(interval.acknowledge(5, upTo: old.upTo) == false, "of the life in which it had the data")
    let again = interval.tell(5)
    #expect(again.positions == [0, 1, 4])
    #expect(interval.acknowledge(5, upTo: old.upTo) == false, "late, and still of that life")
    #expect(interval.acknowledge(5, upTo: again.upTo) == true)
    #expect(!interval.hasNews(for: 5))
  }

  @Test func `Acknowledgements of an earlier life of the sender say nothing in the next one`() {
    var interval = DeltaInterval()
    for position in 0..<9 { interval.change(position) }
    let old = interval.tell(1)
    interval.forgetAcknowledgements()
    #expect(interval.tell(1).upTo > old.upTo)
    #expect(interval.acknowledge(1, upTo: old.upTo) == false)

    // The record itself is lost, the positions are not.
    interval = DeltaInterval(positions: 9, after: 1000)
    #expect(interval.tell(1) == .init(positions: Array(0..<9), upTo: 1009))
    #expect(interval.acknowledge(1, upTo: old.upTo) == false)
    #expect(interval.news(for: 1).count == 9)
    #expect(interval.acknowledge(1, upTo: 1009) == true)
  }

  /// Two counters on a link that loses, doubles and reorders both ways end up equal.
  @Test(arguments: 0..<40)
  func `it brings two counters together over a bad link`(seed: UInt64) {
    var chance = Chance(seed)
    var counters = [GCounter(), GCounter()]
    var intervals = [DeltaInterval(), DeltaInterval()]
    var link: [(to: Int, delta: GCounter.Delta?, upTo: UInt64)] = []
    func deliver(_ message: (to: Int, delta: GCounter.Delta?, upTo: UInt64), isLossy: Bool) {
      guard let delta = message.delta else {
        _ = intervals[message.to].acknowledge(1 - message.to, upTo: message.upTo)
        return
      }
      for entry in delta.entries where entry.count > counters[message.to][entry.replica] {
        intervals[message.to].change(entry.replica)
      }
      counters[message.to].merge(delta)
      if !isLossy || chance.happens(0.6) { link.append((1 - message.to, nil, message.upTo)) }
    }
    for step in 0..<400 {
      let isLossy = step < 300
      let from = chance.below(2)
      // Now and then one side forgets what the other has, and the other one hears of it as often as not.
      if isLossy && chance.happens(0.02) { intervals[from].forgetAcknowledgements(of: 1 - from) }
      if isLossy && chance.happens(0.02) {
        counters[1 - from] = GCounter((0..<8).map { $0 / 4 == from ? 0 : counters[1 - from][$0] })
        intervals[from].forgetAcknowledgements(of: 1 - from)
      }
      if isLossy {
        let position = from * 4 + chance.below(4)
        counters[from].increment(position)
        intervals[from].change(position)
      }
      if intervals[from].hasNews(for: 1 - from) {
        let news = intervals[from].tell(1 - from)
        for _ in 0..<(isLossy ? chance.below(3) : 1) {
          link.append((1 - from, counters[from].delta(of: news.positions), news.upTo))
        }
      }
      while !link.isEmpty, !isLossy || chance.happens(0.5) {
        deliver(link.remove(at: chance.below(link.count)), isLossy: isLossy)
      }
    }
    #expect(counters[0] == counters[1])
    #expect(counters[0].value == 300)
  }

  @Test func `deltas of both halves of a PN-Counter`() {
    var sender = PNCounter(replicas: 3)
    sender.increment(0, by: 5)
    sender.decrement(2, by: 3)
    let delta = sender.delta(ofAdded: [0], ofRemoved: [2])
    #expect(delta.size == 2)
    var receiver = PNCounter()
    #expect(receiver.merge(delta) == 2)
    #expect(receiver.merge(delta) == 0)
    #expect(receiver.value == 2)
    #expect(receiver.added[0] == 5 && receiver.removed[2] == 3)
  }
}
