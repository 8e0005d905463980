import Engine
import LabKit

extension BackpressureLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case conservation, little, bounded, rateLimited, highWater, memoryBounded
    case offsetsInOrder, oneOwner, activeMembers
    case everythingEnds, pullLosesNothing, everyPartitionOwned
    case outOfMemory, rejects, producerWaits, evictedForPoll, redelivered, lagAlert, forecastMet
  }

  static func rule(_ law: Law) -> Rule<BackpressureLab> {
    switch law {
    case .conservation:
      .always("conservation", "Every record is upstream, in memory, in a hand, in the log, consumed, rejected or lost.")
      { lab, context in
        let produced = context.total(.produced), ended = ended(context)
        return produced == lab.present + ended ? nil : "\(produced) produced, \(lab.present) present, \(ended) ended"
      }
    case .little:
      .always("little", "The number in the system over time adds up to the times spent in it.") { lab, context in
        lab.stays.obeyLittle(present: lab.present, at: context.now) ? nil : "\(lab.present) present"
      }
    case .bounded: .always("bounded", "A bounded queue never holds more than its bound.")
    case .rateLimited: .always("rate-limited", "A rate-limited producer sends burst + rate x time at most.")
    case .highWater: .always("high-water", "The log's lag never passes the high-water mark.")
    case .memoryBounded:
      .always("memory-bounded", "A queue whose process lives takes no more than the memory there is.") { lab, context in
        let used = context.knobs.bytes(of: lab.memory.count)
        return used > context.knobs.memoryBytes && !lab.hasCrashed ? "\(used) bytes" : nil
      }
    case .offsetsInOrder: .always("offsets-in-order", "A commit continues where the one before it ended.")
    case .oneOwner:
      .always("one-owner", "No partition is in the hands of two members of the group.") { lab, _ in
        let hands = lab.partitionsInHands
        return Set(hands).count < hands.count ? "partitions \(hands)" : nil
      }
    case .activeMembers:
      .always("active-members", "No more members have work than there are partitions.") { lab, _ in
        let active = lab.partitionsInHands.count, partitions = lab.group.partitions
        return active > partitions ? "\(active) of \(partitions)" : nil
      }
    case .everythingEnds:
      .eventually("everything-ends", "Every record was consumed, rejected or lost.") { _, context in
        context.total(.produced) == ended(context)
      }
    case .pullLosesNothing:
      .eventually("pull-loses-nothing", "What was appended to the log was committed, each record once.") {
        lab, _ in lab.log.lag == 0 && lab.appendedSum == lab.committedSum
      }
    case .everyPartitionOwned:
      .eventually("every-partition-owned", "Every partition has an owner that is there.") { lab, context in
        lab.group.owners.prefix(lab.group.partitions).allSatisfy { lab.isWanted($0, context.knobs) }
      }
    case .outOfMemory:
      .sometimes("out-of-memory", "A queue without a bound is killed by the memory it takes.") {
        $0.strategy == .unbounded && $0.bytes(of: Int($0.excess($1) * 30)) > $0.memoryBytes
      }
    case .rejects: .sometimes("rejects", "A full queue rejects a record.") { $0.overflows(.reject, $1) }
    case .producerWaits:
      .sometimes("producer-waits", "A full queue makes the producer wait.") {
        $0.overflows(.block, $1)
      } reached: { lab, context in
        context.knobs.strategy == .block && !lab.upstream.isEmpty ? "\(lab.upstream.count) wait" : nil
      }
    case .evictedForPoll:
      .sometimes("evicted-for-poll", "A consumer that polls too late is evicted.") { knobs, faults in
        let batch = Double(knobs.pollSize) * knobs.recordMilliseconds * knobs.slowness(faults) / 1000
        let isStuck = faults.contains(.stuck) && knobs.consumers > 1 && knobs.partitions > 1
        return knobs.strategy == .pull && knobs.load(faults) > 1
          && (batch > knobs.pollIntervalSeconds || isStuck && knobs.pollIntervalSeconds < 10)
      }
    case .redelivered:
      .sometimes("redelivered", "Records are processed twice.") {
        $0.strategy == .pull && $1.contains(.dead) && $0.load($1) > 10 && $0.pollSize > 5 && $0.excess($1) > 0
      }
    case .lagAlert:
      .sometimes("lag-alert", "The lag passes the alert of 10,000 records.") {
        $0.strategy == .pull && $0.highWater > lagAlert && $0.excess($1) * 30 > Double(lagAlert)
      } reached: { lab, _ in
        lab.log.lag > lagAlert ? "\(lab.log.lag)" : nil
      }
    case .forecastMet:
      .sometimes("forecast-met", "A backlog drains within a fifth of the time that was forecast.") {
        $0.strategy == .pull && $1.contains(.surge) && $0.load($1) > 1.5 * $0.service($1)
          && $0.traffic < 0.8 * $0.service($1) && $0.traffic > 50
      }
    }
  }

  /// With the strategies pull and block all are kept whatever is injected, a death while blocking excepted.
  static let promises: [Promise<BackpressureLab>] = [
    .never(
      "nothing-lost", "Every record that is produced is processed or still waits: none is rejected or lost.",
      counted: .rejected, .lost, as: "record rejected or lost",
      breaks: .when(off: ["strategy": "reject"], under: .slow)),
    .never(
      "memory-suffices", "The queue never runs out of memory, however slow the consumers are.", counted: .crashes,
      as: "crash", breaks: .when(off: ["strategy": "unbounded"], under: .slow)),
    .holds(
      "queue-bounded", "No more records wait in the queue than it is meant to hold.",
      breaks: .when(off: ["strategy": "unbounded"], under: .surge)
    ) { lab, _ in
      lab.isOverBound ? "\(lab.memory.count) wait" : lab.isOverHighWater ? "a lag of \(lab.log.lag)" : nil
    },
    .never(
      "polls-in-time", "No consumer takes so much at once that it is evicted while it works.",
      counted: .evictedPoll, as: "consumer evicted",
      except: [.stuck],
      breaks: .when(off: ["poll.size": "500"], with: ["poll.interval": "10", "high.water": "20000"], under: .slow)),
  ]

  private static func ended(_ context: Context<Self>) -> Int {
    context.total(.consumed) + context.total(.rejected) + context.total(.lost)
  }

  /// Counted from where records lie.
  private var present: Int {
    let held = members.count { $0.record != nil }
    return upstream.count + memory.count + held + log.partitions.reduce(0) { $0 + $1.lag }
  }

  private var partitionsInHands: [Int] { members.compactMap { $0.isMember ? $0.batch?.partition : nil } }

  /// After each change of the marks too, so that what is there stays there.
  mutating func checkBounds(_ context: inout Context<Self>) {
    isOverBound = !bound.allows(memory.count, under: context.knobs.bound)
    isOverHighWater = !highWater.allows(log.lag, under: context.knobs.highWater)
    if context.knobs.isBounded { context.check(.bounded, !isOverBound, "\(memory.count) wait") }
    context.check(.highWater, !isOverHighWater, "\(log.lag)")
  }
}

/// What a run can come to. Faults may be short, so that whatever can be reached is reached within thirty seconds.
extension BackpressureLab.Knobs {
  fileprivate typealias Faults = LabKit.Faults<BackpressureLab>

  fileprivate func slowness(_ faults: Faults) -> Double { faults.contains(.slow) ? slowness : 1 }
  fileprivate func service(_ faults: Faults) -> Double {
    Double(consumers) * 1000 / (recordMilliseconds * slowness(faults))
  }
  fileprivate func load(_ faults: Faults) -> Double { traffic * (faults.contains(.surge) ? 3 : 1) }
  fileprivate func excess(_ faults: Faults) -> Double { max(0, load(faults) - service(faults)) }
  fileprivate func overflows(_ strategy: BackpressureLab.Strategy, _ faults: Faults) -> Bool {
    self.strategy == strategy && bytes(of: bound) < memoryBytes && excess(faults) * 30 > Double(bound)
  }
}
