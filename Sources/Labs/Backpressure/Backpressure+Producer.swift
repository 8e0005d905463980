import Engine
import FirstEdition
import Patterns

/// The producer's side: what becomes of a record before it is in a queue.
extension Backpressure {
  mutating func arrive(_ generation: UInt32, _ context: inout Context<Backpressure>) {
    guard let arrival = source.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    let record = Record(number: arrival.number, produced: context.now)
    books.enter(record)
    context.count(.produced)
    // Nobody overtakes what is held back.
    guard upstream.isEmpty, let fate = fate(&context) else {
      upstream.append(record)
      return
    }
    put(record, fate, &context)
  }

  /// Lets what is held back go on, as far as it may.
  mutating func release(_ context: inout Context<Backpressure>) {
    while !upstream.isEmpty, let fate = fate(&context) {
      let record = upstream[upstream.startIndex]
      // Taken out before it goes on: a consumer that takes it at once calls this again.
      upstream.trim(before: upstream.startIndex + 1)
      put(record, fate, &context)
    }
  }

  enum Fate {
    case memory, log, rejected, lost
  }

  /// What would become of a record now; nil when it has to wait.
  private mutating func fate(_ context: inout Context<Backpressure>) -> Fate? {
    switch knobs.strategy {
    case .unbounded: return hasCrashed ? .lost : .memory
    case .reject: return hasCrashed || memory.count >= knobs.bound ? .rejected : .memory
    case .block: return hasCrashed || memory.count >= knobs.bound ? nil : .memory
    case .limit: return hasCrashed ? nil : limited(&context)
    case .pull: return log.lag >= knobs.highWater ? nil : .log
    }
  }

  private mutating func limited(_ context: inout Context<Backpressure>) -> Fate? {
    let (isAllowed, wait) = limiter.take(at: context.now.duration)
    if isAllowed {
      let most = limiter.most(at: context.now.duration)
      context.check(.rateLimited, Double(limiter.passed) <= most + 1e-6, "\(limiter.passed) of \(most)")
      return .memory
    }
    limiter.turn &+= 1
    if let wait { context.schedule(.producerTries(limiter.turn), after: wait) }
    return nil
  }

  private mutating func put(_ record: Record, _ fate: Fate, _ context: inout Context<Backpressure>) {
    switch fate {
    case .memory: push(record, &context)
    case .log: append(record, &context)
    case .rejected:
      books.rejected += 1
      context.count(.rejected)
      context.reach(.rejects)
      context.note(.rejected(record.number), cause: signs.trouble(faults, context.input))
      leave(record, .rejected, &context)
    case .lost: lose(record, &context)
    }
  }

  private mutating func push(_ record: Record, _ context: inout Context<Backpressure>) {
    memory.append(record)
    context.count(.queued)
    if memoryUsed > memoryLimit { crash(&context) }
    wakeAnybody(&context)
  }

  private mutating func append(_ record: Record, _ context: inout Context<Backpressure>) {
    let partition = Int(record.number % UInt64(knobs.partitions))
    log.append(record, to: partition)
    books.appended += 1
    books.appendedSum &+= record.number
    context.count(.queued)
    let owner = group.owners[partition]
    if owner >= 0, members[owner].isIdle { poll(owner, &context) }
  }

  /// A record is gone for good without having been processed.
  mutating func lose(_ record: Record, _ context: inout Context<Backpressure>) {
    books.lost += 1
    context.count(.lost)
    leave(record, .lost, &context)
  }

  mutating func leave(
    _ record: Record, _ ending: TraceSpan.Ending, _ context: inout Context<Backpressure>
  ) {
    books.leave(record, at: context.now)
    context.trace(.record(number: record.number, ending), since: record.produced)
  }

  /// The queue has taken more memory than there is: its process is killed, and what it held is gone.
  mutating func crash(_ context: inout Context<Backpressure>) {
    hasCrashed = true
    let held = memory.count
    for index in memory.startIndex..<memory.endIndex { lose(memory[index], &context) }
    memory.trim(before: memory.endIndex)
    context.count(.crashes)
    context.reach(.outOfMemory)
    signs.crash = context.note(.crashes(held), cause: signs.trouble(faults, context.input))
    context.schedule(.restart, after: Self.restartTime)
  }

  mutating func restart(_ context: inout Context<Backpressure>) {
    hasCrashed = false
    context.note(.restarts, cause: signs.crash)
    release(&context)
  }
}
