import Patterns
import Testing

/// What a cache keeps.
@Suite("Keyed cache") struct KeyedCacheTests {
  private func filled(_ eviction: KeyedCache.Eviction) -> KeyedCache {
    var cache = KeyedCache(keys: 10, capacity: 3, eviction: eviction)
    for key in 0..<3 { cache.insert(key, until: .seconds(10)) }
    // 0 is used twice, 1 once, then 0's uses are the oldest.
    for key in [0, 0, 1] { _ = cache.look(for: key, at: .zero) }
    return cache
  }

  private func kept(_ cache: KeyedCache) -> [Int] {
    (0..<10).filter { key in
      var look = cache
      return look.look(for: key, at: .zero)
    }
  }

  @Test func `who makes room is who the policy says`() {
    var cache = filled(.leastRecentlyUsed)
    cache.insert(5, until: .seconds(10))
    #expect(kept(cache) == [0, 1, 5])
    cache.insert(6, until: .seconds(10))
    #expect(kept(cache) == [1, 5, 6])
    cache = filled(.leastFrequentlyUsed)
    cache.insert(5, until: .seconds(10))
    cache.insert(6, until: .seconds(10))
    #expect(kept(cache) == [0, 1, 6])
    cache = filled(.firstIn)
    cache.insert(5, until: .seconds(10))
    #expect(kept(cache) == [1, 2, 5])
  }

  @Test func `an entry whose time is over is no hit, and can be taken in again`() {
    var cache = filled(.leastRecentlyUsed)
    func finds(_ key: Int, _ seconds: Int) -> Bool { cache.look(for: key, at: .seconds(seconds)) }
    #expect(finds(0, 9) && !finds(0, 10) && !finds(7, 0))
    cache.insert(0, until: .seconds(20))
    #expect(finds(0, 10) && cache.count == 3)
    cache.removeAll()
    #expect(cache.count == 0 && !finds(0, 0))
  }

  @Test func `it does what a plain list does`() {
    var random = Chance(3)
    var cache = KeyedCache(keys: 20, capacity: 5)
    var list: [Int] = []
    for _ in 0..<5000 {
      let key = Int(random.next() % 20)
      switch random.next() % 4 {
      case 0:
        cache.remove(key)
        list.removeAll { $0 == key }
      default:
        let isHit = cache.look(for: key, at: .zero)
        #expect(isHit == list.contains(key))
        list.removeAll { $0 == key }
        list.append(key)
        if !isHit { cache.insert(key, until: .seconds(1)) }
        if list.count > 5 { list.removeFirst() }
      }
      #expect(cache.count == list.count)
    }
  }
}
