import Engine
import LabKit

extension BackpressureLab {
  /// The consumer group: who owns which partition.
  struct Group: Sendable {
    /// The owner of each partition; -1 is nobody.
    var owners = ContiguousArray(repeating: -1, count: mostPartitions)
    /// Whether partitions are to be dealt out anew, and whether all have come and the assignment is being handed out.
    var isRebalancing = false, isAgreeing = false
    /// How many were dealt out, and why they are dealt out anew.
    var partitions = 0, cause = NoteID.chance
  }

  /// How many members own a partition.
  var activeMembers: Int { members.indices.count { members[$0].isMember && group.owners.contains($0) } }

  /// Sets an alarm for a poll that will come too late; most come in time and need none.
  mutating func watchPoll(_ member: Int, _ context: inout Context<Self>) {
    guard members[member].isMember, let batch = members[member].batch else { return }
    let settings = context.knobs.consumer, poll = batch.began.duration
    // Heartbeats go on, so that only the poll interval counts.
    let next = settings.nextEviction(lastPoll: poll, lastHeartbeat: poll + settings.maxPollInterval)
    let deadline = Instant.start + Interval(next.at)
    guard members[member].isStuck || members[member].ends >= deadline else { return }
    context.schedule(.pollDeadline, Slot(member), tag: members[member].timer, at: deadline)
  }

  /// A member has not polled in time: it is evicted while it goes on processing.
  mutating func missPoll(_ member: Int, _ timer: UInt32, _ context: inout Context<Self>) {
    guard members[member].timer == timer, members[member].isMember, let batch = members[member].batch else { return }
    let now = context.now.duration
    let eviction = context.knobs.consumer.eviction(lastPoll: batch.began.duration, lastHeartbeat: now, at: now)
    // The interval was made longer since the alarm was set.
    guard eviction == .pollInterval else { return watchPoll(member, &context) }
    members[member].isMember = false
    log.putBack(batch.partition)
    context.count(.evictedPoll)
    context.reach(.evictedForPoll)
    let fault = context.cause(members[member].isStuck ? .stuck : .slow)
    symptoms.evicted = context.note(
      .evictedPoll(member, seconds: Int((context.now - batch.began).seconds), batch.count),
      cause: fault != .chance ? fault : context.input)
    beginRebalance(symptoms.evicted, &context)
  }

  /// Nothing was heard of a member for the session timeout.
  mutating func missHeartbeat(_ member: Int, _ timer: UInt32, _ context: inout Context<Self>) {
    guard members[member].timer == timer, members[member].isDead, members[member].isMember else { return }
    members[member].isMember = false
    context.count(.evictedSession)
    beginRebalance(context.note(.evictedSession(member), cause: context.cause(.dead)), &context)
  }

  /// Partitions will be dealt out anew, once every member has finished and committed what it has in hand.
  mutating func beginRebalance(_ cause: NoteID, _ context: inout Context<Self>) {
    group.cause = cause
    group.isRebalancing = true
    context.note(.rebalanceBegins, cause: cause)
    seeWhoHasCome(&context)
  }

  /// Whether all members have come back from their last batch; a dead one is waited for until its session ends.
  mutating func seeWhoHasCome(_ context: inout Context<Self>) {
    guard group.isRebalancing, !group.isAgreeing,
      members.allSatisfy({ !$0.isMember || (!$0.isDead && $0.batch == nil) })
    else { return }
    group.isAgreeing = true
    context.schedule(.rebalanced, after: Self.rebalanceTime)
  }

  mutating func completeRebalance(_ context: inout Context<Self>) {
    group.isAgreeing = false
    // Somebody died meanwhile: all wait for the end of its session.
    guard members.allSatisfy({ !$0.isMember || !$0.isDead }) else { return }
    group.isRebalancing = false
    assign(context.knobs)
    context.count(.rebalances)
    context.note(
      .rebalanced(members.count(where: \.isMember), active: activeMembers, partitions: group.partitions),
      cause: group.cause)
    for member in members.indices { poll(member, &context) }
  }

  /// Deals the partitions out round, to everybody who is there and has no batch of a former life in hand.
  mutating func assign(_ knobs: Knobs) {
    for member in members.indices where members[member].batch == nil {
      members[member].isMember = isWanted(member, knobs)
    }
    let present = members.indices.filter { members[$0].isMember }
    // Partitions are never taken away before they are empty.
    let last = log.partitions.lastIndex { $0.lag > 0 } ?? 0
    group.partitions = max(knobs.partitions, last + 1)
    for partition in group.owners.indices {
      let hasOwner = partition < group.partitions && !present.isEmpty
      group.owners[partition] = hasOwner ? present[partition % present.count] : -1
    }
  }

  /// The process of a consumer dies, or is started again and joins as a new member.
  mutating func setDead(_ member: Int, _ isDead: Bool, _ context: inout Context<Self>) {
    guard members[member].isDead != isDead else { return }
    members[member].isDead = isDead
    members[member].timer &+= 1
    if isDead { return abandon(member, &context) }
    members[member].isMember = false
    beginRebalance(context.note(.returns(member), cause: context.input), &context)
    poll(member, &context)
  }

  /// What a consumer that died had in hand is lost or will be done again, and its heartbeats end.
  private mutating func abandon(_ member: Int, _ context: inout Context<Self>) {
    context.note(.dies(member), cause: context.input)
    // Nobody else has it: what was pushed and not processed dies with its consumer.
    if let record = members[member].record.take() { end(record, .lost, &context) }
    if let batch = members[member].batch.take() {
      let whole = (members[member].ends - batch.began).seconds
      let share = whole > 0 ? min(1, (context.now - batch.began).seconds / whole) : 1
      waste(Int(share * Double(batch.count)), &context)
      if members[member].isMember { log.putBack(batch.partition) }
    }
    guard members[member].isMember else { return }
    // Its own look at the poll interval has died with it, so only the broker's session counts.
    let settings = context.knobs.consumer, now = context.now.duration
    let next = settings.nextEviction(lastPoll: now + settings.sessionTimeout, lastHeartbeat: now)
    context.schedule(.sessionDeadline, Slot(member), tag: members[member].timer, at: .start + Interval(next.at))
  }

  /// The processing of a consumer hangs, or goes on where it hung.
  mutating func hang(_ member: Int, _ isOn: Bool, _ context: inout Context<Self>) {
    guard members[member].isStuck != isOn else { return }
    members[member].isStuck = isOn
    if isOn {
      context.note(.hangs(member, seconds: Int(context.knobs.pollIntervalSeconds)), cause: context.cause(.stuck))
    }
    guard !members[member].isIdle, !members[member].isDead else { return }
    guard isOn else { return begin(member, members[member].left, &context) }
    members[member].timer &+= 1
    members[member].left = members[member].ends - context.now
    watchPoll(member, &context)
  }
}
