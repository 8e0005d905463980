import Patterns

/// Times that mostly go on and now and then go back.
private func time(_ chance: inout Chance) -> Duration {
  .milliseconds(chance.below(20_000)) + Duration(attoseconds: Int128(chance.below(3)))
}

extension StatefulType {
  /// A node of Raft keeps only what is on its disk, which has a test of its own; the others are not stored by anybody yet.
  static let notTakenApart = ["RaftNode", "KeyedCache", "SmoothWeights", "ReplicaAutoscaler"]

  static let all = limiters + breakers + sagas + messages + replicated

  private static let limiters = [
    StatefulType {
      TokenBucket(rate: [10, 0, .infinity, 0.3][$0 % 4], burst: $0 % 5, at: .seconds(1))
    } use: { (bucket: inout TokenBucket, chance: inout Chance) in
      switch chance.below(6) {
      case 0: return bucket.setRate([10, 0, .infinity, 0.3][chance.below(4)], at: time(&chance))
      case 1: return bucket.setBurst(chance.below(9), at: time(&chance))
      case 2:
        let turn = try? TokenBucket.Reservation(
          number: UInt64(chance.below(30)), of: chance.below(3), timeToAct: time(&chance), rate: 10)
        return bucket.cancel(turn!, at: time(&chance))
      default: return bucket.reserve(chance.below(3), at: time(&chance)) as Any
      }
    },
    StatefulType {
      GCRA(interval: .milliseconds(333), burst: 1 + $0 % 4)
    } rebuild: {
      try GCRA(interval: $0.interval, burst: $0.burst, theoreticalArrival: $0.theoreticalArrival)
    } use: {
      $0.request($1.below(3), at: time(&$1))
    },
    StatefulType {
      RetryBudget(ratio: [0.1, 2, -1, 0.37][$0 % 4], most: $0 % 5)
    } rebuild: {
      try RetryBudget(ratio: $0.ratio, most: $0.most, thousandths: $0.thousandths)
    } use: { (budget: inout RetryBudget, chance: inout Chance) in
      if chance.happens(0.1) { budget.ratio = chance.uniform() }
      return chance.happens(0.6) ? budget.succeed() as Any : budget.allowsRetry()
    },
    StatefulType {
      LoadShedder(capacity: 9, threshold: Double($0 % 5) / 4, at: .seconds(1))
    } rebuild: {
      try LoadShedder(capacity: $0.capacity, threshold: $0.threshold, estimate: RateEstimate($0.estimate.parts))
    } use: { (shedder: inout LoadShedder, chance: inout Chance) in
      let priority = LoadShedder.Priority.allCases[chance.below(3)]
      let decision =
        chance.happens(0.5)
        ? shedder.offer(priority, at: time(&chance), uniform: chance.uniform())
        : shedder.offerEvenly(priority, at: time(&chance), uniform: chance.uniform())
      return (decision, shedder.quotas(at: time(&chance)))
    },
    StatefulType { _ in
      RateEstimate(at: .seconds(1))
    } use: {
      (estimate: inout RateEstimate, chance: inout Chance) in
      estimate.count(.allCases[chance.below(3)], at: chance.happens(0.1) ? time(&chance) : .seconds(2))
      return estimate.rates(at: time(&chance))
    },
    StatefulType {
      AdaptiveThrottle(multiplier: Double($0 % 3), window: .seconds(9))
    } use: {
      (throttle: inout AdaptiveThrottle, chance: inout Chance) in
      let isSent = throttle.offer(at: time(&chance), uniform: chance.uniform())
      if isSent { throttle.accept(at: time(&chance)) }
      return isSent
    },
    StatefulType { _ in
      CoDel()
    } use: { (queue: inout CoDel, chance: inout Chance) in
      let now = time(&chance)
      queue.spared = chance.below(3)
      return queue.dequeue(at: now, length: chance.below(30)) { _ in now - .milliseconds(500) }
    },
  ]

