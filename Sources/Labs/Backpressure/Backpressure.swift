import Engine
import FirstEdition
import Patterns

/// One producer, a queue and its consumers, and five ways to deal with a producer that is faster.
public struct Backpressure: Lab {
  var knobs: Knobs
  var faults = FaultNotes()

  var source: Source
  /// What the producer holds back, in order: it waits where it comes from and takes no memory here.
  var upstream = SegmentedLog<Record>()
  /// The queue in memory, of all strategies but pull; lost when its process dies.
  var memory = SegmentedLog<Record>()
  var hasCrashed = false
  /// The queue on disk, of the pull strategy.
  var log = PartitionedLog(partitions: Backpressure.mostPartitions)

  var members = ContiguousArray(repeating: Member(), count: Backpressure.mostConsumers)
  var group = Group()
  /// Who hangs while that fault is on.
  var stuckMember = 1
  var limiter: Limiter
  var books = Books()
  var outlook = Outlook()
  var signs = Signs()

  /// Nothing has been produced yet; the group is complete.
  public init(_ knobs: Knobs, _ context: inout Context<Backpressure>) {
    self.knobs = knobs
    source = Source(.poisson, rate: knobs.traffic, stream: Stream.records)
    limiter = Limiter(knobs, at: .zero)
    books.boundCeiling = knobs.bound
    books.lagCeiling = knobs.highWater
    assign(&context)
    if let due = source.begin(context) { context.schedule(.arrival(source.generation), at: due) }
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<Backpressure>) {
    books.pass(to: context.now)
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .done(let member, let timer): finish(Int(member), timer, &context)
    case .pollDeadline(let member, let batch): missPoll(Int(member), batch, &context)
    case .sessionDeadline(let member, let timer): missHeartbeat(Int(member), timer, &context)
    case .rebalanced: completeRebalance(&context)
    case .producerTries(let turn): if turn == limiter.turn { release(&context) }
    case .restart: restart(&context)
    }
  }
}

extension Backpressure {
  static let mostPartitions = 12
  static let mostConsumers = 8
  static let lagAlert = 10_000
  /// How long the queue's process takes to come back after it ran out of memory.
  static let restartTime = Interval.seconds(5)
  /// How long members need to agree on a new assignment once all are there.
  static let rebalanceTime = Interval.milliseconds(500)

  /// What the queue in memory takes, in bytes.
  var memoryUsed: Double { Double(memory.count) * knobs.recordKilobytes * 1000 }
  var memoryLimit: Double { knobs.memoryMegabytes * 1_000_000 }
  /// Everything that was produced and is not done with.
  var backlog: Int { books.inSystem }
}
