/// A replicated set in which an addition wins over a removal that has not seen it.
///
/// Each addition gets a dot of its own (replica, sequence number). A removal drops the dots that it sees; a
/// replica that has seen a dot (its vector says so) and does not hold it any more has removed it. So no
/// tombstones are needed (Bieniusa et al. 2012, "An optimized conflict-free replicated set").
public struct ORSet<Element: Comparable & Hashable & Sendable>: Hashable, Sendable {
  @usableFromInline
  struct Dot: Hashable, Sendable {
    @usableFromInline var replica: Int
    @usableFromInline var number: UInt64

    @inlinable
    init(replica: Int, number: UInt64) {
      self.replica = replica
      self.number = number
    }
  }

  @usableFromInline
  struct Entry: Hashable, Sendable {
    @usableFromInline var element: Element
    @usableFromInline var dot: Dot

    @inlinable
    init(element: Element, dot: Dot) {
      self.element = element
      self.dot = dot
    }

    @inlinable
    static func comesBefore(_ left: Entry, _ right: Entry) -> Bool {
      (left.element, left.dot.replica, left.dot.number) < (right.element, right.dot.replica, right.dot.number)
    }
  }

  // Sorted, so that equal sets are equal values and iteration is the same everywhere.
  @usableFromInline var entries: [Entry] = []
  // How many dots of each replica have been seen.
  @usableFromInline var seen = GCounter()

  /// An empty set.
  @inlinable public init() {}

  /// The elements in ascending order. O(n).
  @inlinable public var elements: [Element] {
    var result: [Element] = []
    for entry in entries where result.last != entry.element { result.append(entry.element) }
    return result
  }

  /// The number of dots: what a full state carries besides its vector.
  @inlinable public var size: Int { entries.count }

  /// Whether the element is in the set. O(log n).
  @inlinable public func contains(_ element: Element) -> Bool { !range(of: element).isEmpty }

  /// Adds at a replica, which is in `0..<GCounter.replicaLimit`; the new dot replaces those of the element that
  /// are seen here. O(n).
  @inlinable
  public mutating func insert(_ element: Element, at replica: Int) {
    seen.increment(replica)
    let dot = Dot(replica: replica, number: seen[replica])
    entries.replaceSubrange(range(of: element), with: [Entry(element: element, dot: dot)])
  }

  /// Removes what is seen of the element here and says whether there was anything. O(n).
  @inlinable @discardableResult
  public mutating func remove(_ element: Element) -> Bool {
    let range = range(of: element)
    entries.removeSubrange(range)
    return !range.isEmpty
  }

  /// Takes over what the other one knows. O(n log n).
  @inlinable
  public mutating func merge(_ other: Self) {
    let mine = Set(entries.map(\.dot))
    let theirs = Set(other.entries.map(\.dot))
    // A dot stays if both hold it, or if the one without it has never seen it.
    let kept = entries.filter { theirs.contains($0.dot) || $0.dot.number > other.seen[$0.dot.replica] }
    let news = other.entries.filter { !mine.contains($0.dot) && $0.dot.number > seen[$0.dot.replica] }
    entries = (kept + news).sorted(by: Entry.comesBefore)
    seen.merge(other.seen)
  }

  @inlinable
  func range(of element: Element) -> Range<Int> {
    let start = firstIndex { $0 >= element }
    return start..<max(start, firstIndex { $0 > element })
  }

  // The first entry whose element passes, by bisection.
  @inlinable
  func firstIndex(_ passes: (Element) -> Bool) -> Int {
    var range = 0..<entries.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = passes(entries[middle].element) ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
