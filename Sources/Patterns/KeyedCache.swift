/// Which keys are in a cache of bounded size, until when, and which one makes room for another.
///
/// Keys are small numbers below a bound that is said at the start. An indexed heap holds the entries by rank: when they
/// were used last (LRU), how often and then when (LFU), or when they came (FIFO).
public struct KeyedCache: Hashable, Sendable {
  /// Which entry makes room.
  public enum Eviction: UInt8, Hashable, Sendable, CaseIterable {
    /// The one that was not used for longest.
    case leastRecentlyUsed
    /// The one that was used least often since it came; of those the one that was not used for longest.
    case leastFrequentlyUsed
    /// The one that came first.
    case firstIn
  }

  private struct Entry: Hashable, Sendable {
    var rank: UInt64
    let key: Int32
    var expires: Duration
  }

  /// How many entries there may be, at least 0. What is over it makes room with the next insertion.
  public var capacity: Int
  /// Which entry makes room.
  public let eviction: Eviction
  private var heap: ContiguousArray<Entry> = []
  /// Where each key is in the heap; -1 for those that are not there.
  private var places: ContiguousArray<Int32>
  private var uses: UInt64 = 0

  /// An empty cache for keys in `0 ..< keys`.
  public init(keys: Int, capacity: Int, eviction: Eviction = .leastRecentlyUsed) {
    places = ContiguousArray(repeating: -1, count: max(0, keys))
    self.capacity = max(0, capacity)
    self.eviction = eviction
  }

  /// How many entries there are, those whose time is over included.
  public var count: Int { heap.count }

  /// Whether a key is there and its time is not over; if so, this counts as a use. Complexity: O(log *n*).
  public mutating func look(for key: Int, at now: Duration) -> Bool {
    guard places.indices.contains(key), places[key] >= 0 else { return false }
    let place = Int(places[key])
    guard now < heap[place].expires else { return false }
    uses &+= 1
    switch eviction {
    case .leastRecentlyUsed: heap[place].rank = uses
    case .leastFrequentlyUsed: heap[place].rank = KeyedCache.used(heap[place].rank, at: uses)
    case .firstIn: return true
    }
    sink(place)
    return true
  }

  /// Once more often than before, in the upper 24 bits, and when, in the lower 40.
  private static func used(_ rank: UInt64, at use: UInt64) -> UInt64 {
    min(rank >> 40 &+ 1, 0xFF_FFFF) << 40 | use & 0xFF_FFFF_FFFF
  }

  /// Takes a key in until its time is over, and drops others where there is no room. Complexity: O(log *n*).
  public mutating func insert(_ key: Int, until expires: Duration) {
    guard places.indices.contains(key), capacity > 0 else { return }
    if places[key] >= 0 { remove(key) }
    while heap.count >= capacity { remove(Int(heap[0].key)) }
    uses &+= 1
    let rank = eviction == .leastFrequentlyUsed ? KeyedCache.used(0, at: uses) : uses
    places[key] = Int32(heap.count)
    heap.append(Entry(rank: rank, key: Int32(key), expires: expires))
    rise(heap.count - 1)
  }

  /// Drops a key, if it is there. Complexity: O(log *n*).
  public mutating func remove(_ key: Int) {
    guard places.indices.contains(key), places[key] >= 0 else { return }
    let place = Int(places[key]), last = heap.count - 1
    if place != last { swap(place, last) }
    heap.removeLast()
    places[key] = -1
    if place != last {
      sink(place)
      rise(place)
    }
  }

  /// Drops everything. Complexity: O(keys).
  public mutating func removeAll() {
    heap.removeAll(keepingCapacity: true)
    for key in places.indices { places[key] = -1 }
  }

  private mutating func swap(_ left: Int, _ right: Int) {
    heap.swapAt(left, right)
    places[Int(heap[left].key)] = Int32(left)
    places[Int(heap[right].key)] = Int32(right)
  }

  private mutating func rise(_ place: Int) {
    var place = place
    while place > 0, heap[place].rank < heap[(place - 1) / 2].rank {
      swap(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func sink(_ place: Int) {
    var place = place
    while true {
      var least = place
      let first = 2 * place + 1
      for child in first..<max(first, min(first + 2, heap.count)) where heap[child].rank < heap[least].rank {
        least = child
      }
      guard least != place else { return }
      swap(place, least)
      place = least
    }
  }
}
