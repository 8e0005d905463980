import Engine

/// An event in one word, which is its code for the digest too: the kind in the low byte, above it 24 bits of slot and
/// 32 bits of tag. A slot of the agenda with it takes 24 bytes.
@usableFromInline
enum Word {
  @inlinable @inline(__always)
  static func packed(_ event: some EventKind, _ slot: Slot, _ tag: UInt32) -> UInt64 {
    precondition(slot < 1 << 24, "an event has 24 bits for its slot")
    return UInt64(event.rawValue) | UInt64(slot) << 8 | UInt64(tag) << 32
  }

  @inlinable @inline(__always) static func event<Event: EventKind>(_ word: UInt64) -> Event {
    Event(rawValue: UInt8(truncatingIfNeeded: word))!
  }

  @inlinable @inline(__always)
  static func slot(_ word: UInt64) -> Slot { UInt32(truncatingIfNeeded: word) >> 8 }

  @inlinable @inline(__always)
  static func tag(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word >> 32) }
}
