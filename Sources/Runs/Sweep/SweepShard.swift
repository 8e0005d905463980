import Diagnostics
import LabKit

/// One part of a sweep, of which other machines run the others.
///
/// Parts are whole cells that follow one another, and only the first has the heading: so the parts' files, one after
/// the other, are the whole.
public struct SweepShard: Sendable, Equatable {
  /// Which part, from 1, and of how many. More parts than there are cells leave some of them empty.
  public let number: Int, of: Int

  /// All of it.
  public static let whole = SweepShard(number: 1, of: 1)

  private init(number: Int, of: Int) {
    self.number = number
    self.of = of
  }

  /// The part that a text such as `2/4` or `02/16` means.
  public init(_ text: String) throws(BadInput) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let number = SweepShard.number(parts[0]), let of = SweepShard.number(parts[1]), of >= 1
    else { throw BadInput("'\(text.printable)' is no shard; write it like 2/4, the second of four") }
    guard (1...of).contains(number) else {
      throw BadInput("there is no shard \(number)/\(of); they go from 1/\(of) to \(of)/\(of)")
    }
    self.init(number: number, of: of)
  }

  /// Digits and nothing else: the standard library would take a sign too. Nobody has more machines than a million.
  private static func number(_ text: String) -> Int? {
    guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
    return Int(text).flatMap { $0 <= 1_000_000 ? $0 : nil }
  }

  /// The cells that belong to it, counted from 0; no two shards differ by more than one.
  func cells(of count: Int) -> Range<Int> { (number - 1) * count / of..<number * count / of }
}
