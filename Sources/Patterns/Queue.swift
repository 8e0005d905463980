/// First in, first out, in an array whose beginning is dropped only now and then, so that leaving takes O(1),
/// amortized.
@usableFromInline
struct Queue<Element> {
  @usableFromInline var items: [Element] = []
  @usableFromInline var front = 0

  @inlinable init() {}

  @inlinable var count: Int { items.count - front }
  @inlinable var isEmpty: Bool { front == items.count }
  @inlinable var first: Element? { isEmpty ? nil : items[front] }
  @inlinable var last: Element? { isEmpty ? nil : items[items.count - 1] }
  /// What is in it, oldest first.
  @inlinable var elements: ArraySlice<Element> { items[front...] }

  @inlinable
  mutating func append(_ element: Element) { items.append(element) }

  /// Changes the newest, which must exist, in place.
  @inlinable
  mutating func changeLast(_ change: (inout Element) -> Void) { change(&items[items.count - 1]) }

  /// Takes out the oldest. O(1), amortized.
  @inlinable @discardableResult
  mutating func popFirst() -> Element? {
    guard front < items.count else { return nil }
    let element = items[front]
    front += 1
    if front * 2 >= items.count {
      items.removeFirst(front)
      front = 0
    }
    return element
  }

  /// Takes out the newest, which must exist. O(1).
  @inlinable
  mutating func removeLast() { items.removeLast() }

  /// Takes out the first that passes. O(count).
  @inlinable
  mutating func removeFirst(where passes: (Element) -> Bool) -> Element? {
    guard let index = elements.firstIndex(where: passes) else { return nil }
    return index == front ? popFirst() : items.remove(at: index)
  }

  /// Takes out all that pass, in their order. O(count).
  @inlinable
  mutating func removeAll(where passes: (Element) -> Bool) -> [Element] {
    let taken = elements.filter(passes)
    items = elements.filter { !passes($0) }
    front = 0
    return taken
  }
}

extension Queue: Sendable where Element: Sendable {}

/// Equal queues hold the same, wherever they begin.
extension Queue: Equatable where Element: Equatable {
  @inlinable
  static func == (left: Queue, right: Queue) -> Bool { left.elements == right.elements }
}

extension Queue: Hashable where Element: Hashable {
  @inlinable
  func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}
