import Patterns
import Testing

/// Parts that no use leads to are refused, in one line that begins with the part.
private func expectRefused<State: Storable>(
  _ state: State, _ part: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ spoil: (inout State.Parts) -> Void
) {
  var parts = state.parts
  spoil(&parts)
  let error = #expect(throws: InvalidState.self, sourceLocation: sourceLocation) { try State(parts) }
  guard let text = error?.description else { return }
  #expect(text.hasPrefix(part) && !text.contains("\n"), sourceLocation: sourceLocation)
}

@Suite struct RefusedPartsTests {
  @Test func `of a token bucket`() throws {
    var bucket = TokenBucket(rate: 1, burst: 3)
    let first = bucket.reserve(at: .zero)
    let turn = try #require(first)
    for level in [Double.nan, .infinity, -.infinity] { expectRefused(bucket, "level") { $0.level = level } }
    expectRefused(bucket, "cancelled") { $0.cancelled = [turn, turn] }
    for number: UInt64 in [0, 2] {
      let other = try TokenBucket.Reservation(number: number, of: 1, timeToAct: .zero, rate: 1)
      expectRefused(bucket, "cancelled") { $0.cancelled = [other] }
      let before = bucket
      bucket.cancel(other, at: .zero)
      #expect(bucket == before, "what was never reserved is not given back")
    }
  }

  @Test func `of a budget and a quota`() {
    for thousandths in [-1, 3001] {
      #expect(throws: InvalidState.self) { try RetryBudget(ratio: 1, most: 3, thousandths: thousandths) }
    }
    #expect(throws: InvalidState.self) { try RetryBudget(ratio: 1, most: -1, thousandths: 1) }
    #expect(throws: InvalidState.self) { try TenantQuota(tenants: 1, limit: 1, refused: -1, held: [:]) }
  }

