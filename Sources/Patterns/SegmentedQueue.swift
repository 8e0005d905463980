/// A long queue in segments: copies share those that neither side touches, and memory goes with what is taken out.
@usableFromInline
struct SegmentedQueue<Element> {
  @inlinable static var segmentSize: Int { 256 }
  @usableFromInline var segments = Queue<[Element]>()
  // Taken out of the first segment already.
  @usableFromInline var front = 0
  @usableFromInline var count = 0

  @inlinable init() {}

  @inlinable var first: Element? { segments.first.map { $0[front] } }

  /// What is in it, oldest first.
  @inlinable var elements: some Sequence<Element> { segments.elements.joined().dropFirst(front) }

  /// O(1), amortized.
  @inlinable
  mutating func append(_ element: Element) {
    if segments.last.map({ $0.count == Self.segmentSize }) ?? true { segments.append([]) }
    segments.changeLast { $0.append(element) }
    count += 1
  }

  /// Takes out the oldest. O(1), amortized.
  @inlinable
  mutating func popFirst() -> Element? {
    guard let segment = segments.first else { return nil }
    let element = segment[front]
    front += 1
    count -= 1
    if front == segment.count {
      // The queue of segments drops its beginning only now and then.
      segments.items[segments.front] = []
      segments.popFirst()
      front = 0
    }
    return element
  }
}

extension SegmentedQueue: Sendable where Element: Sendable {}

/// Equal queues hold the same, wherever their segments end.
extension SegmentedQueue: Equatable where Element: Equatable {
  @inlinable
  static func == (left: SegmentedQueue, right: SegmentedQueue) -> Bool {
    left.count == right.count && left.elements.elementsEqual(right.elements)
  }
}

extension SegmentedQueue: Hashable where Element: Hashable {
  @inlinable
  func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for element in elements { hasher.combine(element) }
  }
}
