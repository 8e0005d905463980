import Engine
import FirstEdition
import Patterns

/// Who is in the consumer group, and who owns which partition.
extension Backpressure {
  /// The settings that the knobs mean.
  var consumerSettings: KafkaConsumerSettings {
    var settings = KafkaConsumerSettings()
    settings.maxPollRecords = knobs.pollSize
    settings.maxPollInterval = Interval.seconds(knobs.pollIntervalSeconds).duration
    settings.sessionTimeout = Interval.seconds(knobs.sessionSeconds).duration
    return settings
  }

  /// When a member that has polled at `lastPoll` would be evicted if its processing takes too long; its heartbeats go on.
  func pollDeadline(_ lastPoll: Instant) -> Instant {
    let settings = consumerSettings
    let heartbeat = lastPoll.duration + settings.maxPollInterval
    let next = settings.nextEviction(lastPoll: lastPoll.duration, lastHeartbeat: heartbeat)
    return .start + Interval(next.at)
  }

  /// Sets an alarm for a poll that will come too late; most come in time and need none.
  mutating func watchPoll(_ member: Int, _ context: inout Context<Backpressure>) {
    guard let batch = members[member].batch, members[member].isMember else { return }
    let deadline = pollDeadline(batch.began)
    guard members[member].isStuck || members[member].ends >= deadline else { return }
    context.schedule(.pollDeadline(UInt32(member), members[member].batchNumber), at: deadline)
  }

  /// A member has not polled in time: it is evicted while it goes on processing.
  mutating func missPoll(_ member: Int, _ batch: UInt32, _ context: inout Context<Backpressure>) {
    guard members[member].batchNumber == batch, let hands = members[member].batch, members[member].isMember
    else { return }
    let settings = consumerSettings
    let eviction = settings.eviction(
      lastPoll: hands.began.duration, lastHeartbeat: context.now.duration, at: context.now.duration)
    // The interval was made longer since the alarm was set.
    guard eviction == .pollInterval else { return watchPoll(member, &context) }
    members[member].isMember = false
    log.putBack(hands.partition)
    context.count(.evictedPoll)
    context.reach(.evictedForPoll)
    let cause = members[member].isStuck ? faults.stuck : faults.slow
    signs.evicted = context.note(
      .evictedPoll(member, Int((context.now - hands.began).seconds), hands.count),
      cause: cause ?? context.input)
    beginRebalance(signs.evicted, &context)
  }

  /// Nothing was heard of a member for the session timeout.
  mutating func missHeartbeat(_ member: Int, _ timer: UInt32, _ context: inout Context<Backpressure>) {
    guard members[member].timer == timer, members[member].isDead, members[member].isMember else { return }
    members[member].isMember = false
    context.count(.evictedSession)
    let note = context.note(.evictedSession(member), cause: faults.dead ?? context.input)
    beginRebalance(note, &context)
  }

  /// Partitions will be dealt out anew, once every member has finished and committed what it has in hand.
  mutating func beginRebalance(_ cause: NoteID, _ context: inout Context<Backpressure>) {
    group.cause = cause
    group.isRebalancing = true
    context.note(.rebalanceBegins, cause: cause)
    seeWhoHasCome(&context)
  }

  /// Whether all members have come back from their last batch; a dead one is waited for until its session ends.
  mutating func seeWhoHasCome(_ context: inout Context<Backpressure>) {
    guard group.isRebalancing, !group.isAgreeing else { return }
    let isComplete = members.allSatisfy { !$0.isMember || (!$0.isDead && $0.batch == nil) }
    guard isComplete else { return }
    group.isAgreeing = true
    context.schedule(.rebalanced, after: Self.rebalanceTime)
  }

  mutating func completeRebalance(_ context: inout Context<Backpressure>) {
    group.isAgreeing = false
    // Somebody died meanwhile: all wait for the end of its session.
    guard members.allSatisfy({ !$0.isMember || !$0.isDead }) else { return }
    group.isRebalancing = false
    assign(&context)
    context.count(.rebalances)
    context.note(
      .rebalanced(members.count(where: \.isMember), activeMembers, group.partitions), cause: group.cause)
    for member in members.indices { poll(member, &context) }
  }

  /// Deals the partitions out round, to everybody who is there and has no batch of a former life in hand.
  mutating func assign(_ context: inout Context<Backpressure>) {
    for member in members.indices where members[member].batch == nil {
      members[member].isMember = isWanted(member)
    }
    let present = members.indices.filter { members[$0].isMember }
    // Partitions are never taken away before they are empty.
    let last = log.partitions.lastIndex { $0.lag > 0 } ?? 0
    group.partitions = max(knobs.partitions, last + 1)
    group.generation += 1
    for partition in group.owners.indices {
      let hasOwner = partition < group.partitions && !present.isEmpty
      group.owners[partition] = hasOwner ? present[partition % present.count] : -1
    }
  }

  /// The process of a consumer dies: what it had in hand is abandoned, and its heartbeats end.
  mutating func kill(_ member: Int, _ context: inout Context<Backpressure>) {
    members[member].isDead = true
    members[member].timer &+= 1
    let work = members[member].work
    members[member].work = .idle
    context.note(.dies(member), cause: context.input)
    switch work {
    case .idle: break
    // Nobody else has it: what was pushed and not processed dies with its consumer.
    case .record(let record): lose(record, &context)
    case .batch(let batch): abandon(batch, by: member, &context)
    }
    guard members[member].isMember else { return }
    let now = context.now.duration
    // Its own look at the poll interval has died with it, so only the broker's session counts.
    let settings = consumerSettings
    let next = settings.nextEviction(lastPoll: now + settings.sessionTimeout, lastHeartbeat: now)
    context.schedule(.sessionDeadline(UInt32(member), members[member].timer), at: .start + Interval(next.at))
  }

  /// The part of a batch that was done before its consumer died will be done again.
  private mutating func abandon(
    _ batch: Member.Batch, by member: Int, _ context: inout Context<Backpressure>
  ) {
    let whole = (members[member].ends - batch.began).seconds
    let share = whole > 0 ? min(1, (context.now - batch.began).seconds / whole) : 1
    let done = Int(share * Double(batch.count))
    context.count(.duplicates, done)
    if done > 0 { context.reach(.redelivered) }
    members[member].processed += done
    if members[member].isMember { log.putBack(batch.partition) }
  }

  /// The process is started again and joins as a new member.
  mutating func revive(_ member: Int, _ context: inout Context<Backpressure>) {
    members[member].isDead = false
    members[member].timer &+= 1
    members[member].isMember = false
    let note = context.note(.returns(member), cause: context.input)
    beginRebalance(note, &context)
    poll(member, &context)
  }

  /// The processing of a consumer hangs, or goes on where it hung.
  mutating func hang(_ member: Int, _ isOn: Bool, _ context: inout Context<Backpressure>) {
    guard members[member].isStuck != isOn else { return }
    members[member].isStuck = isOn
    guard !members[member].isIdle, !members[member].isDead else { return }
    if isOn {
      members[member].timer &+= 1
      members[member].left = members[member].ends - context.now
      watchPoll(member, &context)
    } else {
      begin(member, members[member].left, &context)
    }
  }
}
