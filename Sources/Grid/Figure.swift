/// Numbers as a screen shows them: three digits that matter and a unit, in at most 7 columns.
///
/// The widths hardly change while a value does, so little is redrawn and nothing jumps. What is not
/// a finite number shows as `–`. A negative sign takes one column more.
public enum Figure {
  /// What stands where there is no number.
  public static let none = "–"

  /// A number of things: `0`, `7`, `12.3k`, `1.24M`; fractions below 100 keep their decimals, `4.25`.
  public static func count(_ value: Double) -> String {
    scaled(value, units: ["", "k", "M", "G", "T", "P"])
  }

  /// A number of things: `0`, `7`, `12.3k`, `1.24M`.
  public static func count(_ value: Int) -> String { count(Double(value)) }

  /// Things per second: `850/s`, `12.3k/s`.
  public static func rate(_ perSecond: Double) -> String {
    perSecond.isFinite ? count(perSecond) + "/s" : none
  }

  /// A number of bytes with decimal units: `512 B`, `12.3 kB`.
  public static func bytes(_ value: Double) -> String {
    scaled(value, units: [" B", " kB", " MB", " GB", " TB", " PB"])
  }

  /// A duration in seconds: `320 ns`, `850 µs`, `12.3 ms`, `2.10 s`, `16.7 m`, `3.50 h`.
  public static func seconds(_ value: Double) -> String {
    guard value.isFinite else { return none }
    if value < 0 { return "-" + seconds(-value) }
    // Below 1e-10 is what is left of a subtraction.
    guard value >= 1e-10 else { return "0 s" }
    for (factor, unit) in [(1e9, " ns"), (1e6, " µs"), (1e3, " ms"), (1, " s")] where value * factor < 999.5 {
      return significant(value * factor) + unit
    }
    if value < 6000 { return significant(value / 60) + " m" }
    if value < 360_000 { return significant(value / 3600) + " h" }
    return scaled(value / 86400, units: [" d", "k d", "M d"])
  }

  /// A duration in milliseconds: `850 µs`, `12.3 ms`, `2.10 s`.
  public static func milliseconds(_ value: Double) -> String { seconds(value / 1000) }

  /// A fraction as a percentage: `0 %`, `0.42 %`, `12.3 %`, `100 %`.
  ///
  /// Only a whole says `100 %` and only nothing says `0 %`: 0.9999 shows as `99.9 %`, 0.00001 as `<0.01 %`.
  public static func percent(_ fraction: Double) -> String {
    let value = fraction * 100
    guard value.isFinite else { return none }
    if value < 0 { return "-" + percent(-fraction) }
    if value == 0 { return "0 %" }
    if value < 0.01 { return "<0.01 %" }
    if value < 100, value >= 99.9 { return "99.9 %" }
    return value < 9999.5 ? significant(value) + " %" : ">9999 %"
  }

  /// A point on a time axis whose range ends at `end`: `0.50 s`, `12 s`, and `2:05` when the range passes 2 minutes.
  public static func time(_ seconds: Double, end: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e9 else { return none }
    if seconds < 0 { return "-" + time(-seconds, end: end) }
    guard end >= 120 else {
      if seconds == 0 { return "0 s" }
      return seconds == seconds.rounded() ? fixed(seconds, decimals: 0) + " s" : Figure.seconds(seconds)
    }
    let whole = Int(seconds.rounded())
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
  }

  /// A number with a fixed number of decimals, in 0...9.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return none }
    let decimals = min(max(decimals, 0), 9)
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    let scaled = (abs(value) * power).rounded()
    guard scaled < 1e18 else { return value < 0 ? "-huge" : "huge" }
    var digits = String(UInt64(scaled))
    if decimals > 0 {
      digits = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
    }
    return value < 0 && scaled > 0 ? "-" + digits : digits
  }

  /// Three significant digits of a number in 0..<9999.5: `0.42`, `4.25`, `12.3`, `850`; a small whole number bare.
  private static func significant(_ value: Double) -> String {
    value == value.rounded() && value < 100 ? fixed(value, decimals: 0) : threeDigits(value)
  }

  private static func threeDigits(_ value: Double) -> String {
    fixed(value, decimals: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }

  private static func scaled(_ value: Double, units: [String]) -> String {
    guard value.isFinite else { return none }
    if value < 0 { return "-" + scaled(-value, units: units) }
    if value > 0, value < 0.005 { return "<0.01" + units[0] }
    if value < 100, value == value.rounded() { return fixed(value, decimals: 0) + units[0] }
    var value = value
    for unit in units {
      if value < 999.5 { return threeDigits(value) + unit }
      value /= 1000
    }
    return ">999" + (units.last ?? "")
  }
}
