import Engine
import LabKit

extension Shop {
  /// What became of the traced order, call by call; it stays until the next one is traced.
  struct Trace: Sendable {
    /// One attempt at a step or at its compensation.
    struct Attempt: Sendable {
      let call: Request.Call, began: Instant
      var ended: Instant?
      var hasFailed = false
    }

    enum Outcome: String, Sendable { case running, confirmed, compensating, compensated, stranded }

    /// What became of the order's event, from the commit to its being counted.
    struct Event: Sendable {
      /// The event's row in the outbox; nil when the order was committed without one.
      let row: Outbox.Table.Row?
      /// The relay that has the row locked, counted from 0.
      var relay: Int?
      /// How often it was published, and how often it was counted.
      var published = 0, counted = 0
      var isLost = false
      var note: NoteID
    }

    /// More attempts than this are not kept; a compensation that waits for long makes many.
    static let bound = 64

    /// The order's number; nil before there was any.
    let serial: UInt32?
    /// The order's slot, which goes to another order once this one has ended.
    private var slot: Slot?
    let began: Instant
    private(set) var ended: Instant?, outcome = Outcome.running
    private(set) var attempts: [Attempt] = []
    /// What became of its event; nil until it is confirmed.
    private(set) var event: Event?

    init(_ serial: UInt32?, _ slot: Slot?, at now: Instant) {
      (self.serial, self.slot, began) = (serial, slot, now)
    }

    mutating func attempt(_ slot: Slot, _ call: Request.Call, at now: Instant) {
      guard slot == self.slot else { return }
      if call.undoes { outcome = .compensating }
      if attempts.count == Trace.bound { attempts.removeFirst() }
      attempts.append(Attempt(call: call, began: now))
    }

    /// The attempt that is under way ended; without one, the call was refused before it went out.
    mutating func end(_ slot: Slot, hasFailed: Bool, at now: Instant) {
      guard slot == self.slot, let last = attempts.indices.last, attempts[last].ended == nil else { return }
      attempts[last].ended = now
      attempts[last].hasFailed = hasFailed
    }

    mutating func finish(_ slot: Slot, _ outcome: Outcome, at now: Instant) {
      guard slot == self.slot else { return }
      (self.outcome, ended, self.slot) = (outcome, now, nil)
    }

    /// The order is committed, with its row or without one; `note` told of it.
    mutating func commit(_ serial: UInt32, row: Outbox.Table.Row?, note: NoteID) {
      if serial == self.serial { event = Event(row: row, note: note) }
    }

    /// Changes the traced order's event if it is one of these; gives the order then.
    @discardableResult mutating func change(
      anyOf serials: some Sequence<UInt32>, _ change: (inout Event) -> Void
    ) -> UInt32? {
      guard let serial, event != nil, serials.contains(serial) else { return nil }
      change(&event!)
      return serial
    }
  }
}
