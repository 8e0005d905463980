import Diagnostics
import Engine
import LabKit

extension Interval {
  private static let units: [(name: String, nanoseconds: UInt64)] = [
    ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// The length that a text such as `10s`, `500ms`, `2m`, `1h` or `1.5s` means; exact, without a detour over fractions.
  public init(text: String) throws(BadInput) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let unit = Interval.units.first(where: { $0.name == text.dropFirst(number.count) }) else {
      throw BadInput(Interval.complaint(text) + (number == text && !text.isEmpty ? "; did you mean '\(text)s'?" : ""))
    }
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : ""
    guard let whole = UInt64(parts[0]), decimals.isEmpty == (parts.count == 1),
      let fraction = Interval.fraction(decimals, of: unit.nanoseconds)
    else { throw BadInput(Interval.complaint(text)) }
    let (product, isTooLong) = whole.multipliedReportingOverflow(by: unit.nanoseconds)
    let (sum, isStillTooLong) = product.addingReportingOverflow(fraction)
    guard !isTooLong, !isStillTooLong else { throw BadInput("'\(text.printable)' is longer than 584 years") }
    self.init(nanoseconds: sum)
  }

  private static func complaint(_ text: String) -> String {
    "'\(text.printable)' is not a time; write it like 10s, 500ms, 1.5s, 2m or 1h"
  }

  /// Decimals of a unit in whole nanoseconds; nil when they are no digits or finer than that.
  private static func fraction(_ decimals: Substring, of unit: UInt64) -> UInt64? {
    var sum: UInt64 = 0
    var place = unit
    for digit in decimals {
      guard let value = digit.wholeNumberValue else { return nil }
      guard place % 10 == 0 || value == 0 else { return nil }
      place /= 10
      sum += UInt64(value) * place
    }
    return sum
  }

  /// The length in seconds, exactly, as the command line takes it: `10s`, `1.5s`.
  public var text: String {
    let whole = nanoseconds / 1_000_000_000
    var digits = String(nanoseconds % 1_000_000_000)
    guard digits != "0" else { return "\(whole)s" }
    digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)s"
  }
}
