import Engine
import LabKit

/// What became of the traced order, call by call; it stays until the next one is traced.
struct Trace: Sendable {
  /// One attempt at a step or at its compensation.
  struct Attempt: Sendable {
    let service: Service, undoes: Bool
    let number: Int
    let began: Instant
    var ended: Instant?
    var result: Result = .running
  }

  /// How an attempt ended.
  enum Result: Sendable { case running, succeeded, failed }

  /// How the order stands.
  enum Outcome: String, Sendable { case running, confirmed, compensating, compensated, stranded }

  /// More attempts than this are not kept; a compensation that waits for long makes many.
  static let bound = 64

  private(set) var serial: UInt32?
  private(set) var began: Instant = .start
  private(set) var ended: Instant?
  private(set) var outcome: Outcome = .running
  private(set) var attempts: [Attempt] = []
  private var slot: UInt32?
  /// What became of its event; nil until it is confirmed.
  var event: Event?
  /// The newest note about its event.
  var eventNote: NoteID = .chance

  mutating func begin(_ serial: UInt32, slot: UInt32, at now: Instant) {
    self.serial = serial
    self.slot = slot
    began = now
    ended = nil
    outcome = .running
    attempts = []
    event = nil
  }

  mutating func attempt(_ slot: UInt32, _ target: Shop.Target, _ number: Int, at now: Instant) {
    guard slot == self.slot else { return }
    if target.undoes { outcome = .compensating }
    if attempts.count == Trace.bound { attempts.removeFirst() }
    attempts.append(Attempt(service: target.service, undoes: target.undoes, number: number, began: now))
  }

  /// The attempt that is under way ended; without one, the call was refused before it went out.
  mutating func end(_ slot: UInt32, _ result: Result, at now: Instant) {
    guard slot == self.slot, let last = attempts.indices.last, attempts[last].ended == nil else { return }
    attempts[last].ended = now
    attempts[last].result = result
  }

  mutating func finish(_ slot: UInt32, _ outcome: Outcome, at now: Instant) {
    guard slot == self.slot else { return }
    self.outcome = outcome
    ended = now
    // The slot goes to another order from here on.
    self.slot = nil
  }
}

extension Trace {
  /// What became of the traced order's event, from the commit to its being counted.
  struct Event: Sendable {
    /// The event's row in the outbox; nil when the order was committed without one.
    let row: Outbox.Table.Row?
    /// The relay that has the row locked, counted from 0.
    private(set) var relay: Int?
    /// How often it was published, and how often it was counted.
    var published = 0
    var counted = 0
    private(set) var isMarked = false
    var isLost = false

    init(row: Outbox.Table.Row?) { self.row = row }

    mutating func lock(by relay: Int?) { self.relay = relay }
    mutating func mark() {
      relay = nil
      isMarked = true
    }
  }

  /// The order is committed, with its row or without one; `note` told of it.
  mutating func commit(_ serial: UInt32, row: Outbox.Table.Row?, note: NoteID) {
    guard serial == self.serial else { return }
    event = Event(row: row)
    eventNote = note
  }

  mutating func publish(_ serial: UInt32) { if isFollowing(serial) { event!.published += 1 } }
  mutating func lose(_ serial: UInt32) { if isFollowing(serial) { event!.isLost = true } }
  mutating func count(_ serial: UInt32) { if isFollowing(serial) { event!.counted += 1 } }

  /// Whether this order is the traced one and confirmed.
  func isFollowing(_ serial: UInt32) -> Bool { serial == self.serial && event != nil }

  /// Changes the traced order's event if it is one of these; gives the order then.
  @discardableResult
  mutating func change(anyOf serials: [UInt32], _ change: (inout Event) -> Void) -> UInt32? {
    guard let serial, event != nil, serials.contains(serial) else { return nil }
    change(&event!)
    return serial
  }
}
