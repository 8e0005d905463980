import Synchronization

/// Numbers that several threads report.
public final class Counts: Sendable {
  private let numbers = Mutex<[Int]>([])

  /// None yet.
  public init() {}

  /// Takes one in.
  public func append(_ number: Int) { numbers.withLock { $0.append(number) } }
  /// All of them, in the order in which they came.
  public var all: [Int] { numbers.withLock { $0 } }
}
