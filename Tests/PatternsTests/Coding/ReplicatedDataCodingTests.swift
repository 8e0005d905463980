import Patterns
import Testing

@Suite struct ReplicatedDataCodingTests {
  static func counter(_ chance: inout Chance) -> GCounter {
    var counter = GCounter(replicas: chance.below(4))
    for _ in 0..<chance.below(6) {
      counter.increment(chance.below(6), by: chance.happens(0.1) ? chance.next() : UInt64(chance.below(9)))
    }
    return counter
  }

  static func set(_ chance: inout Chance) -> ORSet<String> {
    var sets = [ORSet<String>](repeating: ORSet(), count: 3)
    for _ in 0..<chance.below(30) {
      let replica = chance.below(3)
      let element = ["milk", "tea", "rye", "jam"][chance.below(4)]
      switch chance.below(4) {
      case 0: sets[replica].remove(element)
      case 1: sets[replica].merge(sets[chance.below(3)])
      default: sets[replica].insert(element, at: replica)
      }
    }
    return sets[0]
  }

  static func interval(_ chance: inout Chance) -> DeltaInterval {
    var interval = DeltaInterval(positions: chance.below(3), after: UInt64(chance.below(3)))
    for _ in 0..<chance.below(30) {
      let peer = chance.below(3)
      switch chance.below(8) {
      case 0: interval.forgetAcknowledgements(of: peer)
      case 1: if chance.happens(0.3) { interval.forgetAcknowledgements() }
      case 2, 3: _ = interval.tell(peer)
      case 4: interval.acknowledge(peer, upTo: UInt64(chance.below(Int(interval.changes) + 2)))
      default: interval.change(chance.below(5))
      }
    }
    return interval
  }

  @Test(arguments: 0..<150)
  func `A replicated state comes back from its document`(seed: UInt64) throws {
    var chance = Chance(seed)
    let counter = Self.counter(&chance)
    try expectRoundTrip(counter)
    #expect(try state(GCounter.self, document(counter)).vector == counter.vector)
    let both = PNCounter(added: counter, removed: Self.counter(&chance))
    try expectRoundTrip(both)
    try expectRoundTrip(counter.delta(since: Self.counter(&chance)))
    try expectRoundTrip(both.delta(ofAdded: [0, 3], ofRemoved: [chance.below(9)]))
    try expectRoundTrip(Self.set(&chance))
    try expectRoundTrip(Self.interval(&chance))
    var register = LWWRegister<[Int?]>()
    try expectRoundTrip(register)
    let time = Duration(attoseconds: Int128(chance.next()) * (chance.happens(0.5) ? 1 : -1_000_000))
    _ = register.write([chance.below(5), nil], at: time, by: chance.below(3))
    try expectRoundTrip(register)
  }

  @Test func `The documents are what the interface says`() throws {
    var set = ORSet<String>()
    set.insert("tea", at: 2)
    set.insert("milk", at: 0)
    #expect(
      try document(set) == #"{"entries":[{"element":"milk","number":1,"replica":0},"#
        + #"{"element":"tea","number":1,"replica":2}],"seen":[1,0,1]}"#)
    let counter = GCounter([3, 0, 5])
    #expect(try document(counter) == "[3,0,5]")
    #expect(try document(counter.delta(of: 2)) == #"[{"count":5,"replica":2}]"#)
    let both = PNCounter(added: counter, removed: GCounter([1]))
    #expect(try document(both) == #"{"added":[3,0,5],"removed":[1]}"#)
    #expect(
      try document(both.delta(ofAdded: [0], ofRemoved: [])) == #"{"added":[{"count":3,"replica":0}],"removed":[]}"#)
    let register = LWWRegister("blue", stamp: .init(time: .milliseconds(-12_500), replica: 1))
    #expect(try document(register) == #"{"stamp":{"replica":1,"time":"-12.5s"},"value":"blue"}"#)
    #expect(try document(LWWRegister<Int>()) == "{}")
    var interval = DeltaInterval()
    interval.change(2)
    interval.change(0)
    _ = interval.tell(0)
    interval.acknowledge(0, upTo: 1)
    #expect(
      try document(interval)
        == #"{"after":0,"changedAt":[2,0,1],"changes":2,"peers":[{"after":0,"heard":1,"told":2}]}"#)
  }

