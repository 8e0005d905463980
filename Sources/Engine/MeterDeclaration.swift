/// What a meter is called and how it is read.
public struct MeterDeclaration: Sendable {
  /// How a meter's readings are summed up.
  public enum Kind: String, Sendable {
    /// Something that is counted; reported as total and rate.
    case counter
    /// Something that has a level at any time; reported as last, mean over time, minimum and maximum.
    case gauge
    /// How long things took; reported as count, percentiles and maximum.
    case latency
  }

  /// The name in outputs and stories, dotted, for instance `offered.p0`.
  public let name: String
  /// How readings are summed up.
  public let kind: Kind
  /// The unit of one reading, for instance `requests`; latencies are always shown as times.
  public let unit: String
  /// One sentence that says what is measured.
  public let help: String

  /// A declaration.
  public init(_ name: String, _ kind: Kind, unit: String = "", _ help: String) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.help = help
  }
}
