/// The pending events of a run, earliest first; events of one instant in the order they were scheduled.
///
/// A heap, for as long as it fits into the second-level cache. Beyond that, what is due later is put aside, and
/// comes into the heap in portions: then the cost of an event does not depend on how many are pending.
public struct Agenda<Event: Sendable>: Sendable {
  @usableFromInline var near = EventHeap<Event>()
  @usableFromInline var later = LaterEvents<Event>()
  /// How many events the heap may hold before others are put aside.
  @usableFromInline let heapLimit: Int

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
    guard let due = near.nextDue else { return later.count > 0 ? Instant(nanoseconds: later.earliest) : nil }
    return Instant(nanoseconds: min(due, later.earliest))
  }

  /// Adds an event. Complexity: O(log n).
  @inlinable
  public mutating func schedule(_ event: Event, at due: Instant) {
    guard due.nanoseconds <= later.last else { return later.add(due.nanoseconds, event) }
    let grew = near.push(due.nanoseconds, event)
    if grew, near.slots.count > heapLimit, later.count == 0 { later.begin(after: near.slots[0].due) }
  }

  /// Takes out the earliest event that is due before `end`. Complexity: O(log n).
  @inlinable
  public mutating func next(before end: Instant) -> (due: Instant, event: Event)? {
    if near.isRootOpen { near.closeRoot() }
    if later.count > 0 { fetch() }
    return near.pop(before: end)
  }

  /// Brings a portion of what was put aside into the heap if it comes first.
  ///
  /// By a call of its own, like all that is done with a large agenda only: the loop of a small one keeps its
  /// registers.
  @inlinable @inline(never)
  mutating func fetch() {
    // Of events of one instant, those in the heap were scheduled before those put aside.
    if near.slots.isEmpty || near.slots[0].due > later.earliest { later.moveFirst(to: &near) }
  }
}
