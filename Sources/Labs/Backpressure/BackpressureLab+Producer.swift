import Engine
import LabKit
import Patterns

/// The producer's side: what becomes of a record before it is in a queue.
extension BackpressureLab {
  mutating func arrive(_ number: UInt64, _ context: inout Context<Self>) {
    let record = Record(number: number, produced: context.now)
    stays.enter(at: context.now)
    context.count(.produced)
    // Nobody overtakes what is held back.
    if upstream.isEmpty, maySend(&context) { send(record, &context) } else { upstream.append(record) }
  }

  /// Lets what is held back go on, as far as it may.
  mutating func release(_ context: inout Context<Self>) {
    while !upstream.isEmpty, maySend(&context) {
      let record = upstream[upstream.startIndex]
      // Taken out before it goes on: a consumer that takes it at once calls this again.
      upstream.trim(before: upstream.startIndex + 1)
      send(record, &context)
    }
  }

  /// Whether the producer need not hold the next record back.
  private mutating func maySend(_ context: inout Context<Self>) -> Bool {
    switch context.knobs.strategy {
    case .unbounded, .reject: return true
    case .block: return !hasCrashed && memory.count < context.knobs.bound
    case .pull: return log.lag < context.knobs.highWater
    case .limit:
      guard !hasCrashed else { return false }
      let now = context.now.duration, (isAllowed, wait) = limiter.take(at: now)
      if isAllowed {
        let most = limiter.most(at: now)
        context.check(.rateLimited, Double(limiter.passed) <= most + 1e-6, "\(limiter.passed) of \(most)")
        return true
      }
      limiter.turn &+= 1
      if let wait { context.schedule(.producerTries, tag: limiter.turn, after: wait) }
      return false
    }
  }

  private mutating func send(_ record: Record, _ context: inout Context<Self>) {
    switch context.knobs.strategy {
    case .pull:
      let partition = Int(record.number % UInt64(context.knobs.partitions))
      log.append(record, to: partition)
      appendedSum &+= record.number
      context.count(.queued)
      let owner = group.owners[partition]
      if owner >= 0 { poll(owner, &context) }
    case .unbounded where hasCrashed: end(record, .lost, &context)
    case .reject where hasCrashed || memory.count >= context.knobs.bound:
      context.reach(.rejects)
      context.note(.rejected(record.number), cause: symptoms.trouble)
      end(record, .rejected, &context)
    case .unbounded, .reject, .block, .limit:
      memory.append(record)
      context.count(.queued)
      if context.knobs.bytes(of: memory.count) > context.knobs.memoryBytes { crash(&context) }
      wakeAnybody(&context)
    }
  }

  /// A record is consumed, rejected or lost; the meter says which.
  mutating func end(_ record: Record, _ ending: Meter, _ context: inout Context<Self>) {
    context.count(ending)
    if ending == .lost { lost.happened("lost with the process", to: record.number, at: context.now) }
    if ending == .consumed { context.record(.age, context.now - record.produced) }
    stays.leave(since: record.produced, at: context.now)
    let outcome = { ending == .consumed ? "processed" : "\(ending)" }
    context.span("record", of: record.number, outcome(), since: record.produced)
  }

  /// The queue has taken more memory than there is: its process is killed, and what it held is gone.
  mutating func crash(_ context: inout Context<Self>) {
    hasCrashed = true
    let held = memory.count
    for index in memory.startIndex..<memory.endIndex { end(memory[index], .lost, &context) }
    memory.trim(before: memory.endIndex)
    context.count(.crashes)
    context.reach(.outOfMemory)
    symptoms.crash = context.note(.crashes(held), cause: symptoms.trouble)
    context.schedule(.restart, after: Self.restartTime)
  }

  mutating func restart(_ context: inout Context<Self>) {
    hasCrashed = false
    context.note(.restarts, cause: symptoms.crash)
    release(&context)
  }

  /// The producer's rate limiter, by either algorithm.
  struct Limiter: Sendable {
    private let rate: Double, burst: Int, since: Duration
    /// Nil cells when the bucket keeps the limit.
    private var bucket: TokenBucket, cells: GCRA?
    /// How many it has let pass since it was set up.
    private(set) var passed = 0
    /// Tells the valid wake-up of the producer from those before.
    var turn: UInt32

    init(_ knobs: Knobs, at now: Duration, turn: UInt32 = 0) {
      (rate, burst, since, self.turn) = (knobs.limit, knobs.burst, now, turn)
      bucket = TokenBucket(rate: rate, burst: burst, at: now)
      // Rounded up to whole nanoseconds: a limiter may be slower than its limit and never faster.
      let spacing = Interval(nanosecondsRounded: (1e9 / max(rate, 0.001)).rounded(.up))
      if knobs.limiter == .gcra { cells = GCRA(interval: spacing.duration, burst: burst) }
    }

    /// Takes one permit; otherwise says how long to wait. Nil wait is for ever: the rate is 0.
    mutating func take(at now: Duration) -> (isAllowed: Bool, wait: Interval?) {
      guard rate > 0 else { return (false, nil) }
      let verdict = cells?.request(at: now)
      if verdict?.isAllowed ?? bucket.allow(at: now) {
        passed += 1
        return (true, nil)
      }
      let wait = verdict?.retryAfter.map { Interval($0) } ?? .seconds((1 - bucket.tokens(at: now)) / rate)
      // A wait is cut off to whole nanoseconds, and one of none at all would hold the time still.
      return (false, wait + Interval(nanoseconds: 1))
    }

    /// The most that may have passed by now: the whole burst and what the rate allows.
    func most(at now: Duration) -> Double { Double(burst) + rate * Interval(now - since).seconds }
  }
}
