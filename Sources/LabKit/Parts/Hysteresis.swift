import Engine

/// Tells a change of the whole from a fluctuation: it turns only when a condition has held for so many looks in a row.
///
/// Look once a sample period, so that looks are a measure of time.
public struct Hysteresis: Hashable, Sendable {
  /// Whether it is so.
  public private(set) var isOn = false
  /// The note of its last turn: what comes of the state is put down to it.
  public var note = NoteID.chance
  /// For how many looks in a row the condition has been other than the state.
  private var contrary = 0

  /// What has changed.
  public enum Turn: Hashable, Sendable {
    /// It has become so.
    case rose
    /// It is so no longer.
    case fell
  }

  /// Not so.
  public init() {}

  /// What explains it while it is so; else something before it.
  public func cause(or other: NoteID) -> NoteID { isOn ? note : other }

  /// Looks once: turns on after `on` looks in a row at which it is so, off after `off` at which it is not.
  public mutating func follow(_ isSo: Bool, on: Int = 1, off: Int = 1) -> Turn? {
    guard isSo != isOn else {
      contrary = 0
      return nil
    }
    contrary += 1
    guard contrary >= (isSo ? on : off) else { return nil }
    contrary = 0
    isOn = isSo
    return isSo ? .rose : .fell
  }

  /// Looks once at a level: turns on at or above `high` and off below `low`.
  public mutating func follow(_ level: Double, high: Double, low: Double) -> Turn? {
    follow(isSo(level, high: high, low: low))
  }

  /// Whether a level makes it so: at or above `high`, and once it is so not below `low`.
  public func isSo(_ level: Double, high: Double, low: Double) -> Bool { level >= (isOn ? low : high) }

  /// Whether more comes than is done: by 15 %, and with so many seconds of what comes waiting, before it is so at all.
  public func isBehind(arrival: Double, service: Double, backlog: Int, ofSeconds seconds: Double) -> Bool {
    isOn ? arrival > service : arrival > 1.15 * service && Double(backlog) > arrival * seconds
  }
}
