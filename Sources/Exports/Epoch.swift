import Diagnostics
import Engine
import Runs

/// When virtual time begins for a program that knows no other than that of the calendar.
///
/// A database of metrics drops what is older than it keeps: a run that began in 1970 would be gone at once.
public struct Epoch: Sendable, Equatable {
  private let sinceUnix: Interval

  /// 1970-01-01T00:00:00Z.
  public static let unix = Epoch(nanoseconds: 0)

  /// So many nanoseconds after 1970 began.
  public init(nanoseconds: UInt64) { sinceUnix = Interval(nanoseconds: nanoseconds) }

  /// A moment of virtual time in seconds since 1970, with all its decimals.
  func seconds(_ at: Instant) -> Substring { (sinceUnix + (at - .start)).text.dropLast() }
}

extension Epoch {
  /// The moment that a text means: a date and time as in RFC 3339, or seconds since 1970, either with up to nine
  /// decimals.
  public init(text: String) throws(BadInput) {
    if text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }),
      let seconds = try? Interval(text: text + "s")
    {
      self.init(nanoseconds: seconds.nanoseconds)
    } else if let nanoseconds = Epoch.nanoseconds(rfc3339: text) {
      self.init(nanoseconds: nanoseconds)
    } else {
      throw BadInput(
        "'\(text.printable)' is no moment since 1970; write it like 2026-01-31T08:00:00Z or 1769846400 seconds")
    }
  }

  /// Nanoseconds since 1970; nil for what RFC 3339 does not allow, and for what lies before 1970 or after 2554.
  private static func nanoseconds(rfc3339 text: String) -> UInt64? {
    let form = /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))/
    guard let found = text.wholeMatch(of: form) else { return nil }
    let (_, year, month, day, hour, minute, second, decimals, sign, offsetHour, offsetMinute) = found.output
    // ASCII digits only, though a pattern takes all: what is no such number is no time.
    let numbers = [year, month, day, hour, minute, second].map { Int($0) }
    guard case let fields = numbers.compactMap(\.self), fields.count == 6,
      let days = days(fields[0], fields[1], fields[2]), fields[3] < 24, fields[4] < 60, fields[5] < 61,
      case let (ahead, aheadMinutes) = (offsetHour.map { Int($0) } ?? 0, offsetMinute.map { Int($0) } ?? 0),
      let ahead, let aheadMinutes, ahead < 24, aheadMinutes < 60,
      let fraction = UInt64((String(decimals ?? "") + "000000000").prefix(9))
    else { return nil }
    let offset = (ahead * 60 + aheadMinutes) * (sign == "-" ? -60 : 60)
    let seconds = days * 86400 + fields[3] * 3600 + fields[4] * 60 + fields[5] - offset
    let (product, isTooLate) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isStillTooLate) = product.addingReportingOverflow(fraction)
    return seconds < 0 || isTooLate || isStillTooLate ? nil : sum
  }

  /// Days since 1970-01-01; nil when there is no such day.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard (1...12).contains(month) else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    // Years before this one, and their leap days, counted from the year 1; 719,162 of all days come before 1970.
    let before = year - 1
    return before * 365 + before / 4 - before / 100 + before / 400 - 719_162
      + lengths[..<(month - 1)].reduce(0, +) + day - 1
  }
}
