/// The newest of what was appended, at most so many, each known by its number.
public struct Recent<Element: Sendable>: Sendable {
  private var ring: ContiguousArray<Element> = []
  /// How many were ever appended; the next one gets this number.
  public private(set) var appended = 0
  /// How many are kept.
  public let bound: Int

  /// None yet, and never more than `bound`, which is at least 1.
  public init(_ bound: Int) { self.bound = max(1, bound) }

  /// Appends one, which pushes out the oldest when there are too many, and gives its number. Complexity: O(1).
  @discardableResult
  public mutating func append(_ element: Element) -> Int {
    if ring.count < bound { ring.append(element) } else { ring[appended % bound] = element }
    appended += 1
    return appended - 1
  }

  /// One by its number; nil when it was pushed out, and setting it does nothing then.
  public subscript(number: Int) -> Element? {
    get { isKept(number) ? ring[number % bound] : nil }
    set { if let newValue, isKept(number) { ring[number % bound] = newValue } }
  }

  private func isKept(_ number: Int) -> Bool { number >= appended - ring.count && number < appended }

  /// The newest one.
  public var last: Element? {
    get { self[appended - 1] }
    set { self[appended - 1] = newValue }
  }

  /// All that are kept, the oldest first.
  public var all: [Element] { (appended - ring.count..<appended).map { ring[$0 % bound] } }
}
