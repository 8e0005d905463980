import Patterns
import Testing

@Suite struct DeltaIntervalTests {
  @Test func oneChangeIsOneEntryUntilItIsAcknowledged() {
    var interval = DeltaInterval()
    #expect(!interval.hasNews(for: 3))
    interval.change(7)
    interval.change(2)
    interval.change(7)
    #expect(interval.news(for: 3) == [2, 7])
    interval.acknowledge(3, upTo: interval.changes)
    #expect(!interval.hasNews(for: 3))
    #expect(interval.news(for: 3) == [])
    #expect(interval.news(for: 0) == [2, 7])
    interval.change(2)
    #expect(interval.news(for: 3) == [2])
  }

  @Test func anAcknowledgementThatComesLateOrTwiceTakesNothingBack() {
    var interval = DeltaInterval()
    interval.change(0)
    interval.change(1)
    interval.acknowledge(5, upTo: 2)
    interval.acknowledge(5, upTo: 1)
    #expect(interval.news(for: 5) == [])
    // One from the future, of another life of the peer, cannot hide what is still to come.
    interval.acknowledge(5, upTo: 99)
    interval.change(4)
    #expect(interval.news(for: 5) == [4])
    interval.forgetAcknowledgements()
    #expect(interval.news(for: 5) == [0, 1, 4])
  }

  /// Two counters on a link that loses, doubles and reorders both ways end up equal.
  @Test(arguments: 0..<40)
  func bringsTwoCountersTogetherOverABadLink(seed: UInt64) {
    var chance = Chance(seed)
    var counters = [GCounter(), GCounter()]
    var intervals = [DeltaInterval(), DeltaInterval()]
    var link: [(to: Int, delta: GCounter.Delta?, upTo: UInt64)] = []
    func deliver(_ message: (to: Int, delta: GCounter.Delta?, upTo: UInt64), isLossy: Bool) {
      guard let delta = message.delta else {
        return intervals[message.to].acknowledge(1 - message.to, upTo: message.upTo)
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
      if isLossy {
        let position = from * 4 + chance.below(4)
        counters[from].increment(position)
        intervals[from].change(position)
      }
      if intervals[from].hasNews(for: 1 - from) {
        let delta = counters[from].delta(of: intervals[from].news(for: 1 - from))
        for _ in 0..<(isLossy ? chance.below(3) : 1) {
          link.append((1 - from, delta, intervals[from].changes))
        }
      }
      while !link.isEmpty, !isLossy || chance.happens(0.5) {
        deliver(link.remove(at: chance.below(link.count)), isLossy: isLossy)
      }
    }
    #expect(counters[0] == counters[1])
    #expect(counters[0].value == 300)
  }

  @Test func deltasOfBothHalvesOfAPNCounter() {
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
