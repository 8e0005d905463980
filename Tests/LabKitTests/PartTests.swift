import Engine
import LabKit
import Testing
import ToyLab

/// The parts that labs are built of, each by itself.
@Suite struct PartTests {
  @Test func `hysteresis turns after so many looks in a row and not after a fluctuation`() {
    var part = Hysteresis()
    let looks = [true, true, false, true, true, true, false, false, true, false, false, false]
    let turns = looks.map { part.follow($0, on: 3, off: 3) }
    #expect(turns == [nil, nil, nil, nil, nil, .rose, nil, nil, nil, nil, nil, .fell])
    #expect(!part.isOn)
  }

  @Test func `hysteresis of a level has two marks`() {
    var part = Hysteresis()
    let turns = [5.0, 10, 9, 8, 7.9, 9.9, 10].map { part.follow($0, high: 10, low: 8) }
    #expect(turns == [nil, .rose, nil, nil, .fell, nil, .rose])
  }

  @Test func `a ceiling that is turned down holds from when what was over it has gone`() {
    var ceiling = Ceiling(10)
    func isAllowed(_ amount: Int, under bound: Int) -> Bool { ceiling.allows(amount, under: bound) }
    #expect([10, 11].map { isAllowed($0, under: 10) } == [true, false])
    // Turned down to 5 while ten are there: they may go, and nobody may come.
    #expect([9, 10, 6, 7, 5, 6].map { isAllowed($0, under: 5) } == [true, false, true, false, true, false])
    #expect(isAllowed(12, under: 20))
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `the number in a system over time is the sum of the stays`(seed: UInt64) {
    var random = Random(seed: seed), stays = Stays(), there: [Instant] = [], now = Instant.start
    for _ in 0..<300 {
      now = now + Interval(nanoseconds: UInt64(random.below(1_000_000_000)))
      if random.below(2) == 0 || there.isEmpty {
        stays.enter(at: now)
        there.append(now)
      } else {
        stays.leave(since: there.remove(at: random.below(there.count)), at: now)
      }
      let later = now + .seconds(1)
      #expect(stays.present == there.count && stays.obeyLittle(present: there.count, at: later))
      #expect(!stays.obeyLittle(present: there.count + 1, at: later))
    }
  }

  @Test func `what is taken from a log and put back is taken again`() {
    var log = PartitionedLog<Int>(partitions: 2)
    for record in 0..<5 { log.append(record, to: record % 2) }
    #expect(log.lag == 5 && log.partitions[0].lag == 3)
    #expect(log.take(2, from: 0) == 2 && log.partitions[0].hands == 0..<2 && !log.partitions[0].isWaiting)
    log.putBack(0)
    #expect(log.take(10, from: 0) == 3)
    log.commit(0)
    #expect(log.lag == 2 && log.partitions[0].committed == 3 && !log.partitions[0].isWaiting)
    log.append(6, to: 0)
    #expect(log.take(1, from: 0) == 1 && log.partitions[0].records[log.partitions[0].hands.lowerBound] == 6)
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>) func `a slab knows who lives`(_ seed: UInt64) {
    var random = Random(seed: seed), slab = Slab<Int>(), living: [(slot: Slot, tag: UInt32, value: Int)] = []
    var gone: [(slot: Slot, tag: UInt32)] = []
    for value in 0..<500 {
      if random.below(3) > 0 || living.isEmpty {
        let slot = slab.insert(value)
        living.append((slot, slab.tag(slot), value))
      } else {
        let one = living.remove(at: random.below(living.count))
        slab.remove(one.slot)
        gone.append((one.slot, one.tag))
      }
      #expect(slab.count == living.count)
    }
    #expect(slab.alive == living.map(\.slot).sorted())
    #expect(living.allSatisfy { slab.holds($0.slot, $0.tag) && slab[$0.slot] == $0.value })
    #expect(gone.allSatisfy { !slab.holds($0.slot, $0.tag) })
    #expect(!slab.holds(99_999, 1))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func `the rate of arrivals can be turned, off and on again`(
    _ seed: UInt64
  ) {
    let entry = LabEntry(Turnstile.self)
    var run = entry.start(seed, nil, false)
    func came() -> Double { run.snapshot.meters[0].figures[0].value }
    _ = run.advance(until: .start + .seconds(100), limit: .max)
    let first = came()
    #expect(abs(first - 2000) < 250)
    run.turn(0, to: 0)
    _ = run.advance(until: .start + .seconds(200), limit: .max)
    #expect(came() == first)
    run.turn(0, to: 40)
    _ = run.advance(until: .start + .seconds(300), limit: .max)
    #expect(abs(came() - first - 4000) < 350)
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `a pool keeps its bounds, whoever comes, goes or gives up`(
    _ seed: UInt64
  ) {
    var random = Random(seed: seed), pool = Pool(size: 5, line: 3, tenants: 3, quota: 4)
    var inside: [Slot: Int] = [:], line: [Slot] = [], tenants: [Slot: Int] = [:]
    for step in 0..<2000 {
      let now = Instant.start + .milliseconds(Double(step)), slot = Slot(random.below(12))
      let held = (0..<3).map { tenant in tenants.values.count { $0 == tenant } }
      if tenants[slot] == nil {
        let tenant = random.below(3), entry = pool.enter(slot, tenant: tenant, at: now)
        if held[tenant] >= 4 {
          #expect(entry == .overQuota)
        } else if inside.count < 5 {
          #expect(entry == .entered && line.isEmpty)
        } else {
          #expect(entry == (line.count < 3 ? .queued : .refused))
        }
        if entry == .queued { line.append(slot) }
        if entry == .entered { inside[slot] = pool.seat(of: slot) }
        if entry == .entered || entry == .queued { tenants[slot] = tenant }
      } else if inside[slot] != nil {
        inside[slot] = nil
        tenants[slot] = nil
        let next = pool.leave(slot, at: now)
        #expect(next == line.first)
        if let next {
          inside[next] = pool.seat(of: next)
          line.removeFirst()
        }
      } else if random.below(2) == 0 {
        let hasGivenUp = pool.expire(slot)
        #expect(hasGivenUp)
        line.removeAll { $0 == slot }
        tenants[slot] = nil
      }
      // Whoever has nothing gives nothing back.
      let (next, hasGivenUp) = (pool.leave(99, at: now), pool.expire(99))
      #expect(next == nil && !hasGivenUp)
      #expect(pool.busy == inside.count && pool.waiting == line.count && pool.isFull == (inside.count == 5))
      #expect(inside.allSatisfy { pool.seats[$1] == $0 } && pool.seats.count { $0 != nil } == inside.count)
      #expect((0..<3).allSatisfy { tenant in pool.held(by: tenant) == tenants.values.count { $0 == tenant } })
    }
  }

  @Test func `a pool that grows lets those in line enter, and keeps who is inside when it shrinks`() {
    var pool = Pool(size: 1, line: 5), now = Instant.start
    for slot in 0..<4 as Range<Slot> { _ = pool.enter(slot, at: now) }
    pool.size = 3
    let entered = (0..<3).map { _ in pool.admitNext(at: now) }
    #expect(entered == [1, 2, nil])
    pool.size = 1
    now = now + .seconds(1)
    #expect(pool.seats == [0, 1, 2])
    let next = [0, 2, 1].map { pool.leave($0, at: now) }
    #expect(next == [nil, nil, 3] && pool.seats == [3])
  }

  @Test func `a dependency answers, errs, is slow, refuses or says nothing, and its caller waits so long`() {
    var service = Dependency(mean: .milliseconds(10), errorShare: 0.25, timeout: .milliseconds(40))
    func calls(_ service: Dependency) -> [Dependency.Call] {
      (0..<20_000).map { number in
        var draw = Draw(seed: 1, stream: DrawStream(1), entity: UInt64(number))
        return service.call(&draw, way: .milliseconds(1))
      }
    }
    func share(_ calls: [Dependency.Call], _ failure: Dependency.Failure) -> Double {
      Double(calls.count { $0.failure == failure }) / Double(calls.count)
    }
    let healthy = calls(service)
    #expect(abs(share(healthy, .timeout) - 0.0202) < 0.005, "exp(-39/10)")
    #expect(abs(share(healthy, .error) - 0.25) < 0.02)
    #expect(healthy.allSatisfy { $0.takes <= .milliseconds(40) && $0.takes >= .milliseconds(1) })
    service.health = .slow(10)
    let slow = calls(service)
    #expect(abs(share(slow, .timeout) - 0.677) < 0.015, "exp(-39/100)")
    // What is slow takes so many times as long, and nothing else about the call changes.
    #expect(zip(healthy, slow).allSatisfy { $1.failure == .timeout || $1.failure == $0.failure })
    service.health = .refusing(after: .milliseconds(2))
    #expect(service.isDead && calls(service).allSatisfy { $0 == .init(.milliseconds(2), .refused) })
    #expect(service.end(.init(.milliseconds(7))).failure == .refused)
    #expect(service.end(.init(.milliseconds(7), .error)).failure == .error)
    service.health = .silent
    #expect(service.isDead && calls(service).allSatisfy { $0 == .init(.milliseconds(40), .timeout) })
    #expect(service.end(.init(.milliseconds(7))) == .init(.milliseconds(40), .timeout))
    service.timeout = nil
    #expect(calls(service)[0].takes > .seconds(1e9), "nobody ever ends it")
  }
}
