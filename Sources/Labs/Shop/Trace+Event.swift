import Engine
import FirstEdition

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
