/// A replicated set in which an addition wins over a removal that has not seen it.
///
/// Each addition gets a dot of its own (replica, sequence number). A removal drops the dots that it sees; a
/// replica that has seen a dot (its vector says so) and does not hold it any more has removed it. So no
/// tombstones are needed (Bieniusa et al. 2012, "An optimized conflict-free replicated set"). A dot must never be
/// given twice: what happens when a replica loses its state and counts anew, see `EarlierLife`.
public struct ORSet<Element: Comparable & Hashable & Sendable>: Hashable, Sendable {
  /// One element and the addition that it is in the set by; the same element may be there by several.
  public struct Entry: Hashable, Sendable {
    /// What was added.
    public let element: Element
    /// The replica that added it.
    public let replica: Int
    /// The number of the addition there, from 1.
    public let number: UInt64

    /// An element and its dot, to put a set together of its parts.
    @inlinable
    public init(element: Element, replica: Int, number: UInt64) {
      self.element = element
      self.replica = replica
      self.number = number
    }

    @inlinable
    static func comesBefore(_ left: Entry, _ right: Entry) -> Bool {
      (left.element, left.replica, left.number) < (right.element, right.replica, right.number)
    }
  }

  // Sorted, so that equal sets are equal values and iteration is the same everywhere.
  @usableFromInline var sorted: [Entry] = []
  @usableFromInline var vector = GCounter()

  /// An empty set.
  @inlinable public init() {}

  /// The entries by element, then by replica: the parts of the set, together with `seen`.
  @inlinable public var entries: [Entry] { sorted }
  /// How many additions of each replica have been seen, removed ones included.
  @inlinable public var seen: GCounter { vector }

  /// The elements in ascending order. O(n).
  @inlinable public var elements: [Element] {
    var result: [Element] = []
    for entry in sorted where result.last != entry.element { result.append(entry.element) }
    return result
  }

  /// The number of dots: what a full state carries besides its vector.
  @inlinable public var size: Int { sorted.count }

  /// Whether the element is in the set. O(log n).
  @inlinable public func contains(_ element: Element) -> Bool { !range(of: element).isEmpty }

  /// Adds at a replica; the new dot replaces those of the element that are seen here. O(n).
  ///
  /// - Precondition: `replica` is in `0..<GCounter.replicaLimit`.
  @inlinable
  public mutating func insert(_ element: Element, at replica: Int) {
    vector.increment(replica)
    let entry = Entry(element: element, replica: replica, number: vector[replica])
    sorted.replaceSubrange(range(of: element), with: [entry])
  }

  /// Removes what is seen of the element here and says whether there was anything. O(n).
  @inlinable @discardableResult
  public mutating func remove(_ element: Element) -> Bool {
    let range = range(of: element)
    sorted.removeSubrange(range)
    return !range.isEmpty
  }

  /// Takes over what the other one knows. O(n).
  @inlinable
  public mutating func merge(_ other: Self) {
    var merged: [Entry] = []
    merged.reserveCapacity(max(sorted.count, other.sorted.count))
    var rest = other.sorted[...]
    for entry in sorted {
      while let next = rest.first, Entry.comesBefore(next, entry) {
        if !hasSeen(next) { merged.append(next) }
        rest.removeFirst()
      }
      // An entry stays if both hold it, or if the one without it has never seen its dot.
      let isShared = rest.first == entry
      if isShared { rest.removeFirst() }
      if isShared || !other.hasSeen(entry) { merged.append(entry) }
    }
    merged += rest.lazy.filter { !hasSeen($0) }
    sorted = merged
    vector.merge(other.vector)
  }

  @inlinable
  func hasSeen(_ entry: Entry) -> Bool { entry.number <= vector[entry.replica] }

  @inlinable
  func range(of element: Element) -> Range<Int> {
    let start = firstIndex { $0 >= element }
    return start..<max(start, firstIndex { $0 > element })
  }

  // The first entry whose element passes, by bisection.
  @inlinable
  func firstIndex(_ passes: (Element) -> Bool) -> Int {
    var range = 0..<sorted.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = passes(sorted[middle].element) ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}

// The dot means something beside what the set has seen, which checks it.
extension ORSet.Entry: Codable where Element: Codable {}
