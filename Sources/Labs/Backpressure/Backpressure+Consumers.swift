import Engine
import FirstEdition
import Patterns

/// The consumers' side: taking records, working on them, having done with them.
extension Backpressure {
  /// Whether a consumer is there and meant to be.
  func isWanted(_ member: Int) -> Bool { member < knobs.consumers && !members[member].isDead }

  /// Somebody who is idle takes what lies in memory.
  mutating func wakeAnybody(_ context: inout Context<Backpressure>) {
    // From the one after the last, so that work goes round.
    for step in 1...Self.mostConsumers where !memory.isEmpty {
      let member = (signs.lastWoken + step) % Self.mostConsumers
      guard isWanted(member), members[member].isIdle else { continue }
      signs.lastWoken = member
      poll(member, &context)
      return
    }
  }

  /// A consumer that is free looks for work: what lies in memory first, then its partitions of the log.
  mutating func poll(_ member: Int, _ context: inout Context<Backpressure>) {
    guard isWanted(member), members[member].isIdle else { return }
    if !memory.isEmpty {
      let record = memory[memory.startIndex]
      memory.trim(before: memory.startIndex + 1)
      members[member].work = .record(record)
      begin(member, workTime(record, context), &context)
      if knobs.strategy == .block { release(&context) }
    } else if members[member].isMember, !group.isRebalancing, let partition = nextPartition(member) {
      pull(member, partition, &context)
    }
  }

  private func nextPartition(_ member: Int) -> Int? {
    let first = members[member].next
    for step in 0..<Self.mostPartitions {
      let partition = (first + step) % Self.mostPartitions
      if group.owners[partition] == member, log.partitions[partition].inHands == 0,
        log.partitions[partition].lag > 0
      {
        return partition
      }
    }
    return nil
  }

  /// One poll: up to max.poll.records of one partition.
  private mutating func pull(_ member: Int, _ partition: Int, _ context: inout Context<Backpressure>) {
    let count = log.take(knobs.pollSize, from: partition)
    let base = log.partitions[partition].committed
    members[member].next = partition + 1
    members[member].batchNumber &+= 1
    members[member].work = .batch(
      .init(partition: partition, base: base, count: count, began: context.now))
    context.count(.polls)
    var taken = Interval.zero
    for offset in base..<base + count {
      taken = taken + workTime(log.partitions[partition].records[offset], context)
    }
    begin(member, taken, &context)
  }

  /// How long a record takes, whatever the strategy: from the numbers that belong to it.
  private func workTime(_ record: Record, _ context: Context<Backpressure>) -> Interval {
    var draw = context.draw(Stream.work, record.number)
    let shape = draw.exponential()
    let slowness = faults.isOn(.slow) ? knobs.slowness : 1
    return .milliseconds(knobs.recordMilliseconds * slowness * (knobs.spread == .constant ? 1 : shape))
  }

  mutating func begin(_ member: Int, _ taken: Interval, _ context: inout Context<Backpressure>) {
    members[member].timer &+= 1
    members[member].left = taken
    members[member].ends = context.now + taken
    // Before the end of the work: reaching the poll interval is enough to be evicted.
    watchPoll(member, &context)
    guard !members[member].isStuck else { return }
    context.schedule(.done(UInt32(member), members[member].timer), after: taken)
  }

  /// A consumer has done with what it had in hand.
  mutating func finish(_ member: Int, _ timer: UInt32, _ context: inout Context<Backpressure>) {
    guard members[member].timer == timer else { return }
    let work = members[member].work
    members[member].work = .idle
    switch work {
    case .idle: return
    case .record(let record):
      complete(record, by: member, &context)
      poll(member, &context)
    case .batch(let batch):
      commit(batch, by: member, &context)
      if group.isRebalancing { seeWhoHasCome(&context) } else { poll(member, &context) }
    }
  }

  private mutating func complete(
    _ record: Record, by member: Int, _ context: inout Context<Backpressure>
  ) {
    members[member].processed += 1
    books.consumed += 1
    context.count(.consumed)
    context.record(.age, context.now - record.produced)
    leave(record, .processed, &context)
  }

  /// A batch is processed. Who is still a member commits it; for who is not, others do it again.
  private mutating func commit(
    _ batch: Member.Batch, by member: Int, _ context: inout Context<Backpressure>
  ) {
    let isCommitted = members[member].isMember
    context.trace(
      .batch(member: member, partition: batch.partition, records: batch.count, isCommitted: isCommitted),
      since: batch.began)
    guard isCommitted else {
      members[member].processed += batch.count
      context.count(.duplicates, batch.count)
      context.reach(.redelivered)
      let note = context.note(.commitRefused(member, batch.count), cause: signs.evicted)
      return beginRebalance(note, &context)
    }
    let partition = batch.partition
    let (committed, inHands) = (log.partitions[partition].committed, log.partitions[partition].inHands)
    context.check(
      .offsetsInOrder, committed == batch.base && inHands == batch.count,
      "partition \(partition): \(batch.base) committed at \(committed)")
    for offset in batch.base..<batch.base + batch.count {
      let record = log.partitions[partition].records[offset]
      books.committedSum &+= record.number
      complete(record, by: member, &context)
    }
    books.committed += batch.count
    log.commit(partition)
    context.note(.committed(member, partition, batch.count))
    if knobs.strategy == .pull { release(&context) }
  }
}
