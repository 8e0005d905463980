import Patterns
import Testing

@Suite struct BulkheadTests {
  @Test func admitsQueuesAndRefuses() {
    var pool = Bulkhead(maxConcurrent: 2, maxWaiting: 1)
    #expect((1...4).map { pool.enter($0, at: .zero) } == [.entered, .entered, .queued, .refused])
    #expect(pool.inUse == 2 && pool.waiting == 1 && pool.refused == 1)
    #expect(pool.leave(at: .zero) == 3)
    #expect(pool.inUse == 2 && pool.waiting == 0)
    #expect(pool.leave(at: .zero) == nil)
    #expect(pool.leave(at: .zero) == nil)
    #expect(pool.inUse == 0)
    #expect(pool.leave(at: .zero) == nil)
    #expect(pool.inUse == 0, "leaving an empty pool does nothing")
  }

  @Test func waitingEndsInTime() {
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 9, maxWait: .seconds(1))
    for id in 1...4 { _ = pool.enter(UInt64(id), at: .milliseconds(100 * id)) }
    #expect(pool.waitingIDs == [2, 3, 4])
    #expect(pool.expire(3) == true)
    #expect(pool.expire(3) == false)
    #expect(pool.expire(1) == false, "it is inside")
    #expect(
      pool.leave(at: .milliseconds(1300)) == 4, "2 is overdue since 1.2 s, and a dead caller needs no permit")
    #expect(pool.expireNext(at: .milliseconds(1300)) == 2)
    #expect(pool.expireNext(at: .milliseconds(1300)) == nil)
    #expect(pool.expired == 2)
    #expect(pool.waiting == 0)
  }

  @Test func theSizeMayChange() {
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 5)
    for id in 1...4 { _ = pool.enter(UInt64(id), at: .zero) }
    pool.maxConcurrent = 3
    #expect(pool.enter(5, at: .zero) == .queued, "nobody overtakes the line")
    #expect(pool.admitNext(at: .zero) == 2)
    #expect(pool.admitNext(at: .zero) == 3)
    #expect(pool.admitNext(at: .zero) == nil)
    pool.maxConcurrent = 1
    #expect(pool.leave(at: .zero) == nil)
    #expect(pool.leave(at: .zero) == nil)
    #expect(pool.leave(at: .zero) == 4)
    #expect(pool.inUse == 1)
  }

  /// Against a plain model, over many seeds: never more inside than permits, first come first served, nobody
  /// lost.
  @Test(arguments: 0..<50)
  func agreesWithAPlainModel(seed: UInt64) {
    var chance = Chance(seed)
    let (permits, places) = (1 + chance.below(4), chance.below(200))
    var pool = Bulkhead(maxConcurrent: permits, maxWaiting: places)
    var inside = 0
    var line: [UInt64] = []
    for id in 0..<UInt64(3000) {
      if chance.happens(id % 1000 < 500 ? 0.8 : 0.3) {
        let entry = pool.enter(id, at: .zero)
        if inside < permits {
          #expect(entry == .entered)
          inside += 1
        } else if line.count < places {
          #expect(entry == .queued)
          line.append(id)
        } else {
          #expect(entry == .refused)
        }
      } else if chance.happens(0.1), !line.isEmpty {
        let id = line.remove(at: chance.below(line.count))
        #expect(pool.expire(id) == true)
      } else if inside > 0 {
        let next = line.isEmpty ? nil : line.removeFirst()
        if next == nil { inside -= 1 }
        #expect(pool.leave(at: .zero) == next)
      }
      #expect(pool.inUse == inside && pool.waiting == line.count)
    }
    #expect(pool.waitingIDs == line)
  }
}
