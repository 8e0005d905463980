/// The threads of a pool, each with what it works on, so that every one keeps its place in a picture.
///
/// It decides nothing: who may have a thread is the pool's business, and laws compare the two.
struct Threads: Sendable {
  /// By thread: the slot of its request and one more, or 0 while it is idle.
  private var holders: ContiguousArray<UInt32> = []
  /// How many are at work.
  private(set) var busy = 0

  /// How many were ever at work at once.
  var count: Int { holders.count }

  /// The slot of the request that a thread works on; nil while it is idle.
  subscript(thread: Int) -> UInt32? {
    guard thread < holders.count, holders[thread] > 0 else { return nil }
    return holders[thread] - 1
  }

  /// Gives a request the first idle thread. O(threads).
  mutating func take(_ slot: UInt32) -> UInt32 {
    busy += 1
    if let idle = holders.firstIndex(of: 0) {
      holders[idle] = slot + 1
      return UInt32(idle)
    }
    holders.append(slot + 1)
    return UInt32(holders.count - 1)
  }

  /// A thread is idle again.
  mutating func free(_ thread: UInt32) {
    holders[Int(thread)] = 0
    busy -= 1
  }
}
