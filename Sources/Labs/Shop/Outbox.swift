import Engine
import LabKit
import Patterns

extension Shop {
  /// The outbox table and the relays that read it.
  struct Outbox: Sendable {
    /// What a row says of a confirmed order is its number.
    typealias Table = OutboxTable<UInt32>

    /// A process that takes rows, publishes them, and marks them in one transaction.
    struct Relay: Sendable {
      enum State: Sendable { case off, idle, publishing, marking, down }

      var state = State.off
      /// The orders whose rows it has locked.
      var batch: [UInt32] = []
      /// Rows that it has published and marked so far.
      var published = 0
    }

    var table = Table()
    var relays = ContiguousArray(repeating: Relay(), count: 4)
    /// The orders whose events some relay has brought to the log: what is true, whatever the table says.
    var published = SerialSet()
    /// How many rows the crashes and lost answers allow to be published again.
    var allowed = 0
    var isWaitingForBroker = false
    /// The next publisher that comes to a crash point crashes there, because of this note.
    var crashes = Each<Shop.CrashPoint, NoteID?>(repeating: nil)

    /// Whether a crash is due at this point, and by which note; it happens once.
    mutating func takeCrash(_ point: Shop.CrashPoint) -> NoteID? {
      defer { crashes[point] = nil }
      return crashes[point]
    }
  }
}

/// How the event of a confirmed order leaves the database.
extension Shop {
  enum CrashPoint: Int, Label {
    /// After the commit, before the event is published; after it is published, before anybody has noted it.
    case beforePublish, beforeMark
  }

  /// Order row and event row commit together; without the outbox the order commits, and then its event is published.
  mutating func publishOrder(_ serial: UInt32, cause: NoteID, _ context: inout Context<Shop>) {
    guard context.knobs.hasOutbox else {
      trace.commit(serial, row: nil, note: cause)
      return writeTwice(serial, &context)
    }
    // One event an order, so the order's number serves as the identity of its event too.
    let row = Outbox.Table.Row(
      id: UInt64(serial), aggregateType: "order", aggregateID: UInt64(serial), type: "OrderConfirmed", payload: serial)
    outbox.table.insert(row)
    trace.commit(serial, row: row, note: cause)
  }

  /// The dual write: between commit and publication there is no way back.
  private mutating func writeTwice(_ serial: UInt32, _ context: inout Context<Shop>) {
    if let crash = crashService(serial, .beforePublish, &context) { return lose(serial, cause: crash, &context) }
    if context.isOn(.brokerDown) { return lose(serial, cause: context.cause(.brokerDown), &context) }
    // Nobody who commits an order looks at the lag first.
    consistency.lagCeiling = consistency.lagCeiling.map { max($0, log.lag + 1) }
    trace.change(anyOf: CollectionOfOne(serial)) { $0.published += 1 }
    append(serial, key: UInt64(serial), &context)
    // Both writes are done: this crash costs nothing but the process.
    _ = crashService(serial, .beforeMark, &context)
  }

  private mutating func crashService(_ serial: UInt32, _ point: CrashPoint, _ context: inout Context<Shop>) -> NoteID? {
    guard let cause = outbox.takeCrash(point) else { return nil }
    context.count(.publisherCrashes)
    return context.note(.serviceCrashed(serial, point), cause: cause)
  }

  /// The order is committed and its event is gone.
  private mutating func lose(_ serial: UInt32, cause: NoteID, _ context: inout Context<Shop>) {
    trace.change(anyOf: CollectionOfOne(serial)) { $0.isLost = true }
    context.count(.eventsLost)
    context.reach(.eventLost, "order \(serial) is confirmed, its event is lost")
    // The first one of an outage is for the class, the others are counted.
    let isFirst = !symptoms.hasToldLoss || !context.isOn(.brokerDown)
    symptoms.hasToldLoss = true
    context.note(.eventLost(serial, isFirst: isFirst), cause: cause)
  }

  /// An analytics event goes to the queue directly; false when it is refused.
  mutating func publishAnalytics(_ number: UInt64, _ context: inout Context<Shop>) -> Bool {
    guard !context.isOn(.brokerDown), !isAboveHighWater(&context) else {
      context.count(.eventsDropped)
      return false
    }
    append(nil, key: number, &context)
    return true
  }

  mutating func append(_ record: UInt32?, key: UInt64, _ context: inout Context<Shop>) {
    log.append(record, to: Int(key % UInt64(Shop.partitionCount)))
    context.count(.queueAppended)
    // The batches that were on their way when the mark was reached still land, one a relay at most.
    if let ceiling = consistency.lagCeiling {
      context.check(
        .highWater, log.lag <= ceiling + Shop.relayBatch * consistency.mostRelays,
        "lag \(log.lag), mark \(ceiling), relays \(consistency.mostRelays)")
    }
  }

  /// Whether backpressure holds the producers back.
  @inline(__always) func isAboveHighWater(_ context: inout Context<Shop>) -> Bool {
    context.knobs.hasBackpressure && log.lag >= Int(context.knobs.highWater)
  }

  /// A set of orders, a bit for each by serial number. Its words lie in shared segments, so that a copy of a long one
  /// costs little.
  struct SerialSet: Sendable {
    private var words = SegmentedLog<UInt64>()
    private(set) var count = 0

    func contains(_ serial: UInt32) -> Bool {
      let word = Int(serial / 64)
      return word < words.endIndex && words[word] & bit(serial) != 0
    }

    /// Takes an order in; false when it was in before.
    mutating func insert(_ serial: UInt32) -> Bool {
      let word = Int(serial / 64)
      while words.endIndex <= word { words.append(0) }
      guard words[word] & bit(serial) == 0 else { return false }
      words[word] |= bit(serial)
      count += 1
      return true
    }

    private func bit(_ serial: UInt32) -> UInt64 { 1 << UInt64(serial % 64) }
  }
}