  private static let breakers = [
    StatefulType {
      Bulkhead(maxConcurrent: $0 % 4, maxWaiting: $0 % 7, maxWait: $0 % 3 == 0 ? nil : .seconds(2))
    } use: { (pool: inout Bulkhead, chance: inout Chance) in
      switch chance.below(8) {
      case 0: pool.maxWait = .seconds(chance.below(4))
      case 1: return pool.expire(UInt64(chance.below(99)))
      case 2: return pool.expireNext(at: time(&chance)) as Any
      case 3: pool.maxConcurrent = chance.below(4)
      case 4: return pool.admitNext(at: time(&chance)) as Any
      case 5: return pool.leave(at: time(&chance)) as Any
      default: return pool.enter(UInt64(chance.below(99)), at: time(&chance))
      }
      return pool.waitingIDs
    },
    StatefulType { _ in
      TenantQuota(tenants: 4, limit: 2)
    } rebuild: { quota in
      try TenantQuota(
        tenants: quota.tenants, limit: quota.limit, refused: quota.refused,
        held: Dictionary(uniqueKeysWithValues: (0..<4).map { ($0, quota.held(by: $0)) }.filter { $0.1 > 0 }))
    } use: {
      $1.happens(0.6) ? $0.acquire($1.below(5)) as Any : $0.release($1.below(5))
    },
    StatefulType {
      CircuitBreaker(settings($0), at: .seconds(1))
    } use: {
      (breaker: inout CircuitBreaker, chance: inout Chance) in
      let permit = CircuitBreaker.Permit(
        generation: breaker.generation &- UInt32(chance.below(2)), number: UInt64(chance.below(40)))
      switch chance.below(9) {
      case 0: return breaker.advance(to: time(&chance)) as Any
      case 1: return breaker.release(chance.happens(0.5) ? permit : nil)
      case 2:
        let state = CircuitBreaker.State.allCases[chance.below(6)]
        return (try? breaker.transition(to: state, at: time(&chance))) as Any
      case 3: if chance.happens(0.2) { breaker.change(settings(chance.below(60)), at: time(&chance)) }
      case 4, 5, 6: return breaker.tryAcquire(at: time(&chance)) as Any
      default:
        let outcome: CircuitBreaker.Outcome = chance.happens(0.6) ? .failure : .success
        let change = breaker.record(
          outcome, duration: .milliseconds(chance.below(200)), at: time(&chance),
          permit: chance.happens(0.5) ? permit : nil)
        return change as Any
      }
      return (breaker.failureRate, breaker.slowCallRate)
    },
    StatefulType {
      OutcomeWindow($0 % 2 == 0 ? .count(1 + $0 % 9) : .time(.seconds(1 + $0 % 9)), at: .zero)
    } use: {
      (window: inout OutcomeWindow, chance: inout Chance) in
      window.record(failed: chance.happens(0.5), slow: chance.happens(0.5), at: time(&chance))
      if chance.happens(0.1) { window.advance(to: time(&chance)) }
      return (window.tally, window.cells)
    },
  ]

  private static func settings(_ seed: Int) -> CircuitBreaker.Settings {
    var settings = CircuitBreaker.Settings()
    settings.window = seed % 2 == 0 ? .count(5) : .time(.milliseconds(3500))
    settings.minimumCalls = 3
    settings.slowCallDuration = .milliseconds(100)
    settings.waitInOpen = .exponential(initial: .seconds(1), multiplier: 1.5, max: .seconds(4))
    settings.permittedCallsInHalfOpen = seed % 4 == 3 ? .max : 2
    settings.automaticTransition = seed % 3 == 0
    settings.maxWaitInHalfOpen = seed % 5 == 0 ? .seconds(1) : .zero
    settings.staleResults = seed % 7 == 0 ? .discarded : .recorded
    return settings
  }

  private static let sagas = [
    StatefulType {
      Saga(steps: $0 % 6)
    } rebuild: {
      try Saga(
        steps: $0.steps, state: $0.state, failedStep: $0.failedStep,
        isFailedStepInDoubt: $0.isFailedStepInDoubt, retries: $0.retries)
    } use: { (saga: inout Saga, chance: inout Chance) in
      let step = chance.below(6)
      let inputs: [Saga.Input] = [
        .stepSucceeded(step), .stepSucceeded(step), .stepFailed(step), .stepOutcomeUnknown(step),
        .compensationSucceeded(step), .compensationFailed(step), .retryDue(step),
      ]
      return (chance.happens(0.1) ? saga.start() : saga.handle(inputs[chance.below(7)])) as Any
    },
    StatefulType { _ in
      SagaParticipant()
    } rebuild: {
      SagaParticipant(state: $0.state)
    } use: {
      (participant: inout SagaParticipant, chance: inout Chance) in
      switch chance.below(4) {
      case 0: return participant.execute()
      case 1: return participant.hasExecuted(chance.happens(0.8)) as Any
      case 2: return chance.happens(0.3) ? participant.compensate() as Any : participant.state
      default: return participant.hasCompensated(chance.happens(0.5)) as Any
      }
    },
    StatefulType {
      TwoPhaseCommit.Coordinator(participants: 1 + $0 % 4)
    } rebuild: {
      try TwoPhaseCommit.Coordinator(
        participants: $0.participants, state: $0.state, voted: $0.voted, settled: $0.settled,
        messages: $0.messages)
    } use: { (one: inout TwoPhaseCommit.Coordinator, chance: inout Chance) in
      switch chance.below(9) {
      case 0, 1: return one.begin() as Any
      case 2: return chance.happens(0.1) ? one.voteTimedOut() as Any : one.awaited
      case 3: return chance.happens(0.2) ? one.recover() as Any : one.state
      case 4, 5: return one.acknowledged(by: chance.below(5)) as Any
      default: return one.vote(chance.happens(0.9), from: chance.below(5)) as Any
      }
    },
    StatefulType { _ in
      TwoPhaseCommit.Participant()
    } rebuild: {
      TwoPhaseCommit.Participant(state: $0.state)
    } use: { (one: inout TwoPhaseCommit.Participant, chance: inout Chance) in
      switch chance.below(20) {
      case 0: return one.prepare(canCommit: true) as Any
      case 1: return one.learn(.commit) as Any
      case 2: return one.learn(.abort) as Any
      case 3: return one.timedOut()
      default: return one.isBlocked
      }
    },
  ]

