import DequeModule

/// A sequence that grows at its end and is trimmed at its front, numbered from the first element ever
/// appended.
///
/// Elements live in segments that copies share, so a snapshot of a long backlog costs a reference per
/// segment, and the next mutation copies one segment.
public struct SegmentedLog<Element: Sendable>: Sendable {
  @usableFromInline static var segmentSize: Int { 256 }

  @usableFromInline var segments: Deque<ContiguousArray<Element>> = []
  @usableFromInline var firstSegment = 0
  @usableFromInline var start = 0
  @usableFromInline var end = 0

  /// An empty log.
  @inlinable
  public init() {}

  /// The number of the oldest element that is kept.
  @inlinable public var startIndex: Int { start }
  /// The number that the next element will have.
  @inlinable public var endIndex: Int { end }
  /// How many elements are kept.
  @inlinable public var count: Int { end - start }
  /// Whether nothing is kept.
  @inlinable public var isEmpty: Bool { end == start }

  /// Adds an element and gives its number. Complexity: O(1).
  @inlinable
  @discardableResult
  public mutating func append(_ element: Element) -> Int {
    if end % SegmentedLog.segmentSize == 0 {
      var segment = ContiguousArray<Element>()
      segment.reserveCapacity(SegmentedLog.segmentSize)
      segments.append(segment)
    }
    segments[segments.count - 1].append(element)
    end += 1
    return end - 1
  }

  /// The element with this number, which must be between `startIndex` and `endIndex`.
  @inlinable
  public subscript(index: Int) -> Element {
    get {
      let place = location(index)
      return segments[place.segment][place.offset]
    }
    _modify {
      let place = location(index)
      yield &segments[place.segment][place.offset]
    }
  }

  @inlinable
  func location(_ index: Int) -> (segment: Int, offset: Int) {
    precondition(index >= start && index < end, "no such element")
    return (index / SegmentedLog.segmentSize - firstSegment, index % SegmentedLog.segmentSize)
  }

  /// Drops every element before this number; the segment that is being filled stays. Complexity: O(segments
  /// dropped).
  @inlinable
  public mutating func trim(before index: Int) {
    start = min(max(start, index), end)
    while segments.count > 1, (firstSegment + 1) * SegmentedLog.segmentSize <= start {
      segments.removeFirst()
      firstSegment += 1
    }
  }
}
