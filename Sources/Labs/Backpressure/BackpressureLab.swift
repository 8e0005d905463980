import Engine
import LabKit

/// One producer, a queue and its consumers, and five ways to deal with a producer that is faster.
///
/// What a record takes is drawn by its number, so that the strategies differ in nothing else.
struct BackpressureLab: Lab {
  enum Topic: Int { case flow, backlog, group, forecast }
  enum Stream: Int, StreamKind { case records, work }
  enum Event: UInt8, EventKind {
    case arrival, done, pollDeadline, sessionDeadline, rebalanced, producerTries, restart
  }

  /// One thing to be processed, whose random draws are keyed by its number.
  struct Record: Sendable { let number: UInt64, produced: Instant }

  var arrivals = Arrivals<BackpressureLab>(.arrival, stream: Stream.records)
  /// What the producer holds back, in order: it waits where it comes from and takes no memory here.
  var upstream = SegmentedLog<Record>()
  /// The queue in memory, of all strategies but pull; lost when its process dies.
  var memory = SegmentedLog<Record>()
  var hasCrashed = false
  /// The queue on disk, of the pull strategy.
  var log = PartitionedLog<Record>(partitions: mostPartitions)
  /// The numbers of the records that were appended to it and of those that were committed, summed up: wrapped round,
  /// which their comparison does not mind.
  var appendedSum: UInt64 = 0, committedSum: UInt64 = 0
  var members = ContiguousArray(repeating: Member(), count: mostConsumers)
  var group = Group()
  /// Who hangs while that fault is on, and who was the last to be given a record from memory.
  var stuckMember = 1, lastWoken = 0
  var limiter: Limiter
  var stays = Stays()
  /// What the queue in memory and the log must not pass.
  var bound: Ceiling, highWater: Ceiling
  var isOverBound = false, isOverHighWater = false
  /// The newest forecasts of how long the backlog takes, and since when nobody has turned or pressed anything.
  var forecasts = Recent<Forecast>(8), calmSince = Instant.start
  var symptoms = Symptoms()
  /// The newest record that was lost, and the newest that was processed and will be again.
  var lost = Pinned(), again = Pinned()

  static let mostPartitions = 12, mostConsumers = 8, lagAlert = 10_000
  /// How long the queue's process takes to come back after it ran out of memory, and how long members need to agree on a
  /// new assignment once all are there.
  static let restartTime = Interval.seconds(5), rebalanceTime = Interval.milliseconds(500)

  init(_ context: inout Context<Self>) {
    limiter = Limiter(context.knobs, at: .zero)
    (bound, highWater) = (Ceiling(context.knobs.bound), Ceiling(context.knobs.highWater))
    assign(context.knobs)
    reconfigure(&context)
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Self>) {
    switch event {
    case .arrival: if let number = arrivals.next(tag, &context) { arrive(number, &context) }
    case .done: finish(Int(slot), tag, &context)
    case .pollDeadline: missPoll(Int(slot), tag, &context)
    case .sessionDeadline: missHeartbeat(Int(slot), tag, &context)
    case .rebalanced: completeRebalance(&context)
    case .producerTries: if tag == limiter.turn { release(&context) }
    case .restart: restart(&context)
    }
  }

  var isDrained: Bool {
    arrivals.rate == 0 && upstream.isEmpty && memory.isEmpty && log.lag == 0 && !hasCrashed
      && !group.isRebalancing && members.allSatisfy(\.isIdle)
  }

  /// What is being processed keeps its end; everything else holds from now on.
  mutating func reconfigure(_ context: inout Context<Self>) {
    let knobs = context.knobs
    context.follow(&symptoms.blame, .slow, .surge, .stuck, .dead)
    calmSince = context.now
    if forecasts.last?.end == .open { forecasts.last?.end = .interrupted }
    arrivals.turn(to: knobs.traffic * (context.isOn(.surge) ? 3 : 1), &context)
    // What another strategy has piled up is no breach of the bound.
    if context.hasTurned("strategy") { bound = Ceiling(max(knobs.bound, memory.count)) }
    checkBounds(&context)
    if context.hasTurned("strategy", "limit.rate", "limit.burst", "limiter") {
      limiter = Limiter(knobs, at: context.now.duration, turn: limiter.turn &+ 1)
    }
    if context.hasTurned("consumers", "partitions") {
      beginRebalance(context.input, &context)
      for member in members.indices { poll(member, &context) }
    }
    setDead(0, context.isOn(.dead), &context)
    if context.hasToggled(.stuck), context.isOn(.stuck) { stuckMember = min(1, knobs.consumers - 1) }
    hang(stuckMember, context.isOn(.stuck), &context)
    if !hasCrashed, knobs.bytes(of: memory.count) > knobs.memoryBytes { crash(&context) }
    release(&context)
  }
}

extension BackpressureLab {
  static func declaration(of _: NoBlueprint) -> Declaration<BackpressureLab> {
    let card = Card<BackpressureLab>(
      id: "backpressure", title: "Backpressure", group: "The eight",
      summary: "A producer that is faster than its consumers: where its records wait, who feels it, and what is lost.",
      alsoCalled: ["Kafka", "consumer lag", "queue", "stream", "rebalance", "reactive streams", "buffer"],
      whenToUse: [
        "A fast producer feeds slow consumers, and the work may wait: streams, pipelines, jobs.",
        "Within one system: a bounded queue that blocks, so that the pressure reaches the source.",
        "Between systems: a log that consumers pull from, so that the lag is there to be seen.",
      ],
      whenNot: [
        "Somebody waits for the answer within a known time: then shed, since an old answer is worth nothing.",
        "The source cannot slow down: then rejecting, sampling or more consumers are what is left.",
      ],
      simplifies: [
        "One producer and one kind of record; batches are processed record by record, and what a record takes does not depend on the strategy.",
        "Of the queue in memory any consumer takes the next record, and what is in the hand of a consumer that dies is lost; the log is on disk and its broker never fails.",
        "What is held back upstream takes no memory here: it stays where it comes from.",
        "A rebalance is the eager one: nobody polls until all have finished their batch; agreeing takes half a second. Positions are committed after each batch.",
        "Partitions are dealt out round by their number. Lowering their number keeps the old ones until they are empty and the next rebalance comes.",
        "A consumer that waits for records polls all the time; the poll interval counts from the poll of the batch in hand.",
        "After running out of memory the queue's process is back after 5 s, empty.",
      ],
      panels: [flowPanel, backlogPanel, consumersPanel, forecastPanel],
      verifications: limiterRows + kafkaRows + queueingRows + drainRows, drainsWithin: .seconds(30_000), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }
}
