import Patterns
import Testing

/// A replica that lost its state and counts on under its old number.
@Suite struct EarlierLifeTests {
  @Test func `A set loses elements when a replica begins anew under its old number`() {
    var peer = ORSet<String>()
    peer.insert("milk", at: 0)
    var anew = ORSet<String>()
    anew.insert("tea", at: 0)
    let before = anew
    anew.merge(peer)
    peer.merge(before)
    #expect(peer == anew, "they agree all the same")
    #expect(peer.elements.isEmpty, "what the documentation says")
  }

  @Test func `A set notices that it had an earlier life, and changes nothing`() throws {
    var peer = ORSet<String>()
    peer.insert("milk", at: 0)
    peer.insert("tea", at: 1)
    var anew = ORSet<String>()
    #expect(throws: EarlierLife(replica: 0)) { try anew.merge(peer, as: 0) }
    #expect(anew == ORSet())

    // Restored from the peer before its first addition, or under a new number, it loses nothing.
    var (restored, newcomer) = (anew, anew)
    restored.merge(peer)
    restored.insert("rye", at: 0)
    try newcomer.merge(peer, as: 2)
    newcomer.insert("jam", at: 2)
    try peer.merge(restored, as: 1)
    try peer.merge(newcomer, as: 1)
    #expect(peer.elements == ["jam", "milk", "rye", "tea"])
  }

  @Test func `A peer notices a dot that holds two elements`() {
    var peer = ORSet<String>()
    peer.insert("milk", at: 0)
    let before = peer
    var anew = ORSet<String>()
    anew.insert("tea", at: 0)
    #expect(throws: EarlierLife(replica: 0)) { try peer.merge(anew, as: 1) }
    #expect(peer == before)
  }

  @Test func `Counters and registers notice it too`() throws {
    var counter = GCounter([0, 4])
    #expect(throws: EarlierLife(replica: 0)) { try counter.merge(GCounter([1]), as: 0) }
    #expect(throws: EarlierLife(replica: 0)) { try counter.merge(GCounter([1]).delta(of: 0), as: 0) }
    #expect(counter.vector == [0, 4])
    #expect(try counter.merge(GCounter([0, 9]), as: 0) == 1)
    #expect(try counter.merge(GCounter([1]).delta(of: 0), as: 1) == 1)

    var both = PNCounter(added: GCounter([2, 1]), removed: GCounter([1]))
    let known = both
    let news = PNCounter(added: GCounter([0, 5]), removed: GCounter([2]))
    #expect(throws: EarlierLife(replica: 0)) { try both.merge(news, as: 0) }
    #expect(throws: EarlierLife(replica: 0)) {
      try both.merge(news.delta(ofAdded: [1], ofRemoved: [0]), as: 0)
    }
    #expect(both == known, "not even the half that came first")
    #expect(try both.merge(news, as: 3) == 2)

    let old = LWWRegister("old", stamp: .init(time: .seconds(3), replica: 0))
    var register = LWWRegister("new", stamp: .init(time: .seconds(2), replica: 0))
    #expect(throws: EarlierLife(replica: 0)) { try register.merge(old, as: 0) }
    #expect(try register.merge(old, as: 1) == true)
    let twice = LWWRegister("other", stamp: .init(time: .seconds(3), replica: 0))
    #expect(throws: EarlierLife(replica: 0)) { try register.merge(twice, as: 1) }
    #expect(try register.merge(LWWRegister(), as: 0) == false)
    #expect(register.value == "old")
  }

  /// Replicas that keep their state never see the error, whatever the network does.
  @Test(arguments: 0..<40)
  func `Nobody who kept the state is suspected`(seed: UInt64) throws {
    var chance = Chance(seed)
    var sets = [ORSet<Int>](repeating: ORSet(), count: 3)
    var counters = [PNCounter](repeating: PNCounter(), count: 3)
    var registers = [LWWRegister<Int>](repeating: LWWRegister(), count: 3)
    var network: [(ORSet<Int>, PNCounter, LWWRegister<Int>)] = []
    for step in 0..<200 {
      let replica = chance.below(3)
      switch chance.below(5) {
      case 0: sets[replica].insert(chance.below(4), at: replica)
      case 1: sets[replica].remove(chance.below(4))
      case 2:
        counters[replica].decrement(replica)
        _ = registers[replica].write(step, at: .seconds(chance.below(30)), by: replica)
      case 3: network.append((sets[replica], counters[replica], registers[replica]))
      default:
        guard !network.isEmpty else { continue }
        let (set, counter, register) = network[chance.below(network.count)]
        try sets[replica].merge(set, as: replica)
        try counters[replica].merge(counter, as: replica)
        try registers[replica].merge(register, as: replica)
      }
    }
  }
}
