import Engine
import FirstEdition

extension Backpressure {
  /// What is claimed.
  public enum Law: Int, LawSet {
    case conservation, little, bounded, rateLimited, highWater, memoryBounded
    case offsetsInOrder, oneOwner, activeMembers
    case everythingEnds, pullLosesNothing, everyPartitionOwned
    case outOfMemory, rejects, producerWaits, evictedForPoll, redelivered, lagAlert, forecastMet

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .conservation:
        .init(
          "conservation", .always,
          "Every record is upstream, in memory, in a hand, in the log, consumed, rejected or lost.")
      case .little:
        .init("little", .always, "The number in the system over time adds up to the times spent in it.")
      case .bounded: .init("bounded", .always, "A bounded queue never holds more than its bound.")
      case .rateLimited:
        .init("rate-limited", .always, "A rate-limited producer sends burst + rate x time at most.")
      case .highWater: .init("high-water", .always, "The log's lag never passes the high-water mark.")
      case .memoryBounded:
        .init(
          "memory-bounded", .always, "A queue whose process lives takes no more than the memory there is.")
      case .offsetsInOrder:
        .init("offsets-in-order", .always, "A commit continues where the one before it ended.")
      case .oneOwner:
        .init("one-owner", .always, "No partition is in the hands of two members of the group.")
      case .activeMembers:
        .init("active-members", .always, "No more members have work than there are partitions.")
      default: endDeclaration
      }
    }

    private var endDeclaration: LawDeclaration {
      switch self {
      case .everythingEnds:
        .init("everything-ends", .eventually, "Every record was consumed, rejected or lost.")
      case .pullLosesNothing:
        .init(
          "pull-loses-nothing", .eventually, "What was appended to the log was committed, each record once.")
      case .everyPartitionOwned:
        .init("every-partition-owned", .eventually, "Every partition has an owner that is there.")
      case .outOfMemory:
        .init("out-of-memory", .sometimes, "A queue without a bound is killed by the memory it takes.")
      case .rejects: .init("rejects", .sometimes, "A full queue rejects a record.")
      case .producerWaits: .init("producer-waits", .sometimes, "A full queue makes the producer wait.")
      case .evictedForPoll:
        .init("evicted-for-poll", .sometimes, "A consumer that polls too late is evicted.")
      case .redelivered: .init("redelivered", .sometimes, "Records are processed twice.")
      case .lagAlert: .init("lag-alert", .sometimes, "The lag passes the alert of 10,000 records.")
      default:
        .init("forecast-met", .sometimes, "A backlog drains within a fifth of the time that was forecast.")
      }
    }
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool {
    source.rate == 0 && upstream.isEmpty && memory.isEmpty && log.lag == 0 && !hasCrashed
      && !group.isRebalancing && members.allSatisfy(\.isIdle)
  }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<Backpressure>) -> Bool? {
    switch law {
    case .everythingEnds: books.emitted == books.consumed + books.rejected + books.lost
    case .pullLosesNothing:
      books.appended == books.committed && books.appendedSum == books.committedSum
    case .everyPartitionOwned:
      (0..<group.partitions).allSatisfy { group.owners[$0] >= 0 && isWanted(group.owners[$0]) }
    default: nil
    }
  }

  /// Counts from where things lie, and compares with what was counted as they moved.
  mutating func checkBooks(_ context: inout Context<Backpressure>) {
    var held = 0
    var hands = ContiguousArray(repeating: 0, count: Self.mostPartitions)
    for member in members {
      switch member.work {
      case .idle: break
      case .record: held += 1
      case .batch(let batch): if member.isMember { hands[batch.partition] += 1 }
      }
    }
    let lag = log.partitions.reduce(0) { $0 + $1.lag }
    let present = upstream.count + memory.count + held + lag
    context.check(
      .conservation, books.emitted == present + books.consumed + books.rejected + books.lost,
      "\(books.emitted) produced, \(present) present, \(books.consumed) consumed, \(books.rejected) rejected, "
        + "\(books.lost) lost")
    context.check(.little, books.obeysLittle(present: present, at: context.now))
    context.check(.oneOwner, hands.allSatisfy { $0 <= 1 })
    context.check(
      .activeMembers, hands.reduce(0, +) <= group.partitions, "\(hands.reduce(0, +)) of \(group.partitions)")
    checkBounds(&context)
  }

  private mutating func checkBounds(_ context: inout Context<Backpressure>) {
    if knobs.strategy == .reject || knobs.strategy == .block {
      context.check(.bounded, memory.count <= books.boundCeiling, "\(memory.count) of \(books.boundCeiling)")
      if memory.count <= knobs.bound { books.boundCeiling = knobs.bound }
    }
    context.check(.highWater, log.lag <= books.lagCeiling, "\(log.lag) of \(books.lagCeiling)")
    if log.lag <= knobs.highWater { books.lagCeiling = knobs.highWater }
    if !hasCrashed { context.check(.memoryBounded, memoryUsed <= memoryLimit, "\(memoryUsed) bytes") }
  }

  /// Which runs can reach a sometimes-law.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let slowness = faults.contains(.slow) ? knobs.slowness : 1
    let service = Double(knobs.consumers) * 1000 / (knobs.recordMilliseconds * slowness)
    let load = knobs.traffic * (faults.contains(.surge) ? 3 : 1)
    let excess = load - service
    let bytes = knobs.recordKilobytes * 1000
    let isBounded = knobs.strategy == .reject || knobs.strategy == .block
    let boundFits = Double(knobs.bound) * bytes < knobs.memoryMegabytes * 1e6
    // Faults may be short, so in thirty seconds it has to happen.
    switch law {
    case .outOfMemory:
      return knobs.strategy == .unbounded && excess * 30 * bytes > knobs.memoryMegabytes * 1e6
    case .rejects: return knobs.strategy == .reject && boundFits && excess * 30 > Double(knobs.bound)
    case .producerWaits:
      return isBounded && knobs.strategy == .block && boundFits && excess * 30 > Double(knobs.bound)
    case .evictedForPoll:
      let batch = Double(knobs.pollSize) * knobs.recordMilliseconds * slowness / 1000
      return knobs.strategy == .pull && load > 1
        && (batch > knobs.pollIntervalSeconds
          || (faults.contains(.stuck) && knobs.consumers > 1 && knobs.partitions > 1
            && knobs.pollIntervalSeconds < 10))
    case .redelivered:
      return knobs.strategy == .pull && faults.contains(.dead) && load > 10 && knobs.pollSize > 5
        && excess > 0
    case .lagAlert:
      return knobs.strategy == .pull && knobs.highWater > Self.lagAlert && excess * 30 > Double(Self.lagAlert)
    case .forecastMet:
      return knobs.strategy == .pull && faults.contains(.surge) && knobs.traffic * 3 > 1.5 * service
        && knobs.traffic < 0.8 * service && knobs.traffic > 50
    default: return true
    }
  }
}
