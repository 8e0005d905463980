/// Counts by small numbers: the first 32 lie in the value itself.
///
/// An array would have to be asked before each increment whether it is shared with a snapshot, which takes
/// longer than counting.
public struct CountCells: Sendable {
  @usableFromInline typealias Eight = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
  @usableFromInline static var inlineCount: Int { 32 }

  @usableFromInline var near: (Eight, Eight, Eight, Eight)
  @usableFromInline var far: ContiguousArray<UInt64>

  /// That many counts of zero.
  public init(count: Int) {
    let eight: Eight = (0, 0, 0, 0, 0, 0, 0, 0)
    near = (eight, eight, eight, eight)
    far = ContiguousArray(repeating: 0, count: max(0, count - CountCells.inlineCount))
  }

  /// How often a number was counted.
  @inlinable
  public subscript(index: Int) -> UInt64 {
    guard index < CountCells.inlineCount else { return far[index - CountCells.inlineCount] }
    return withUnsafeBytes(of: near) { $0.load(fromByteOffset: index &* 8, as: UInt64.self) }
  }

  /// Counts a number that many times more.
  @inlinable @inline(__always)
  public mutating func add(_ index: Int, _ amount: UInt64) {
    guard index < CountCells.inlineCount else { return far[index - CountCells.inlineCount] &+= amount }
    withUnsafeMutableBytes(of: &near) { bytes in
      let counts = bytes.assumingMemoryBound(to: UInt64.self)
      counts[index] &+= amount
    }
  }
}

extension CountCells: Equatable {
  /// Whether everything was counted as often here as there.
  public static func == (left: CountCells, right: CountCells) -> Bool {
    (0..<inlineCount).allSatisfy { left[$0] == right[$0] } && left.far == right.far
  }
}
