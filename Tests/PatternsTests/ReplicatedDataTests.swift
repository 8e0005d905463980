import Patterns
import Testing

/// The laws of a merge, for any replicated state: any order and any duplication of messages converges.
func expectMergeLaws<State: Hashable>(
  _ states: [State], merge: (inout State, State) -> Void, sourceLocation: SourceLocation = #_sourceLocation
) {
  func merged(_ left: State, _ right: State) -> State {
    var result = left
    merge(&result, right)
    return result
  }
  for a in states {
    #expect(merged(a, a) == a, "idempotent", sourceLocation: sourceLocation)
    for b in states {
      #expect(merged(a, b) == merged(b, a), "commutative", sourceLocation: sourceLocation)
      for c in states {
        #expect(merged(merged(a, b), c) == merged(a, merged(b, c)), "associative", sourceLocation: sourceLocation)
      }
    }
  }
}

@Suite struct ReplicatedDataTests {
  @Test(arguments: 0..<60)
  func `a counter may go down`(seed: UInt64) {
    var chance = Chance(seed)
    var replicas = [PNCounter](repeating: PNCounter(replicas: 4), count: 4)
    var truth: Int64 = 0
    for _ in 0..<40 {
      let replica = chance.below(4)
      switch chance.below(3) {
      case 0:
        replicas[replica].increment(replica)
        truth += 1
      case 1:
        replicas[replica].decrement(replica, by: 2)
        truth -= 2
      default: replicas[replica].merge(replicas[chance.below(4)])
      }
    }
    expectMergeLaws(replicas) { $0.merge($1) }
    let all = replicas.reduce(into: PNCounter()) { $0.merge($1) }
    #expect(all.value == truth)
    #expect(all.size == 8)
  }

  @Test(arguments: 0..<60)
  func `the last write wins`(seed: UInt64) {
    var chance = Chance(seed)
    var replicas = [LWWRegister<Int>](repeating: LWWRegister(), count: 4)
    for value in 0..<40 {
      let replica = chance.below(4)
      if chance.happens(0.5) {
        _ = replicas[replica].write(value, at: .seconds(chance.below(20)), by: replica)
      } else {
        replicas[replica].merge(replicas[chance.below(4)])
      }
    }
    expectMergeLaws(replicas) { $0.merge($1) }
  }

  @Test func `a write by a slow clock is lost`() {
    var register = LWWRegister<String>()
    #expect(register.write("first", at: .seconds(10), by: 0) == true)
    #expect(register.write("later, but by a clock that is behind", at: .seconds(9), by: 1) == false)
    #expect(register.write("again", at: .seconds(10), by: 0) == false, "no stamp twice")
    #expect(register.value == "first")
    #expect(register.write("tie", at: .seconds(10), by: 1) == true)
    #expect(register.value == "tie")
    #expect(register.stamp?.replica == 1)
  }

  @Test func `an addition wins over a removal that has not seen it`() {
    var a = ORSet<String>()
    a.insert("milk", at: 0)
    var b = a
    #expect(b.remove("milk") == true)
    #expect(b.remove("milk") == false)
    a.insert("milk", at: 0)
    let (beforeA, beforeB) = (a, b)
    a.merge(beforeB)
    b.merge(beforeA)
    #expect(a == b)
    #expect(a.elements == ["milk"])
    b.remove("milk")
    a.merge(b)
    #expect(a.elements.isEmpty, "this removal has seen it")
    a.merge(beforeA)
    #expect(a.elements.isEmpty, "an old message brings nothing back")
    #expect(a.size == 0)
  }

  /// Against the definition with a tag for each addition and tombstones for all removed tags.
  @Test(arguments: 0..<80)
  func `the set agrees with its definition`(seed: UInt64) {
    struct Model {
      var added: Set<[Int]> = []
      var removed: Set<[Int]> = []
      var elements: [Int] { Array(Set(added.subtracting(removed).map { $0[0] })).sorted() }
    }
    var chance = Chance(seed)
    var sets = [ORSet<Int>](repeating: ORSet(), count: 4)
    var models = [Model](repeating: Model(), count: 4)
    for step in 0..<150 {
      let replica = chance.below(4)
      let element = chance.below(5)
      switch chance.below(5) {
      case 0, 1:
        sets[replica].insert(element, at: replica)
        let model = models[replica]
        // The new dot replaces those that it sees, which is the same as removing them.
        models[replica].removed.formUnion(model.added.filter { $0[0] == element })
        models[replica].added.insert([element, step])
      case 2:
        sets[replica].remove(element)
        models[replica].removed.formUnion(models[replica].added.filter { $0[0] == element })
      default:
        let other = chance.below(4)
        sets[replica].merge(sets[other])
        models[replica].added.formUnion(models[other].added)
        models[replica].removed.formUnion(models[other].removed)
      }
      #expect(sets[replica].elements == models[replica].elements)
      #expect((0..<5).allSatisfy { sets[replica].contains($0) == models[replica].elements.contains($0) })
    }
    expectMergeLaws(sets) { $0.merge($1) }
  }
}
