/// The pending events of a run, earliest first; events of one instant in the order they were scheduled.
///
/// A 4-ary heap over one flat array, compared as one 128-bit key (time, sequence). The place of the event
/// that is being handled stays open until its handler schedules something, which then sinks from the
/// root: most handlers schedule, and so a pop and a push cost one pass through the heap instead of two.
public struct Agenda<Event: Sendable>: Sendable {
  /// An event and when it is due.
  ///
  /// The key lies here in two halves: a whole one would have to be aligned to 16 bytes, and a slot with a
  /// small event would take 32 bytes where 24 are enough. A large agenda must fit into the cache.
  @usableFromInline
  struct Slot: Sendable {
    @usableFromInline var due: UInt64
    @usableFromInline var sequence: UInt64
    @usableFromInline var event: Event

    @inlinable
    init(due: UInt64, sequence: UInt64, event: Event) {
      self.due = due
      self.sequence = sequence
      self.event = event
    }

    @inlinable var key: UInt128 { UInt128(due) << 64 | UInt128(sequence) }
  }

  @usableFromInline var slots: ContiguousArray<Slot> = []
  @usableFromInline var sequence: UInt64 = 0
  /// Whether the root's event was handed out and its place is still open.
  @usableFromInline var isRootOpen = false

  /// An empty agenda.
  @inlinable
  public init() {}

  /// How many events are pending.
  @inlinable
  public var count: Int { slots.count - (isRootOpen ? 1 : 0) }

  /// When the next event is due, or nil when nothing is pending.
  @inlinable
  public var nextDue: Instant? {
    // With the root open, the earliest is one of its four children.
    let candidates = isRootOpen ? 1..<max(1, min(slots.count, 5)) : 0..<min(slots.count, 1)
    var earliest: UInt128?
    for index in candidates where slots[index].key < earliest ?? .max { earliest = slots[index].key }
    return earliest.map { Instant(nanoseconds: UInt64(truncatingIfNeeded: $0 >> 64)) }
  }

  /// Adds an event. Complexity: O(log n).
  @inlinable
  public mutating func schedule(_ event: Event, at due: Instant) {
    let slot = Slot(due: due.nanoseconds, sequence: sequence, event: event)
    sequence &+= 1
    if isRootOpen {
      isRootOpen = false
      slots.withUnsafeMutableBufferPointer { Agenda.sink(slot, count: $0.count, in: $0) }
    } else {
      slots.append(slot)
      slots.withUnsafeMutableBufferPointer { Agenda.rise(slot, from: $0.count - 1, in: $0) }
    }
  }

  /// Takes out the earliest event that is due before `end`. Complexity: O(log n).
  @inlinable
  public mutating func next(before end: Instant) -> (due: Instant, event: Event)? {
    if isRootOpen { closeRoot() }
    return slots.withUnsafeBufferPointer { slots -> (Instant, Event)? in
      guard slots.count > 0 else { return nil }
      let due = Instant(nanoseconds: slots[0].due)
      return due < end ? (due, slots[0].event) : nil
    }.map { found in
      isRootOpen = true
      return (due: found.0, event: found.1)
    }
  }

  /// Fills the open root with the last slot.
  @inlinable
  mutating func closeRoot() {
    isRootOpen = false
    guard let last = slots.popLast(), !slots.isEmpty else { return }
    slots.withUnsafeMutableBufferPointer { Agenda.sink(last, count: $0.count, in: $0) }
  }

  /// Puts a slot at `index` and lets it rise to its place.
  @inlinable
  static func rise(_ slot: Slot, from index: Int, in slots: UnsafeMutableBufferPointer<Slot>) {
    var index = index
    while index > 0 {
      let parent = (index &- 1) >> 2
      guard slot.key < slots[parent].key else { break }
      slots[index] = slots[parent]
      index = parent
    }
    slots[index] = slot
  }

  /// Puts a slot at the root and lets it sink to its place.
  ///
  /// The path of earliest children is followed down to where the slot fits; the four children are compared
  /// pairwise, which the compiler turns into conditional moves.
  @inlinable
  static func sink(_ slot: Slot, count: Int, in slots: UnsafeMutableBufferPointer<Slot>) {
    var index = 0
    while true {
      let child = 4 &* index &+ 1
      var earliest = child
      if child &+ 3 < count {
        let left = child &+ (slots[child &+ 1].key < slots[child].key ? 1 : 0)
        let right = child &+ 2 &+ (slots[child &+ 3].key < slots[child &+ 2].key ? 1 : 0)
        earliest = slots[right].key < slots[left].key ? right : left
      } else {
        guard child < count else { break }
        var sibling = child &+ 1
        while sibling < count {
          if slots[sibling].key < slots[earliest].key { earliest = sibling }
          sibling &+= 1
        }
      }
      guard slots[earliest].key < slot.key else { break }
      slots[index] = slots[earliest]
      index = earliest
    }
    slots[index] = slot
  }
}
