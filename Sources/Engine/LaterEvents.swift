/// Events that are due after some moment, in no more order than is needed: a radix heap (Ahuja, Mehlhorn, Orlin
/// and Tarjan: Faster algorithms for the shortest path problem, J. ACM 37, 1990).
///
/// Bucket b holds the events whose due time differs from `last` in bit b and in no higher one. So what lies in
/// a lower bucket is due earlier, and when `last` moves on, an event moves to lower buckets only, each time by
/// reading one array from front to back. Events of one instant are always in one bucket, in the order in which
/// they came.
@usableFromInline
struct LaterEvents<Event: Sendable>: Sendable {
  @usableFromInline
  struct Entry: Sendable {
    @usableFromInline let due: UInt64
    @usableFromInline let event: Event

    @inlinable
    init(due: UInt64, event: Event) {
      self.due = due
      self.event = event
    }
  }

  /// How many events move to the heap at once: few enough that it stays in the first-level cache.
  @inlinable static var portion: Int { 192 }

  /// Every event here is due after this; the end of time when nothing is to be put here.
  @usableFromInline var last: UInt64 = .max
  /// When the first of them is due; the end of time when there is none.
  @usableFromInline var earliest: UInt64 = .max
  @usableFromInline var count = 0
  /// Bit b is set when bucket b holds something.
  @usableFromInline var occupied: UInt64 = 0
  @usableFromInline var buckets: ContiguousArray<ContiguousArray<Entry>> = []

  @inlinable
  init() {}

  @inlinable var first: Int { occupied.trailingZeroBitCount }

  /// From now on events are put here that are due after this; there must be none yet.
  @inlinable @inline(never)
  mutating func begin(after moment: UInt64) {
    last = moment
    if buckets.isEmpty { buckets = ContiguousArray(repeating: [], count: UInt64.bitWidth) }
  }

  /// Takes in an event that is due after `last`. Complexity: O(1).
  @inlinable @inline(never)
  mutating func add(_ due: UInt64, _ event: Event) {
    let bucket = LaterEvents.bucket(due, last)
    buckets[bucket].append(Entry(due: due, event: event))
    occupied |= 1 &<< UInt64(truncatingIfNeeded: bucket)
    count &+= 1
    if due < earliest { earliest = due }
  }

  @inlinable
  static func bucket(_ due: UInt64, _ last: UInt64) -> Int { 63 &- (due ^ last).leadingZeroBitCount }

  /// Moves the earliest events to the heap: all that are due up to a moment, which becomes `last`.
  /// Complexity: over the life of an event O(log of its distance), a few nanoseconds each.
  @inlinable @inline(never)
  mutating func moveFirst(to heap: inout EventHeap<Event>) {
    var portion = LaterEvents.portion
    if buckets[first].count > portion { spreadFirst(to: &heap) }
    while occupied != 0, buckets[first].count <= portion {
      portion &-= buckets[first].count
      moveBucket(first, to: &heap)
    }
    earliest = .max
    if count == 0 {
      last = .max
    } else {
      for entry in buckets[first] where entry.due < earliest { earliest = entry.due }
    }
  }

  @inlinable
  mutating func moveBucket(_ bucket: Int, to heap: inout EventHeap<Event>) {
    for entry in buckets[bucket] { heap.push(entry.due, entry.event) }
    count &-= buckets[bucket].count
    buckets[bucket].removeAll(keepingCapacity: true)
    occupied &= occupied &- 1
    last |= (2 &<< UInt64(truncatingIfNeeded: bucket)) &- 1
  }

  /// Moves what is due at the earliest instant to the heap, and the rest of its bucket to lower ones.
  @inlinable
  mutating func spreadFirst(to heap: inout EventHeap<Event>) {
    var entries: ContiguousArray<Entry> = []
    swap(&entries, &buckets[first])
    var (moved, filled) = (0, occupied & (occupied &- 1))
    let moment = earliest
    // Not by `add`, and in local variables: this is where a large agenda spends its time.
    buckets.withUnsafeMutableBufferPointer { buckets in
      for entry in entries {
        if entry.due == moment {
          heap.push(entry.due, entry.event)
          moved &+= 1
        } else {
          let bucket = LaterEvents.bucket(entry.due, moment)
          buckets[bucket].append(entry)
          filled |= 1 &<< UInt64(truncatingIfNeeded: bucket)
        }
      }
    }
    count &-= moved
    occupied = filled
    last = moment
  }
}
