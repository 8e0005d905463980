/// A binary heap: whatever comes in, the least comes out first.
@usableFromInline
struct OldestFirst<Element: Comparable> {
  @usableFromInline var heap: [Element] = []

  @inlinable init() {}

  @inlinable var first: Element? { heap.first }

  /// O(log count).
  @inlinable
  mutating func insert(_ element: Element) {
    heap.append(element)
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// O(log count).
  @inlinable
  mutating func popFirst() -> Element? {
    guard let last = heap.popLast() else { return nil }
    guard let least = heap.first else { return last }
    heap[0] = last
    var parent = 0
    while let child = leastChild(of: parent), heap[child] < heap[parent] {
      heap.swapAt(child, parent)
      parent = child
    }
    return least
  }

  @inlinable
  func leastChild(of parent: Int) -> Int? {
    let left = 2 * parent + 1
    guard left < heap.count else { return nil }
    return left + 1 < heap.count && heap[left + 1] < heap[left] ? left + 1 : left
  }
}

extension OldestFirst: Sendable where Element: Sendable {}

/// Equal heaps give out the same, however they are laid out.
extension OldestFirst: Equatable {
  @inlinable
  static func == (left: OldestFirst, right: OldestFirst) -> Bool { left.heap.sorted() == right.heap.sorted() }
}

extension OldestFirst: Hashable where Element: Hashable {
  @inlinable
  func hash(into hasher: inout Hasher) { hasher.combine(heap.sorted()) }
}