  @Test func `of a bulkhead`() {
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 5, maxWait: .seconds(1))
    for id in 0..<3 { _ = pool.enter(UInt64(id), at: .seconds(id)) }
    for count in [-1, .max] {
      expectRefused(pool, "inUse") { $0.inUse = count }
      expectRefused(pool, "refused") { $0.refused = count }
      expectRefused(pool, "expired") { $0.expired = count }
    }
    expectRefused(pool, "clock") { $0.clock = nil }
    expectRefused(Bulkhead(maxConcurrent: 1), "clock") { $0.refused = 1 }
    expectRefused(Bulkhead(maxConcurrent: 1), "clock") { $0.overdue = [1] }
    expectRefused(pool, "line") { $0.line += [.init(id: 9, deadline: .zero)] }
    expectRefused(pool, "line") { $0.line.insert(.init(id: 9, deadline: nil), at: 0) }
  }

  @Test func `of a breaker`() throws {
    var settings = CircuitBreaker.Settings()
    settings.window = .count(2)
    settings.minimumCalls = 2
    settings.permittedCallsInHalfOpen = 3
    let closed = CircuitBreaker(settings)
    var open = closed
    for _ in 0..<2 { open.record(.failure, duration: .zero, at: .seconds(1)) }
    var halfOpen = open
    let first = halfOpen.tryAcquire(at: .seconds(99))
    let permit = try #require(first)
    #expect(open.state == .open && halfOpen.state == .halfOpen)

    for count in [-1, .max] {
      expectRefused(open, "openingsSinceClosed") { $0.openingsSinceClosed = count }
      expectRefused(open, "notPermittedCalls") { $0.notPermittedCalls = count }
      expectRefused(open, "totalNotPermittedCalls") { $0.totalNotPermittedCalls = count }
    }
    expectRefused(halfOpen, "permitsLeft") { $0.permitsLeft = -1 }
    expectRefused(open, "permitsLeft") { $0.permitsLeft = 1 }
    expectRefused(open, "probes") { $0.probes = halfOpen.parts.probes }
    expectRefused(halfOpen, "probes") { $0.probes = .init(out: [permit.number]) }
    for unnamed in [-1, 2] {
      expectRefused(halfOpen, "probes") {
        $0.probes = .init(hasHandedOut: true, out: [permit.number], unnamed: unnamed)
      }
    }
    for number in [0, permit.number + 1] {
      expectRefused(halfOpen, "probes") { $0.probes = .init(hasHandedOut: true, out: [number]) }
    }
    expectRefused(open, "deadline") { $0.deadline = nil }
    expectRefused(closed, "deadline") { $0.deadline = .zero }
    expectRefused(open, "openingsSinceClosed") { $0.openingsSinceClosed = 0 }
    expectRefused(closed, "openingsSinceClosed") { $0.openingsSinceClosed = 1 }
    expectRefused(closed, "window") { $0.window = OutcomeWindow(.count(9), at: .zero) }
    expectRefused(halfOpen, "window") { $0.window = OutcomeWindow(.time(.seconds(1)), at: .zero) }
    expectRefused(open, "lastTransition") { $0.lastTransition = nil }
    expectRefused(closed, "lastTransition") { $0.generation = 1 }
    expectRefused(open, "lastTransition") { $0.lastTransition = halfOpen.lastTransition }
    expectRefused(open, "lastTransition") { $0.clock = .zero }
  }

  @Test func `of a window`() {
    var calls = OutcomeWindow(.count(2), at: .zero)
    var time = OutcomeWindow(.time(.seconds(2)), at: .zero)
    for second in 0..<4 {
      calls.record(failed: true, slow: false, at: .seconds(second))
      time.record(failed: true, slow: false, at: .seconds(second))
    }
    expectRefused(calls, "a window needs at least one call") { $0.span = .count(0) }
    expectRefused(time, "a window needs a time") { $0.span = .time(.zero) }
    expectRefused(calls, "end") { $0.end = .milliseconds(1) }
    expectRefused(calls, "ring") { $0.ring += [0] }
    expectRefused(calls, "ring") { $0.ring = [4, 0] }
    for next in [-1, 2] { expectRefused(calls, "next") { $0.next = next } }
    expectRefused(calls, "seconds") { $0.seconds = time.parts.seconds }
    expectRefused(time, "ring") { $0.ring = [0] }
    expectRefused(time, "ring") { $0.next = 1 }
    expectRefused(time, "seconds") { $0.seconds = [] }
    expectRefused(time, "seconds") { $0.seconds.reverse() }
    expectRefused(time, "seconds") { $0.seconds.append(.init(second: 9)) }
    expectRefused(time, "seconds") { $0.seconds[0].tally.calls = .max }
    expectRefused(time, "seconds") { $0.seconds[0].tally.calls = 0 }
    expectRefused(time, "seconds") { $0.seconds[0].tally.slowFailures = 1 }
    expectRefused(time, "seconds") { $0.seconds[0].tally.slow = 1 }
  }

  @Test func `of limiters that slide`() {
    let throttle = AdaptiveThrottle(at: .seconds(1))
    expectRefused(throttle, "width") { $0.width = .zero }
    for current in [-1, 120] { expectRefused(throttle, "current") { $0.current = current } }
    expectRefused(throttle, "requests") { $0.requests = [] }
    expectRefused(throttle, "requests") { $0.requests[7] = .max }
    expectRefused(throttle, "accepts") { $0.accepts += [0] }
    expectRefused(throttle, "accepts") { $0.accepts[7] = .max }
    var estimate = RateEstimate(at: .seconds(1))
    for now in 0..<9 { estimate.count(.p1, at: .milliseconds(1000 + 15 * now)) }
    for number in [-1, 51] {
      expectRefused(estimate, "full") { $0.full = number }
      expectRefused(estimate, "current") { $0.current = number }
    }
    expectRefused(estimate, "p0") { $0.p0 = [] }
    expectRefused(estimate, "p1") { $0.full = 0 }
    expectRefused(estimate, "p1") { $0.p1[0] = .max }
    expectRefused(estimate, "p2") { $0.p2[50] = 1 }
    var queue = CoDel()
    for now in 0..<9 { _ = queue.dequeue(at: .seconds(now), length: 1000) { _ in .zero } }
    #expect(queue.isDropping)
    for count in [-1, .max] { expectRefused(queue, "count") { $0.count = count } }
    for count in [-1, queue.count + 1] { expectRefused(queue, "lastCount") { $0.lastCount = count } }
    expectRefused(queue, "count") { ($0.count, $0.lastCount) = (0, 0) }
    expectRefused(queue, "clock") { $0.clock = nil }
    expectRefused(CoDel(), "clock") { $0.firstAbove = .zero }
  }

  @Test func `of an outbox`() {
    var table = OutboxTable<Int>()
    for id in 0..<6 {
      table.insert(.init(id: UInt64(id), aggregateType: "", aggregateID: 0, type: "", payload: id))
    }
    for worker in 0..<2 { _ = table.claim(batch: 2, worker: UInt32(worker)) }
    table.rollback(worker: 0)
    expectRefused(table, "inserted") { $0.inserted = .max }
    expectRefused(table, "inserted") { $0.inserted = 5 }
    expectRefused(table, "inserted") { ($0.inserted, $0.fresh) = (3, []) }
    expectRefused(table, "held") { $0.held += $0.held }
    expectRefused(table, "held") { $0.held[0].entries = [] }
    expectRefused(table, "returned and held") { $0.returned += $0.held[0].entries }
    expectRefused(table, "returned and held") { $0.returned += $0.returned }
    expectRefused(table, "fresh: the rows") { $0.fresh.reverse() }
    expectRefused(table, "fresh: a row") { ($0.returned, $0.fresh) = ($0.fresh, $0.returned) }
  }
}
