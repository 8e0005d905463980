/// The newest of what was appended, at most so many, each known by its number.
public struct Recent<Element: Sendable>: Sendable {
  @usableFromInline var ring: ContiguousArray<Element> = []
  /// How many were ever appended; the next one gets this number.
  @inlinable public var appended: Int { count }
  @usableFromInline var count = 0
  /// How many are kept.
  public let bound: Int

  /// None yet, and never more than `bound`, which is at least 1.
  @inlinable public init(_ bound: Int) { self.bound = max(1, bound) }

  /// Appends one, which pushes out the oldest when there are too many, and gives its number. Complexity: O(1).
  @inlinable @discardableResult public mutating func append(_ element: Element) -> Int {
    if ring.count < bound { ring.append(element) } else { ring[count % bound] = element }
    count += 1
    return count - 1
  }

  /// One by its number; nil when it was pushed out, and setting it does nothing then.
  @inlinable public subscript(number: Int) -> Element? {
    get { isKept(number) ? ring[number % bound] : nil }
    set { if let newValue, isKept(number) { ring[number % bound] = newValue } }
  }

  @inlinable func isKept(_ number: Int) -> Bool { number >= appended - ring.count && number < appended }

  /// The newest one.
  @inlinable public var last: Element? {
    get { self[appended - 1] }
    set { self[appended - 1] = newValue }
  }

  /// All that are kept, the oldest first.
  @inlinable public var all: [Element] { (appended - ring.count..<appended).map { ring[$0 % bound] } }
}
