import Engine
import Testing

/// The stores that worlds keep things in, against plain arrays.
@Suite struct StoreTests {
  @Test(arguments: 1...20)
  func `segmented log agrees with an array`(seed: UInt64) {
    var random = Random(seed: seed)
    var log = SegmentedLog<Int>()
    var all: [Int] = []
    var start = 0
    var snapshots: [(log: SegmentedLog<Int>, all: [Int], start: Int)] = []
    for step in 0..<4000 {
      switch random.below(100) {
      case 0..<90:
        #expect(log.append(step) == all.count)
        all.append(step)
      case 90..<95 where start < all.count:
        let index = start + random.below(all.count - start)
        log[index] += 1_000_000
        all[index] += 1_000_000
      case 95..<97:
        let index = random.below(all.count + 300)
        log.trim(before: index)
        start = min(max(start, index), all.count)
      case 97: snapshots.append((log, all, start))
      default: break
      }
      #expect(log.startIndex == start && log.endIndex == all.count && log.count == all.count - start)
      #expect(log.isEmpty == (start == all.count))
    }
    snapshots.append((log, all, start))
    for snapshot in snapshots {
      #expect((snapshot.start..<snapshot.all.count).allSatisfy { snapshot.log[$0] == snapshot.all[$0] })
      #expect(snapshot.log.endIndex == snapshot.all.count)
    }
  }

  /// Segments are dropped as wholes; what is kept must not go with them.
  @Test func `trimming around the edge of a segment`() {
    var full = SegmentedLog<Int>()
    for element in 0..<1000 { full.append(element) }
    for start in 0...1000 {
      var log = full
      log.trim(before: start)
      #expect(log.count == 1000 - start)
      #expect((start..<1000).allSatisfy { log[$0] == $0 })
      #expect(log.append(7) == 1000 && log[1000] == 7)
    }
  }

  @Test(arguments: 1...20)
  func `slab agrees with a dictionary`(seed: UInt64) {
    var random = Random(seed: seed)
    var slab = Slab<Int>()
    var alive: [UInt32: Int] = [:]
    var mostAlive = 0
    var snapshot = slab
    var snapshotAlive = alive
    for step in 0..<2000 {
      if alive.isEmpty || random.chance(0.52) {
        let slot = slab.insert(step)
        #expect(alive[slot] == nil)
        alive[slot] = step
      } else {
        let slot = alive.keys.sorted()[random.below(alive.count)]
        slab[slot] += 1
        #expect(slab[slot] == alive[slot]! + 1)
        slab.remove(slot)
        alive[slot] = nil
      }
      mostAlive = max(mostAlive, alive.count)
      #expect(slab.count == alive.count && slab.slots == mostAlive)
      if step == 1000 { (snapshot, snapshotAlive) = (slab, alive) }
    }
    #expect(alive.allSatisfy { slab[$0.key] == $0.value })
    #expect(snapshotAlive.allSatisfy { snapshot[$0.key] == $0.value })
    #expect(snapshot.count == snapshotAlive.count)
  }

  /// Which slot a newcomer gets depends on the order of insertions and removals alone.
  @Test func `slots are given out again in a fixed order`() {
    var slab = Slab<Int>()
    let first = (0..<4).map { slab.insert($0) }
    slab.remove(first[1])
    slab.remove(first[3])
    #expect([slab.insert(7), slab.insert(8), slab.insert(9)] == [3, 1, 4])
  }
}
