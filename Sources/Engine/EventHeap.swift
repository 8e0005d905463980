/// Events in a 4-ary heap over one flat array, compared as one 128-bit key (due, sequence).
///
/// The place of the event that is being handled stays open until its handler schedules something, which then
/// sinks from the root: most handlers schedule, and so a pop and a push cost one pass through the heap instead
/// of two.
@usableFromInline
struct EventHeap<Event: Sendable>: Sendable {
  /// An event and when it is due.
  ///
  /// The key lies here in two halves: a whole one would have to be aligned to 16 bytes, and a slot with a
  /// small event would take 32 bytes where 24 are enough. A large heap must fit into the cache.
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

  @inlinable
  init() {}

  /// How many events there are.
  @inlinable var count: Int { slots.count - (isRootOpen ? 1 : 0) }

  /// When the next event is due; nil when there is none.
  @inlinable
  var nextDue: UInt64? {
    // With the root open, the earliest is one of its four children.
    let candidates = isRootOpen ? 1..<max(1, min(slots.count, 5)) : 0..<min(slots.count, 1)
    var earliest: UInt64?
    for index in candidates { earliest = min(earliest ?? .max, slots[index].due) }
    return earliest
  }

  /// Adds an event, and says whether the array grew by it. Complexity: O(log n).
  @inlinable @discardableResult
  mutating func push(_ due: UInt64, _ event: Event) -> Bool {
    let slot = Slot(due: due, sequence: sequence, event: event)
    sequence &+= 1
    if isRootOpen {
      isRootOpen = false
      slots.withUnsafeMutableBufferPointer { EventHeap.sink(slot, count: $0.count, in: $0) }
      return false
    } else {
      slots.append(slot)
      slots.withUnsafeMutableBufferPointer { EventHeap.rise(slot, from: $0.count - 1, in: $0) }
      return true
    }
  }

  /// Hands out the earliest event if it is due before `end`, and leaves its place open; none may be open yet.
  @inlinable
  mutating func pop(before end: Instant) -> (due: Instant, event: Event)? {
    slots.withUnsafeBufferPointer { slots -> (Instant, Event)? in
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
    slots.withUnsafeMutableBufferPointer { EventHeap.sink(last, count: $0.count, in: $0) }
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
    let root = slots.baseAddress.unsafelyUnwrapped
    let end = root + count
    var hole = root
    while true {
      let first = EventHeap.children(of: hole, root)
      var earliest = first
      if first + 3 < end {
        let left = first[1].key < first[0].key ? first + 1 : first
        let right = first[3].key < first[2].key ? first + 3 : first + 2
        earliest = right.pointee.key < left.pointee.key ? right : left
      } else {
        guard first < end else { break }
        var sibling = first + 1
        while sibling < end {
          if sibling.pointee.key < earliest.pointee.key { earliest = sibling }
          sibling += 1
        }
      }
      guard earliest.pointee.key < slot.key else { break }
      hole.pointee = earliest.pointee
      hole = earliest
    }
    hole.pointee = slot
  }

  /// The first of the four children of a slot.
  ///
  /// In bytes and not by index: an index would have to be multiplied by the size of a slot at every level.
  @inlinable @inline(__always)
  static func children(of slot: UnsafeMutablePointer<Slot>, _ root: UnsafeMutablePointer<Slot>)
    -> UnsafeMutablePointer<Slot>
  {
    let start = UnsafeMutableRawPointer(root)
    let offset = UnsafeMutableRawPointer(slot) - start
    return (start + (4 &* offset &+ MemoryLayout<Slot>.stride)).assumingMemoryBound(to: Slot.self)
  }
}
