import Engine
import FirstEdition

/// A set of orders, a bit for each by serial number. Its words lie in shared segments, so that a copy of a long one
/// costs little.
struct SerialSet: Sendable {
  private var words = SegmentedLog<UInt64>()
  /// How many orders are in it.
  private(set) var count = 0

  func contains(_ serial: UInt32) -> Bool {
    let word = Int(serial / 64)
    return word < words.endIndex && words[word] & bit(serial) != 0
  }

  /// Takes an order in; false when it was in before.
  mutating func insert(_ serial: UInt32) -> Bool {
    let word = Int(serial / 64)
    while words.endIndex <= word { words.append(0) }
    guard words[word] & bit(serial) == 0 else { return false }
    words[word] |= bit(serial)
    count += 1
    return true
  }

  private func bit(_ serial: UInt32) -> UInt64 { 1 << UInt64(serial % 64) }
}
