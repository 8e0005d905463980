import Patterns
import Testing

/// Every public function that takes a count, a duration or a time, with the values at the ends of their ranges and
/// around zero: nothing overflows, nothing hangs, and what must hold does.
@Suite struct EndsOfRangeTests {
  static let counts: [Int] = [.min, -1, 0, 1, 2, .max - 1, .max]
  static let times: [Duration] = [
    Duration(attoseconds: .min), .seconds(Int64.min), .nanoseconds(Int64.min), .nanoseconds(-1), .zero,
    Duration(attoseconds: 1), .nanoseconds(1), .seconds(1), .nanoseconds(Int64.max), .seconds(Int64.max),
    Duration(attoseconds: .max),
  ]
  static let numbers: [Double] = [
    -.infinity, -1, 0, 0.5, 1, 1e300, .infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
  ]

  @Test func `a token bucket`() {
    for burst in Self.counts {
      for rate in Self.numbers {
        for start in Self.times {
          var bucket = TokenBucket(rate: rate, burst: burst, at: start)
          for now in Self.times {
            for n in Self.counts {
              let reservation = bucket.reserve(n, at: now, maxWait: n % 2 == 0 ? nil : now)
              if n < 0 || (rate != .infinity && n > burst) { #expect(reservation == nil) }
              if let reservation {
                _ = reservation.delay(from: start)
                bucket.cancel(reservation, at: now)
              }
              let isAllowed = bucket.allow(n, at: now)
              if n < 0 { #expect(!isAllowed) }
            }
            if rate != .infinity && !rate.isNaN { #expect(bucket.tokens(at: now) <= Double(burst)) }
          }
          bucket.setRate(1, at: start)
          bucket.setBurst(1, at: .zero)
          #expect(bucket.tokens(at: .seconds(Int64.max)) <= 1)
        }
      }
    }
  }

  @Test func `the generic cell rate algorithm`() {
    for interval in Self.times where interval > .zero {
      for burst in Self.counts {
        for now in Self.times {
          var limiter = GCRA(interval: interval, burst: burst)
          for time in [now, .zero, now] {
            for quantity in Self.counts {
              let verdict = limiter.request(quantity, at: time)
              #expect(verdict.remaining <= max(0, burst) && verdict.remaining >= 0)
              #expect(verdict.resetAfter >= .zero)
              if quantity < 0 || quantity > max(0, burst) {
                #expect(!verdict.isAllowed && verdict.retryAfter == nil)
              }
              if let wait = verdict.retryAfter { #expect(wait > .zero) }
            }
          }
        }
      }
    }
    for rate in [1, 999_999_999, 1_000_000_000] {
      var limiter = GCRA(perSecond: rate, burst: 1)
      #expect(limiter.request(at: .zero).isAllowed && !limiter.request(at: .zero).isAllowed)
    }
  }

  @Test func `the breaker and its window`() throws {
    for span in Self.counts.filter({ $0 > 0 }).map(OutcomeWindow.Span.count)
      + Self.times.filter({ $0 > .zero }).map(OutcomeWindow.Span.time)
    {
      for start in Self.times {
        var window = OutcomeWindow(span, at: start)
        for now in Self.times {
          window.record(failed: true, slow: false, at: now)
          window.advance(to: now)
        }
        #expect(window.size >= 1 && window.cells.count <= max(86_400, Self.times.count))
        #expect(window.cells.reduce(0) { $0 + $1.calls } <= window.tally.calls, "the last day at most")
      }
    }
    for time in Self.times {
      for count in Self.counts {
        var settings = CircuitBreaker.Settings()
        settings.window = count > 0 ? .count(count) : .time(time > .zero ? time : .seconds(1))
        settings.minimumCalls = count
        settings.failureRateThreshold = 0
        settings.slowCallDuration = time
        settings.waitInOpen = count % 2 == 0 ? .fixed(time) : .exponential(initial: time, multiplier: 1e9, max: time)
        settings.permittedCallsInHalfOpen = max(1, count)
        settings.automaticTransition = true
        settings.maxWaitInHalfOpen = time
        for opening in Self.counts { _ = settings.waitInOpen.wait(opening: opening) }
        for start in Self.times {
          var breaker = CircuitBreaker(settings, at: start)
          for now in Self.times {
            let permit = breaker.tryAcquire(at: now)
            breaker.record(.failure, duration: time, at: start, permit: permit)
            breaker.release()
            breaker.release(permit)
            // Never more than two changes are due at once, however long nobody has asked.
            for _ in 0..<4 { breaker.advance(to: now) }
            #expect(breaker.advance(to: now) == nil)
            _ = breaker.timeUntilHalfOpen(at: start)
            if breaker.state != .halfOpen { _ = try? breaker.transition(to: .halfOpen, at: now) }
          }
          breaker.change(settings, at: start)
          breaker.forceOpen(at: start)
          breaker.reset(at: start)
          #expect(breaker.state == .closed)
        }
      }
    }
  }

  @Test func `a bulkhead and a tenant's quota`() {
    for permits in Self.counts {
      for places in Self.counts {
        for patience in Self.times.map(Optional.some) + [nil] {
          var pool = Bulkhead(maxConcurrent: permits, maxWaiting: places, maxWait: patience)
          #expect(pool.maxConcurrent == permits && pool.maxWaiting == places)
          for (id, now) in Self.times.enumerated() {
            let entry = pool.enter(UInt64(id), at: now)
            if permits <= 0 { #expect(entry != .entered) }
            if places <= 0 { #expect(entry != .queued) }
            _ = pool.admitNext(at: now)
            if id % 3 == 0 { _ = pool.leave(at: now) }
            if id % 4 == 0 { _ = pool.expireNext(at: now) }
            _ = pool.expire(.max)
          }
          #expect(pool.inUse >= 0 && pool.waiting == pool.waitingIDs.count)
        }
      }
    }
    for tenants in Self.counts {
      for limit in Self.counts {
        var quota = TenantQuota(tenants: tenants, limit: limit)
        for tenant in Self.counts {
          quota.release(tenant)
          let isTaken = quota.acquire(tenant)
          #expect(isTaken == (tenant >= 0 && tenant < tenants && limit > 0))
          #expect(quota.held(by: tenant) == (isTaken ? 1 : 0))
        }
      }
    }
  }

  @Test func `shedding, throttling and controlled delay`() {
    for number in Self.numbers {
      for start in Self.times {
        var shedder = LoadShedder(capacity: number, threshold: number, at: start)
        #expect(shedder.capacity == number || number.isNaN)
        #expect(shedder.threshold == number || number.isNaN)
        for now in Self.times {
          for priority in LoadShedder.Priority.allCases {
            let decision = shedder.offer(priority, at: now, uniform: 0.5)
            if priority == .p0 { #expect(decision == .admitted) }
          }
          _ = shedder.offerEvenly(.p1, at: now, uniform: number)
          #expect((0...1).contains(shedder.evenShare(at: now)) || number.isNaN)
          #expect(shedder.quotas(at: now).demand.total >= 0)
        }
        #expect(shedder.estimate.rates(at: start).total >= 0)
      }
    }
    for window in Self.times where window > .zero {
      for start in Self.times {
        for multiplier in Self.numbers {
          var throttle = AdaptiveThrottle(multiplier: multiplier, window: window, at: start)
          for now in Self.times {
            _ = throttle.offer(at: now, uniform: 0.5)
            throttle.accept(at: now)
            #expect((0...1).contains(throttle.rejectionProbability))
          }
          #expect(throttle.requests >= 1 && throttle.requests <= Self.times.count)
        }
      }
    }
    for target in Self.times {
      for interval in Self.times {
        var queue = CoDel(target: target, interval: interval)
        for spared in Self.counts {
          queue.spared = spared
          for now in Self.times {
            for length in [Int.min, -1, 0, 1, 100] {
              let verdict = queue.dequeue(at: now, length: length) { _ in target }
              #expect(verdict.drops >= 0 && verdict.drops <= max(0, length))
              #expect(verdict.isServed == (verdict.drops < length))
            }
          }
        }
      }
    }
  }

  @Test func `a budget for retries`() {
    for most in Self.counts {
      for ratio in Self.numbers {
        var budget = RetryBudget(ratio: ratio, most: most)
        #expect(budget.most == most && (budget.ratio == ratio || ratio.isNaN))
        #expect(budget.allowsRetry() == (most > 0))
        let before = budget.thousandths
        budget.succeed()
        #expect(budget.thousandths >= before && (ratio > 0 || budget.thousandths == before))
        #expect(budget.tokens <= max(0, most))
      }
    }
  }

  @Test func `waits between attempts`() {
    for time in Self.times {
      for other in Self.times {
        for coefficient in Self.numbers {
          for n in Self.counts {
            for backoff in [
              Backoff.none, .constant(time), .exponential(first: time, coefficient: coefficient, cap: other),
              .exponential(first: time, coefficient: coefficient, cap: nil),
              .equalJitter(first: time, coefficient: coefficient, cap: other),
              .fullJitter(first: time, coefficient: coefficient, cap: other),
              .decorrelated(base: time, cap: other),
            ] { _ = backoff.delay(afterFailure: n, uniform: coefficient, previous: other) }
          }
        }
      }
    }
    for n in Self.counts {
      for most in Self.counts {
        let policy = RetryPolicy(.none, maxAttempts: most)
        #expect((policy.delay(afterFailure: n) == nil) == (n >= most))
        let work = WorkAmplification(through: [.never], limit: most)
        #expect(work.calls == (most > 0 ? 1 : 0))
      }
    }
    #expect(WorkAmplification(through: [], limit: 0).calls == 0)
  }

  @Test func `consumers and their settings`() {
    for start in Self.counts {
      for most in Self.counts {
        for end in Self.counts {
          var consumer = ConsumerPosition(commit: .beforeProcessing, at: start)
          let polled = consumer.poll(most, end: end)
          #expect(polled.isEmpty || (most > 0 && polled.upperBound <= end))
          _ = consumer.process()
          consumer.restart()
        }
      }
    }
    for time in Self.times {
      for other in Self.times {
        var settings = KafkaConsumerSettings()
        settings.maxPollInterval = time
        settings.sessionTimeout = other
        for most in Self.counts {
          settings.maxPollRecords = most
          _ = settings.processingLimit
        }
        let (at, why) = settings.nextEviction(lastPoll: other, lastHeartbeat: time)
        #expect(settings.eviction(lastPoll: other, lastHeartbeat: time, at: at) == why)
      }
    }
    for members in Self.counts {
      for partitions in Self.counts {
        let active = KafkaConsumerSettings.activeConsumers(members: members, partitions: partitions)
        #expect(active == max(0, min(members, partitions)))
      }
    }
  }

  @Test func `sagas and two-phase commit`() {
    for steps in Self.counts {
      var saga = Saga(steps: steps)
      #expect(saga.steps == steps)
      #expect(saga.start() == (steps > 0 ? .execute(1) : .complete))
      for step in Self.counts where step != 1 {
        for input in [
          Saga.Input.stepSucceeded(step), .stepFailed(step), .stepOutcomeUnknown(step),
          .compensationSucceeded(step), .compensationFailed(step), .retryDue(step),
        ] {
          #expect(saga.handle(input) == nil)
        }
      }
    }
    for participants in Self.counts where participants > 0 {
      var coordinator = TwoPhaseCommit.Coordinator(participants: participants)
      _ = coordinator.begin()
      for participant in Self.counts { _ = coordinator.vote(true, from: participant) }
      _ = coordinator.voteTimedOut()
      for participant in Self.counts { _ = coordinator.acknowledged(by: participant) }
      _ = coordinator.recover()
      #expect(coordinator.messages > 0)
    }
  }

  @Test func `replicated data`() {
    let amounts: [UInt64] = [0, 1, .max - 1, .max]
    for amount in amounts {
      for other in amounts {
        var counter = GCounter(replicas: 1)
        counter.increment(0, by: amount)
        counter.increment(0, by: other)
        counter.increment(5, by: other)
        #expect(counter[0] >= max(amount, other) && counter.value >= counter[0], "it never goes down")
        for replica in Self.counts where replica != 0 { #expect(counter[replica] == 0) }
        for replica in Self.counts {
          var copy = counter
          #expect(copy.merge(counter.delta(of: replica)) == 0)
          #expect(copy == counter)
        }
        var both = PNCounter()
        both.increment(0, by: amount)
        both.decrement(1, by: other)
        let exact = Int128(amount) - Int128(other)
        #expect(both.value == Int64(clamping: exact))
      }
    }
    var interval = DeltaInterval()
    interval.change(DeltaInterval.limit - 1)
    interval.acknowledge(DeltaInterval.limit - 1, upTo: .max)
    for peer in Self.counts { #expect(interval.hasNews(for: peer)) }
    #expect(interval.news(for: .max) == [DeltaInterval.limit - 1])
    for time in Self.times {
      for replica in Self.counts {
        var register = LWWRegister<Int>()
        #expect(register.write(1, at: time, by: replica) == true)
        #expect(register.write(2, at: time, by: replica) == false)
      }
    }
  }

  @Test func `the outbox`() {
    for batch in Self.counts {
      for locking in [OutboxTable<Int>.Locking.skipLocked, .wait, .keepOrder] {
        var table = OutboxTable<Int>()
        for id in 0..<3 {
          table.insert(.init(id: UInt64(id), aggregateType: "", aggregateID: 0, type: "", payload: id))
        }
        guard case .rows(let rows) = table.claim(batch: batch, worker: .max, locking: locking) else {
          Issue.record("nobody else holds rows")
          continue
        }
        #expect(rows.count == max(0, min(3, batch)))
        #expect(table.oldestRows(batch).count == max(0, min(3, batch)))
      }
    }
  }

  /// Puts a state together with each of these parts at each end of its range: refused, or it can be used.
  private func expectNoTrap<State: Storable>(
    _ state: State, counts: [(inout State.Parts, Int) -> Void] = [],
    times: [(inout State.Parts, Duration) -> Void] = [], numbers: [(inout State.Parts, Double) -> Void] = [],
    use: (inout State, Duration) -> Void
  ) {
    func tryOut(_ change: (inout State.Parts) -> Void) {
      var parts = state.parts
      change(&parts)
      guard var state = try? State(parts) else { return }
      for now in Self.times { use(&state, now) }
    }
    for set in counts { for count in Self.counts { tryOut { set(&$0, count) } } }
    for set in times { for time in Self.times { tryOut { set(&$0, time) } } }
    for set in numbers { for number in Self.numbers { tryOut { set(&$0, number) } } }
  }

  @Test func `limiters that are put together`() {
    var bucket = TokenBucket(rate: 1, burst: 3)
    let turn = bucket.reserve(2, at: .seconds(1))
    expectNoTrap(
      bucket, counts: [{ $0.burst = $1 }, { $0.reservations = UInt64(clamping: $1) }],
      times: [{ $0.clock = $1 }, { $0.lastEvent = $1 }], numbers: [{ $0.rate = $1 }, { $0.level = $1 }]
    ) { bucket, now in
      _ = bucket.reserve(1, at: now)
      if let turn { bucket.cancel(turn, at: now) }
      bucket.setRate(2, at: now)
    }
    var throttle = AdaptiveThrottle(window: .seconds(1))
    throttle.accept(at: .milliseconds(300))
    expectNoTrap(
      throttle, counts: [{ $0.current = $1 }, { $0.requests[0] = UInt32(clamping: $1) }],
      times: [{ $0.width = $1 }, { $0.end = $1 }], numbers: [{ $0.multiplier = $1 }]
    ) { throttle, now in
      if throttle.offer(at: now, uniform: 0.5) { throttle.accept(at: now) }
      #expect(throttle.requests >= 0 && throttle.accepts >= 0)
    }
    var estimate = RateEstimate(at: .zero)
    estimate.count(.p1, at: .milliseconds(300))
    expectNoTrap(
      estimate,
      counts: [{ $0.full = $1 }, { $0.current = $1 }, { $0.p1[15] = UInt32(clamping: $1) }],
      times: [{ $0.end = $1 }]
    ) { estimate, now in
      estimate.count(.p0, at: now)
      #expect(estimate.rates(at: now).total >= 0)
    }
    var queue = CoDel()
    for now in 0..<9 { _ = queue.dequeue(at: .seconds(now), length: 9) { _ in .zero } }
    expectNoTrap(
      queue, counts: [{ $0.spared = $1 }, { $0.count = $1 }, { $0.lastCount = $1 }],
      times: [
        { $0.target = $1 }, { $0.interval = $1 }, { $0.nextDrop = $1 }, { $0.clock = $1 },
        { $0.firstAbove = $1 },
      ]
    ) { queue, now in
      let verdict = queue.dequeue(at: now, length: 9) { _ in .zero }
      #expect((0...9).contains(verdict.drops))
    }
  }

  @Test func `breakers and bulkheads that are put together`() {
    var settings = CircuitBreaker.Settings()
    settings.minimumCalls = 1
    settings.maxWaitInHalfOpen = .seconds(1)
    settings.automaticTransition = true
    var breaker = CircuitBreaker(settings)
    for now in [0, 61] {
      expectNoTrap(
        breaker,
        counts: [
          { $0.generation = UInt32(clamping: $1) }, { $0.issued = UInt64(clamping: $1) },
          { $0.openingsSinceClosed = $1 }, { $0.permitsLeft = $1 }, { $0.notPermittedCalls = $1 },
          { $0.totalNotPermittedCalls = $1 }, { $0.probes.unnamed = $1 },
        ],
        times: [{ $0.clock = $1 }, { $0.deadline = $1 }]
      ) { breaker, now in
        let permit = breaker.tryAcquire(at: now)
        breaker.release()
        breaker.record(.failure, duration: .zero, at: now, permit: permit)
      }
      breaker.record(.failure, duration: .zero, at: .seconds(now))
      _ = breaker.tryAcquire(at: .seconds(now + 61))
    }
    for span in [OutcomeWindow.Span.count(2), .time(.seconds(2))] {
      var window = OutcomeWindow(span, at: .zero)
      for now in 0..<3 { window.record(failed: true, slow: true, at: .seconds(now)) }
      expectNoTrap(
        window,
        counts: [
          { $0.span = .count($1) }, { $0.next = $1 },
          { parts, count in parts.seconds = parts.seconds.map { .init(second: count, tally: $0.tally) } },
          { parts, count in
            for i in parts.seconds.indices { parts.seconds[i].tally.calls = UInt32(clamping: count) }
          },
        ],
        times: [{ $0.span = .time($1) }, { $0.end = $1 }]
      ) { window, now in
        window.record(failed: false, slow: true, at: now)
        _ = window.cells
      }
    }
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 3, maxWait: .seconds(2))
    for id in 0..<3 { _ = pool.enter(UInt64(id), at: .zero) }
    expectNoTrap(
      pool,
      counts: [
        { $0.maxConcurrent = $1 }, { $0.maxWaiting = $1 }, { $0.inUse = $1 }, { $0.refused = $1 },
        { $0.expired = $1 },
      ],
      times: [
        { $0.maxWait = $1 }, { $0.clock = $1 }, { $0.line[0] = .init(id: 1, deadline: $1) },
        { $0.line[1] = .init(id: 2, deadline: $1) },
      ]
    ) { pool, now in
      _ = pool.enter(9, at: now)
      _ = pool.leave(at: now)
      _ = pool.expireNext(at: now)
    }
  }

  @Test func `outboxes that are put together`() {
    var table = OutboxTable<Int>()
    for id in 0..<3 {
      table.insert(.init(id: UInt64(id), aggregateType: "", aggregateID: 0, type: "", payload: id))
    }
    _ = table.claim(batch: 1, worker: 1)
    expectNoTrap(
      table,
      counts: [
        { $0.inserted = UInt64(clamping: $1) },
        { $0.fresh[1] = .init(place: UInt64(clamping: $1), row: $0.fresh[1].row) },
        { $0.held[0].worker = UInt32(clamping: $1) },
      ]
    ) { table, _ in
      _ = table.claim(batch: 1, worker: 2, locking: .wait)
      table.rollback(worker: 1)
      table.insert(table.rows[0].row)
    }
  }

  /// What traps does so on a precondition that the documentation names.
  @Test func `what makes no sense traps`() async {
    await #expect(processExitsWith: .failure) { _ = GCRA(interval: .zero, burst: 1) }
    await #expect(processExitsWith: .failure) { _ = GCRA(perSecond: 0, burst: 1) }
    await #expect(processExitsWith: .failure) { _ = GCRA(perSecond: 1_000_000_001, burst: 1) }
    await #expect(processExitsWith: .failure) { _ = AdaptiveThrottle(window: .zero) }
    await #expect(processExitsWith: .failure) { _ = OutcomeWindow(.count(0), at: .zero) }
    await #expect(processExitsWith: .failure) { _ = OutcomeWindow(.time(.zero), at: .zero) }
    await #expect(processExitsWith: .failure) {
      var settings = CircuitBreaker.Settings()
      settings.permittedCallsInHalfOpen = 0
    }
    await #expect(processExitsWith: .failure) { _ = TwoPhaseCommit.Coordinator(participants: 0) }
    await #expect(processExitsWith: .failure) { _ = GCounter(replicas: -1) }
    await #expect(processExitsWith: .failure) {
      var counter = GCounter()
      counter.increment(-1)
    }
    await #expect(processExitsWith: .failure) {
      var interval = DeltaInterval()
      interval.change(.max)
    }
  }
}
