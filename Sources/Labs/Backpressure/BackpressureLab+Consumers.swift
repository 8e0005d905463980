import Engine
import LabKit

extension BackpressureLab {
  /// One consumer.
  struct Member: Sendable {
    /// Records of one partition that were polled together.
    struct Batch: Sendable {
      let partition: Int, offsets: Range<Int>, began: Instant
      /// The number of its first record, which others may have done and forgotten when this one comes back.
      let first: UInt64
      var count: Int { offsets.count }
    }
    /// What it has in hand: a record that was pushed out of memory, or what it polled; nothing when it is idle.
    var record: Record?, batch: Batch?
    /// Whether the group counts on it, whether its process is gone, and whether its processing hangs while its heartbeats
    /// go on.
    var isMember = false, isDead = false, isStuck = false
    /// When its work ends unless it hangs; how long it still takes from when it does not hang any more.
    var ends = Instant.start, left = Interval.zero
    /// What tells the valid end of work, or deadline, from those that were overtaken.
    var timer: UInt32 = 0
    /// Where it looks first next time, so that its partitions take turns.
    var next = 0

    var isIdle: Bool { record == nil && batch == nil }
  }

  /// Whether a consumer is there and meant to be.
  func isWanted(_ member: Int, _ knobs: Knobs) -> Bool {
    (0..<knobs.consumers).contains(member) && !members[member].isDead
  }

  /// Somebody who is idle takes what lies in memory.
  mutating func wakeAnybody(_ context: inout Context<Self>) {
    // From the one after the last, so that work goes round.
    for step in 1...Self.mostConsumers where !memory.isEmpty {
      let member = (lastWoken + step) % Self.mostConsumers
      guard isWanted(member, context.knobs), members[member].isIdle else { continue }
      lastWoken = member
      return poll(member, &context)
    }
  }

  /// A consumer that is free looks for work: what lies in memory first, then its partitions of the log.
  mutating func poll(_ member: Int, _ context: inout Context<Self>) {
    guard isWanted(member, context.knobs), members[member].isIdle else { return }
    if !memory.isEmpty {
      let record = memory[memory.startIndex]
      memory.trim(before: memory.startIndex + 1)
      members[member].record = record
      begin(member, workTime(record, &context), &context)
      if context.knobs.strategy == .block { release(&context) }
    } else if members[member].isMember, !group.isRebalancing, let partition = nextPartition(member) {
      pull(member, partition, &context)
    }
  }

  private func nextPartition(_ member: Int) -> Int? {
    let partitions = (0..<Self.mostPartitions).lazy.map { (members[member].next + $0) % Self.mostPartitions }
    return partitions.first { group.owners[$0] == member && log.partitions[$0].isWaiting }
  }

  /// One poll: up to max.poll.records of one partition.
  private mutating func pull(_ member: Int, _ partition: Int, _ context: inout Context<Self>) {
    log.take(context.knobs.pollSize, from: partition)
    let offsets = log.partitions[partition].hands
    members[member].next = partition + 1
    members[member].batch = Member.Batch(
      partition: partition, offsets: offsets, began: context.now,
      first: log.partitions[partition].records[offsets.lowerBound].number)
    context.count(.polls)
    var taken = Interval.zero
    for offset in offsets { taken = taken + workTime(log.partitions[partition].records[offset], &context) }
    begin(member, taken, &context)
  }

  /// How long a record takes, whatever the strategy: from the numbers that belong to it.
  private func workTime(_ record: Record, _ context: inout Context<Self>) -> Interval {
    var draw = context.draw(Stream.work, record.number)
    let shape = draw.exponential()
    let mean = context.knobs.recordMilliseconds * (context.isOn(.slow) ? context.knobs.slowness : 1)
    return .milliseconds(mean * (context.knobs.spread == .constant ? 1 : shape))
  }

  mutating func begin(_ member: Int, _ taken: Interval, _ context: inout Context<Self>) {
    members[member].timer &+= 1
    members[member].left = taken
    members[member].ends = context.now + taken
    // Before the end of the work: reaching the poll interval is enough to be evicted.
    watchPoll(member, &context)
    guard !members[member].isStuck else { return }
    context.schedule(.done, Slot(member), tag: members[member].timer, after: taken)
  }

  /// A consumer has done with what it had in hand.
  mutating func finish(_ member: Int, _ timer: UInt32, _ context: inout Context<Self>) {
    guard members[member].timer == timer else { return }
    if let record = members[member].record.take() { end(record, .consumed, &context) }
    guard let batch = members[member].batch.take() else { return poll(member, &context) }
    commit(batch, by: member, &context)
    if group.isRebalancing { seeWhoHasCome(&context) } else { poll(member, &context) }
  }

  /// A batch is processed. Who is still a member commits it; for who is not, others do it again.
  private mutating func commit(_ batch: Member.Batch, by member: Int, _ context: inout Context<Self>) {
    let isCommitted = members[member].isMember, partition = batch.partition
    context.span(
      "batch of consumer \(member + 1)", of: 1 << 40 + UInt64(member),
      "\(batch.count) of partition \(partition + 1) " + (isCommitted ? "committed" : "wasted: evicted"),
      since: batch.began)
    guard isCommitted else {
      waste(batch.count, &context)
      again.happened("done, and handed out again", to: batch.first, at: context.now)
      let note = context.note(.commitRefused(member, batch.count), cause: symptoms.evicted)
      return beginRebalance(note, &context)
    }
    let hands = log.partitions[partition].hands
    context.check(.offsetsInOrder, hands == batch.offsets, "partition \(partition): \(hands), not \(batch.offsets)")
    for offset in hands {
      let record = log.partitions[partition].records[offset]
      committedSum &+= record.number
      end(record, .consumed, &context)
    }
    log.commit(partition)
    context.note(.committed(member, partition, batch.count))
    if context.knobs.strategy == .pull { release(&context) }
  }

  /// Records are processed that others will process again.
  mutating func waste(_ records: Int, _ context: inout Context<Self>) {
    context.count(.duplicates, records)
    if records > 0 { context.reach(.redelivered) }
  }
}
