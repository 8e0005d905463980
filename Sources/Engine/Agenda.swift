/// The pending events of a run, earliest first; events of one instant in the order they were scheduled.
///
/// A heap, for as long as it fits into the second-level cache. Beyond that, what is due later is put aside, and
/// comes into the heap in portions: then the cost of an event does not depend on how many are pending.
public struct Agenda<Event: Sendable>: Sendable {
  /// What is due next. All of it is due before anything in `later`, so only an empty heap has to look there.
  @usableFromInline var near = EventHeap<Event>()
  @usableFromInline var later = LaterEvents<Event>()
  /// How many events the heap may hold before others are put aside.
  @usableFromInline var heapLimit: Int

  /// What each pending event takes.
  public static var bytesPerEvent: Int { MemoryLayout<EventHeap<Event>.Slot>.stride }

  /// An empty agenda.
  @inlinable
  public init() {
    // 400 kB with small events. From 10,000 to 30,000 pending both ways are equally quick.
    heapLimit = 16_384
  }

  /// An empty agenda that puts events aside early, to try that out.
  package init(heapLimit: Int) { self.heapLimit = heapLimit }

  /// How many events are pending.
  @inlinable
  public var count: Int { near.count &+ later.count }

  /// When the next event is due, or nil when nothing is pending.
  @inlinable
  public var nextDue: Instant? {
    (near.nextDue ?? (later.count > 0 ? later.earliest : nil)).map { Instant(nanoseconds: $0) }
  }

  /// Adds an event. Complexity: O(log n).
  @inlinable
  public mutating func schedule(_ event: Event, at due: Instant) {
    guard due.nanoseconds <= later.last else { return later.add(due.nanoseconds, event) }
    let grew = near.push(due.nanoseconds, event)
    if grew, near.slots.count > heapLimit, later.last == .max { putAside() }
  }

  /// Takes out the earliest event that is due before `end`. Complexity: O(log n).
  @inlinable
  public mutating func next(before end: Instant) -> (due: Instant, event: Event)? {
    if near.isRootOpen { near.closeRoot() }
    if near.slots.isEmpty { later.moveFirst(to: &near) }
    return near.pop(before: end)
  }

  /// Leaves only the events of the earliest instant in the heap.
  ///
  /// By a call of its own, like all that is done with a large agenda only: the loop of a small one keeps its
  /// registers.
  @usableFromInline @inline(never)
  mutating func putAside() {
    // In their order, which those of one instant must keep.
    let slots = near.slots.sorted { $0.key < $1.key }
    let earliest = slots[0].due
    later.begin(after: earliest)
    near.slots.removeAll(keepingCapacity: true)
    for slot in slots {
      if slot.due == earliest { near.slots.append(slot) } else { later.add(slot.due, slot.event) }
    }
    // Where most are due at once there is little to put aside, and it must not be tried again with each event.
    if near.slots.count > heapLimit / 2 { heapLimit *= 2 }
  }
}
