import Patterns
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the documentation promises as a cost is kept: the work of n calls grows as n, not as its square.
///
/// Work is the processor time of this thread, which does not count what else runs on the machine, at two sizes eight
/// apart: linear work grows eightfold and quadratic work 64-fold, and the bound is between.
@Suite struct CostTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let work: @Sendable (Int) -> Void

    init(_ name: String, _ work: @escaping @Sendable (Int) -> Void) {
      testDescription = name
      self.work = work
    }
  }

  static func processorTime(_ work: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    work()
    return now() - start
  }

  @Test(arguments: cases)
  func `the work of n calls grows as n`(promise: Case) {
    let size = 2000
    // A page fault or a cold cache may disturb one pair, but not the best of several.
    var least = Double.infinity
    for _ in 0..<5 where least > 22 {
      let small = (0..<2).map { _ in Self.processorTime { promise.work(size) } }.min()!
      least = min(least, Self.processorTime { promise.work(8 * size) } / small)
    }
    #expect(least <= 22, "8 times the calls took \(least) times the work")
  }

  typealias Table = OutboxTable<Int>

  static func row(_ id: Int) -> Table.Row {
    Table.Row(id: UInt64(id), aggregateType: "order", aggregateID: 1, type: "OrderPlaced", payload: id)
  }

  static let cases: [Case] = limits + breakers + tables + replicated

  static let limits: [Case] = [
    Case("a token bucket: reserve and cancel") { n in
      var bucket = TokenBucket(rate: 1, burst: .max)
      for index in 0..<n {
        if let taken = bucket.reserve(at: .seconds(index)) { bucket.cancel(taken, at: .seconds(index)) }
      }
    },
    Case("GCRA: request") { n in
      var limiter = GCRA(interval: .nanoseconds(1), burst: n)
      for index in 0..<n { _ = limiter.request(at: .nanoseconds(index / 2)) }
    },
    Case("a throttle: offer and accept") { n in
      var throttle = AdaptiveThrottle()
      for index in 0..<n {
        _ = throttle.offer(at: .seconds(index), uniform: 0.5)
        throttle.accept(at: .seconds(index))
      }
    },
    Case("a shedder: offer, after pauses") { n in
      var shedder = LoadShedder(capacity: 10)
      for index in 0..<n { _ = shedder.offer(.p2, at: .milliseconds(500 * index), uniform: 0.5) }
    },
    Case("controlled delay: dequeue, by drops") { n in
      var queue = CoDel()
      _ = queue.dequeue(at: .zero, length: n + 9) { _ in .seconds(-1) }
      var (drops, second) = (0, 0)
      while drops < n {
        second += 1
        drops += queue.dequeue(at: .seconds(second), length: n + 9 - drops) { _ in .seconds(-1) }.drops
      }
    },
    Case("a quota: acquire and release") { n in
      var quota = TenantQuota(tenants: n, limit: 1)
      for tenant in 0..<n { _ = quota.acquire(tenant) }
      for tenant in 0..<n { quota.release(tenant) }
    },
    Case("a bulkhead: enter and leave, in a long line") { n in
      var pool = Bulkhead(maxConcurrent: 1, maxWaiting: .max, maxWait: .seconds(n))
      for id in 0..<n { _ = pool.enter(UInt64(id), at: .seconds(id)) }
      for id in 0..<n { _ = pool.leave(at: .seconds(n / 2 + id)) }
    },
    Case("a bulkhead: enter, in a line that everybody leaves too late") { n in
      var pool = Bulkhead(maxConcurrent: 0, maxWaiting: .max, maxWait: .seconds(1000))
      for id in 0..<n { _ = pool.enter(UInt64(id), at: .seconds(id)) }
      while pool.expireNext(at: .seconds(2 * n)) != nil {}
    },
  ]

  static let breakers: [Case] = [
    Case("a window of calls: record") { n in
      var window = OutcomeWindow(.count(n / 2), at: .zero)
      for index in 0..<n { window.record(failed: index % 2 == 0, slow: false, at: .zero) }
    },
    Case("a window of seconds: record, a call every hundred seconds") { n in
      var window = OutcomeWindow(.time(.seconds(50 * n)), at: .zero)
      for index in 0..<n { window.record(failed: index % 2 == 0, slow: false, at: .seconds(100 * index)) }
    },
    Case("a breaker: its probes") { n in
      var settings = CircuitBreaker.Settings()
      settings.permittedCallsInHalfOpen = n
      settings.minimumCalls = n
      settings.waitInOpen = .fixed(.zero)
      var breaker = CircuitBreaker(settings)
      _ = try? breaker.transition(to: .open, at: .zero)
      let permits = (0..<n).map { _ in breaker.tryAcquire(at: .seconds(1)) }
      for permit in permits.shuffled() {
        breaker.record(.success, duration: .zero, at: .seconds(1), permit: permit)
      }
    },
    Case("a breaker: a long time without traffic") { n in
      var settings = CircuitBreaker.Settings()
      settings.waitInOpen = .fixed(.milliseconds(1))
      settings.automaticTransition = true
      settings.maxWaitInHalfOpen = .milliseconds(1)
      var breaker = CircuitBreaker(settings)
      for day in 1...n {
        _ = try? breaker.transition(to: .open, at: .seconds(86_400 * day))
        while breaker.advance(to: .seconds(86_400 * (day + 1))) != nil {}
      }
    },
  ]

  static let tables: [Case] = [
    Case("an outbox: rows that pass one that is held") { n in
      var table = Table()
      table.insert(row(0))
      _ = table.claim(batch: 1, worker: 1)
      for id in 1...n {
        table.insert(row(id))
        _ = table.claim(batch: 1, worker: 2)
        table.markPublished(worker: 2)
      }
    },
    Case("an outbox: a long backlog, one by one") { n in
      var table = Table()
      for id in 0..<n { table.insert(row(id)) }
      while table.count > 0 {
        _ = table.claim(batch: 1, worker: 2)
        table.markPublished(worker: 2)
      }
    },
    Case("an outbox: claims by many workers that hang, and all come back") { n in
      var table = Table()
      for id in 0..<n { table.insert(row(id)) }
      for worker in 0..<UInt32(n) { _ = table.claim(batch: 1, worker: worker) }
      for worker in (0..<UInt32(n)).shuffled() { table.rollback(worker: worker) }
      while table.count > 0 {
        _ = table.claim(batch: 1, worker: 2)
        table.markPublished(worker: 2)
      }
    },
    Case("an outbox: its oldest rows") { n in
      var table = Table()
      for id in 0..<n { table.insert(row(id)) }
      for _ in 0..<n { _ = table.oldestRows(5) }
    },
    Case("a saga: handle") { n in
      var saga = Saga(steps: n)
      _ = saga.start()
      for step in 1..<n { _ = saga.handle(.stepSucceeded(step)) }
      _ = saga.handle(.stepFailed(n))
      for step in (1..<n).reversed() { _ = saga.handle(.compensationSucceeded(step)) }
    },
    Case("two-phase commit: votes and acknowledgements") { n in
      var coordinator = TwoPhaseCommit.Coordinator(participants: n)
      _ = coordinator.begin()
      for participant in 0..<n { _ = coordinator.vote(true, from: participant) }
      for participant in 0..<n { _ = coordinator.acknowledged(by: participant) }
    },
  ]

  static let replicated: [Case] = [
    Case("a counter: increment") { n in
      var counter = GCounter()
      for replica in 0..<n { counter.increment(replica) }
    },
    Case("a counter: merge a delta of one entry") { n in
      var (counter, other) = (GCounter(replicas: n), GCounter(replicas: n))
      for replica in 0..<n {
        other.increment(replica)
        counter.merge(other.delta(of: replica))
      }
    },
    Case("an interval: change, acknowledge, has news") { n in
      var interval = DeltaInterval()
      for position in 0..<n {
        interval.change(position)
        interval.acknowledge(position, upTo: interval.changes)
        _ = interval.hasNews(for: position)
      }
    },
    Case("a consumer: poll and process") { n in
      var consumer = ConsumerPosition()
      _ = consumer.poll(n, end: n)
      while consumer.process() != nil {}
    },
  ]

  /// Who is still there of the payloads that went through a table.
  final class Payload: Hashable, Sendable {
    static func == (left: Payload, right: Payload) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  }

  @Test func `rows that have passed one that is held leave nothing in memory`() {
    var table = OutboxTable<Payload>()
    var payloads: [() -> Payload?] = []
    for id in 0..<40_000 {
      let payload = Payload()
      payloads.append { [weak payload] in payload }
      table.insert(.init(id: UInt64(id), aggregateType: "order", aggregateID: 1, type: "T", payload: payload))
      _ = table.claim(batch: 1, worker: id == 0 ? 1 : 2)
      table.markPublished(worker: 2)
    }
    #expect(table.count == 1 && table.rows.map(\.row.id) == [0])
    #expect(payloads.count { $0() != nil } <= 256, "the row that is held, and at most a segment")
  }

  /// An element that counts how often it is compared.
  struct Counting: Comparable, Hashable, Sendable {
    nonisolated(unsafe) static var comparisons = 0
    let number: Int

    static func < (left: Counting, right: Counting) -> Bool {
      comparisons += 1
      return left.number < right.number
    }
  }

  @Test func `a set is searched by bisection`() {
    var set = ORSet<Counting>()
    for number in 0..<1024 { set.insert(Counting(number: number), at: 0) }
    Counting.comparisons = 0
    #expect(set.contains(Counting(number: 500)))
    #expect(Counting.comparisons <= 2 * 11)
  }

  @Test func `controlled delay looks at each request that it drops and at one more`() {
    var queue = CoDel()
    var looks = 0
    for tick in 0..<200 {
      let before = looks
      let verdict = queue.dequeue(at: .milliseconds(10 * tick), length: 500) { _ in
        looks += 1
        return .seconds(-1)
      }
      #expect(looks - before <= verdict.drops + 1)
    }
    #expect(looks > 200)
  }
}