  private static let messages = [
    StatefulType { _ in
      RaftLog<Int>()
    } rebuild: {
      RaftLog($0.all)
    } use: {
      (log: inout RaftLog<Int>, chance: inout Chance) in
      if chance.happens(0.1) { log.truncate(after: chance.below(log.lastIndex + 1)) }
      log.append(.init(term: max(1, log.lastTerm) + chance.below(2), command: chance.happens(0.5) ? 7 : nil))
      return (log.lastTerm, log.firstIndex(ofTerm: chance.below(9)))
    },
    StatefulType {
      ConsumerPosition(commit: $0 % 2 == 0 ? .beforeProcessing : .afterProcessing, at: 3)
    } rebuild: {
      try ConsumerPosition(commit: $0.commit, committed: $0.committed, inHand: $0.inHand)
    } use: { (consumer: inout ConsumerPosition, chance: inout Chance) in
      switch chance.below(8) {
      case 0: return consumer.restart()
      case 1, 2: return consumer.poll(chance.below(5), end: 3 + chance.below(30))
      default: return consumer.process() as Any
      }
    },
    StatefulType { _ in
      OutboxTable<String>()
    } use: {
      (table: inout OutboxTable<String>, chance: inout Chance) in
      let worker = UInt32(chance.below(3))
      switch chance.below(6) {
      case 0: return table.rollback(worker: worker)
      case 1: return table.markPublished(worker: worker)
      case 2:
        return table.claim(batch: chance.below(4), worker: worker, locking: chance.happens(0.5) ? .wait : .skipLocked)
      default:
        let id = UInt64(chance.below(99))
        table.insert(.init(id: id, aggregateType: "order", aggregateID: id % 3, type: "paid", payload: "é"))
        return table.rows
      }
    },
  ]

  private static let replicated = [
    StatefulType {
      GCounter(replicas: $0 % 4)
    } rebuild: {
      GCounter($0.vector)
    } use: {
      (counter: inout GCounter, chance: inout Chance) in
      switch chance.below(3) {
      case 0: return counter.merge(GCounter([UInt64(chance.below(9)), UInt64(chance.below(9))]))
      case 1: return counter.merge(GCounter((0..<3).map { _ in UInt64(chance.below(20)) }).delta(of: chance.below(3)))
      default: return counter.increment(chance.below(6), by: UInt64(chance.below(9)))
      }
    },
    StatefulType {
      PNCounter(replicas: $0 % 4)
    } rebuild: {
      PNCounter(added: GCounter($0.added.vector), removed: GCounter($0.removed.vector))
    } use: { (counter: inout PNCounter, chance: inout Chance) in
      switch chance.below(3) {
      case 0: return counter.merge(PNCounter(added: GCounter([UInt64(chance.below(9))]), removed: GCounter([2])))
      case 1: counter.increment(chance.below(6), by: UInt64(chance.below(9)))
      default: counter.decrement(chance.below(6))
      }
      return counter.value
    },
    StatefulType { _ in
      LWWRegister<[Int?]>()
    } rebuild: { register in
      register.stamp.map { LWWRegister(register.value!, stamp: $0) } ?? LWWRegister()
    } use: { (register: inout LWWRegister<[Int?]>, chance: inout Chance) in
      let stamp = LWWRegister<[Int?]>.Stamp(time: time(&chance), replica: chance.below(3))
      return chance.happens(0.5)
        ? register.merge(LWWRegister([nil, chance.below(5)], stamp: stamp))
        : register.write([chance.below(5), nil], at: time(&chance), by: chance.below(3))
    },
    StatefulType { _ in
      ORSet<String>()
    } rebuild: {
      try ORSet(entries: $0.entries, seen: $0.seen)
    } use: {
      (set: inout ORSet<String>, chance: inout Chance) in
      let element = ["milk", "tea", "rye", "jam"][chance.below(4)]
      switch chance.below(4) {
      case 0: return set.remove(element)
      case 1:
        var other = set
        other.insert(element, at: 3)
        if chance.happens(0.5) { other.remove("milk") }
        return set.merge(other)
      default: return set.insert(element, at: chance.below(3))
      }
    },
    StatefulType {
      DeltaInterval(positions: $0 % 3, after: UInt64($0 % 4))
    } rebuild: {
      try DeltaInterval(after: $0.after, changes: $0.changes, changedAt: $0.changedAt, peers: $0.peers)
    } use: { (interval: inout DeltaInterval, chance: inout Chance) in
      let peer = chance.below(3)
      switch chance.below(8) {
      case 0: return interval.forgetAcknowledgements(of: peer)
      case 1: return chance.happens(0.3) ? interval.forgetAcknowledgements() as Any : interval.news(for: peer)
      case 2, 3: return interval.tell(peer)
      case 4: return interval.acknowledge(peer, upTo: UInt64(chance.below(40)))
      default: return interval.change(chance.below(5))
      }
    },
  ]
}
