import Patterns
import Testing

@Suite struct BulkheadTests {
  @Test func `it admits, queues and refuses`() {
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

  @Test func `waiting ends in time`() {
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 9, maxWait: .seconds(1))
    for id in 1...4 { _ = pool.enter(UInt64(id), at: .milliseconds(100 * id)) }
    #expect(pool.waitingIDs == [2, 3, 4])
    #expect(pool.expire(3) == true)
    #expect(pool.expire(3) == false)
    #expect(pool.expire(1) == false, "it is inside")
    #expect(pool.leave(at: .milliseconds(1300)) == 4, "2 is overdue since 1.2 s, and a dead caller needs no permit")
    #expect(pool.expireNext(at: .milliseconds(1300)) == 2)
    #expect(pool.expireNext(at: .milliseconds(1300)) == nil)
    #expect(pool.expired == 2)
    #expect(pool.waiting == 0)
  }

  @Test func `the size may change`() {
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
  func `it agrees with a plain model`(seed: UInt64) {
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

  @Test func `who has waited too long holds nobody up`() {
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 5, maxWait: .seconds(1))
    #expect(pool.enter(1, at: .zero) == .entered)
    #expect(pool.enter(2, at: .zero) == .queued)
    #expect(pool.leave(at: .seconds(2)) == nil)
    #expect(pool.enter(3, at: .seconds(2)) == .entered)
    #expect(pool.waitingIDs == [2], "it is kept until it is told")
    #expect(pool.expireNext(at: .seconds(2)) == 2)
    #expect(pool.expired == 1 && pool.waiting == 0)
  }

  @Test func `who has waited too long takes no place in the line`() {
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 2, maxWait: .seconds(1))
    #expect((1...4).map { pool.enter($0, at: .zero) } == [.entered, .queued, .queued, .refused])
    #expect(pool.enter(5, at: .seconds(1)) == .refused, "until the very end of their time they count")
    #expect((6...8).map { pool.enter($0, at: .seconds(2)) } == [.queued, .queued, .refused])
    #expect(pool.leave(at: .seconds(2)) == 6)
  }

  /// With waits that change, so that they do not end in the order in which they began: against a plain line.
  @Test(arguments: 0..<50)
  func `waits of any length end as in a plain line`(seed: UInt64) {
    var chance = Chance(seed)
    var pool = Bulkhead(maxConcurrent: 2, maxWaiting: 5)
    var (inside, line): (Int, [(id: UInt64, deadline: Duration?)]) = (0, [])
    var overdue: [UInt64] = []
    var now = Duration.zero
    func settle() {
      overdue += line.filter { $0.deadline.map { $0 < now } ?? false }.map(\.id)
      line.removeAll { $0.deadline.map { $0 < now } ?? false }
    }
    for id in 0..<UInt64(600) {
      now += .milliseconds(chance.below(400))
      pool.maxWait = chance.happens(0.2) ? nil : .milliseconds(chance.below(3000))
      settle()
      switch chance.below(4) {
      case 0:
        if inside > 0 {
          inside -= 1
          let next = line.isEmpty ? nil : line.removeFirst().id
          if next != nil { inside += 1 }
          #expect(pool.leave(at: now) == next)
        }
      case 1:
        // Those whose order came out of a sweep may differ from a plain line's only in when they were swept.
        let expired = pool.expireNext(at: now)
        #expect((expired == nil) == (overdue.isEmpty && !line.contains { $0.deadline == now }))
        if let expired {
          overdue.removeAll { $0 == expired }
          line.removeAll { $0.id == expired }
        }
      default:
        let entry = pool.enter(id, at: now)
        if inside < 2 && line.isEmpty {
          #expect(entry == .entered)
          inside += 1
        } else if line.count < 5 {
          #expect(entry == .queued)
          line.append((id, pool.maxWait.map { now + $0 }))
        } else {
          #expect(entry == .refused)
        }
      }
      #expect(pool.inUse == inside && pool.waiting == line.count + overdue.count)
    }
  }
}