  @Test func `Each state is put together of its parts`() throws {
    var chance = Chance(8)
    let set = Self.set(&chance)
    #expect(try ORSet(entries: set.entries.reversed(), seen: set.seen) == set)
    let interval = Self.interval(&chance)
    #expect(
      try DeltaInterval(
        after: interval.after, changes: interval.changes, changedAt: interval.changedAt, peers: interval.peers)
        == interval)
    let counter = Self.counter(&chance)
    let delta = try GCounter.Delta(counter.vector.enumerated().map { try .init(replica: $0.offset, count: $0.element) })
    var copy = GCounter()
    copy.merge(delta)
    #expect(copy == counter)
    let both = PNCounter(added: counter, removed: GCounter([1]))
    #expect(PNCounter.Delta(added: delta, removed: .init([])).size == delta.size)
    #expect(both.value == Int64(clamping: Int128(counter.value) - 1))
    #expect(ORSet.Entry(element: 1, replica: 2, number: 3) == .init(element: 1, replica: 2, number: 3))
    #expect(throws: InvalidState.self) { try GCounter.Delta.Entry(replica: -1, count: 0) }
  }

  @Test(arguments: 0..<60)
  func `Damage is refused or harmless`(seed: UInt64) throws {
    var chance = Chance(seed)
    var refused = 0
    refused += try expectDamageIsHarmless(Self.counter(&chance), &chance) { counter in
      counter.increment(0, by: .max)
      counter.increment(99)
      counter.merge(GCounter([.max]))
      _ = counter.value
    }
    let both = PNCounter(added: Self.counter(&chance), removed: Self.counter(&chance))
    refused += try expectDamageIsHarmless(both, &chance) { counter in
      counter.decrement(1, by: .max)
      _ = counter.value
    }
    refused += try expectDamageIsHarmless(both.added.delta(of: [0, 1, 2]), &chance) { delta in
      var counter = GCounter()
      counter.merge(delta)
      #expect(counter.delta(since: GCounter()).size <= delta.size)
    }
    let other = Self.set(&chance)
    refused += try expectDamageIsHarmless(Self.set(&chance), &chance) { set in
      for replica in 0..<4 { set.insert("rye", at: replica) }
      set.remove("tea")
      set.merge(other)
      #expect(set.elements == Set(set.elements).sorted())
      try? set.merge(other, as: 1)
    }
    let register = LWWRegister(7, stamp: .init(time: .seconds(1), replica: 1))
    refused += try expectDamageIsHarmless(register, &chance) { register in
      _ = register.write(8, at: .seconds(2), by: 0)
      #expect((register.value == nil) == (register.stamp == nil))
    }
    refused += try expectDamageIsHarmless(Self.interval(&chance), &chance) { interval in
      for peer in 0..<4 {
        interval.change(peer)
        let news = interval.tell(peer)
        #expect(news.positions.contains(peer))
        #expect(interval.acknowledge(peer, upTo: news.upTo) == true)
        #expect(!interval.hasNews(for: peer))
        interval.forgetAcknowledgements(of: peer)
        #expect(interval.news(for: peer).contains(peer))
      }
    }
    #expect(refused > 40)
  }

  @Test func `What no operations lead to is refused with the reason`() {
    expectRefused(
      GCounter.self,
      ["[-1]": "Data", "[1.5]": "Data", "{}": "Array", "[null]": "null", "[18446744073709551616]": "Data"])
    expectRefused(
      GCounter.Delta.self,
      [
        #"[{"replica":-1,"count":0}]"#: "not -1",
        #"[{"replica":9223372036854775807,"count":0}]"#: "0..<1048576",
      ])
    expectRefused(
      ORSet<Int>.self,
      [
        #"{"entries":[{"element":1,"replica":0,"number":1}],"seen":[]}"#: "1...0 were seen, not 1",
        #"{"entries":[{"element":1,"replica":0,"number":0}],"seen":[3]}"#: "not 0",
        #"{"entries":[{"element":1,"replica":-1,"number":1}],"seen":[3]}"#: "replica -1",
        #"{"entries":[{"element":1,"replica":0,"number":1},{"element":2,"replica":0,"number":1}],"seen":[1]}"#:
          "is there twice",
        #"{"entries":[{"element":1,"replica":0,"number":1},{"element":1,"replica":0,"number":2}],"seen":[2]}"#:
          "same element",
        #"{"entries":[],"seen":[18446744073709551615]}"#: "Int64.max",
      ])
    expectRefused(
      LWWRegister<Int>.self,
      [
        #"{"value":1}"#: "or neither", #"{"stamp":{"time":"1s","replica":0}}"#: "or neither",
        #"{"value":1,"stamp":{"time":"1","replica":0}}"#: "seconds",
        #"{"value":1,"stamp":{"time":"1.0000000000000000001s","replica":0}}"#: "18 decimals",
        #"{"value":1,"stamp":{"time":"1_0s","replica":0}}"#: "seconds",
        #"{"value":1,"stamp":{"time":"--1s","replica":0}}"#: "seconds",
        #"{"value":1,"stamp":{"time":"1.s","replica":0}}"#: "seconds",
        #"{"value":1,"stamp":{"time":"170141183460469231732s","replica":0}}"#: "seconds",
      ])
    expectRefused(
      DeltaInterval.self,
      [
        #"{"after":0,"changes":1,"changedAt":[2],"peers":[]}"#: "changed at 2",
        #"{"after":0,"changes":2,"changedAt":[2,2],"peers":[]}"#: "same number",
        #"{"after":3,"changes":2,"changedAt":[],"peers":[]}"#: "after 3",
        #"{"after":0,"changes":2,"changedAt":[],"peers":[{"after":0,"told":3,"heard":0}]}"#: "told up to 3",
        #"{"after":0,"changes":2,"changedAt":[],"peers":[{"after":0,"told":1,"heard":2}]}"#: "heard up to 2",
        #"{"after":1,"changes":2,"changedAt":[],"peers":[{"after":0,"told":0,"heard":0}]}"#: "1...2",
        #"{"after":0,"changes":18446744073709551615,"changedAt":[],"peers":[]}"#: "Int64.max",
      ])
  }

  @Test func `Times of any length keep all their digits`() throws {
    for attoseconds: Int128 in [0, 1, -1, 999_999_999_999_999_999, -1_500_000_000_000_000_000, .max, .min] {
      let time = Duration(attoseconds: attoseconds)
      try expectRoundTrip(LWWRegister(0, stamp: .init(time: time, replica: 0)).stamp)
    }
  }
}
