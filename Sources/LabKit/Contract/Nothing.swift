/// The meters, laws or notes of a lab that has none.
public struct Nothing: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// Never used.
  public let rawValue: Int

  /// There is none.
  public init?(rawValue: Int) { nil }
  /// None at all.
  public static var allCases: [Nothing] { [] }
}

extension Nothing: MeterKind, LawKind, NoteKind {
  /// Never asked for.
  public var declaration: MeterFamily { preconditionFailure("nothing is declared") }
  /// Never asked for.
  public func write(to writer: inout NoteWriter) {}
}

/// The settings of a lab that has none.
public struct NoKnobs: KnobSet {
  /// None.
  public init() {}
  /// None.
  public static var fields: [Knob<NoKnobs>] { [] }
}

/// The actions of a lab that has none.
public struct NoActions: ActionKind {
  /// Never used.
  public let rawValue: Int

  /// There is none.
  public init?(rawValue: Int) { nil }
  /// None at all.
  public static var allCases: [NoActions] { [] }
  /// Never asked for.
  public var declaration: ActionFamily { preconditionFailure("nothing is declared") }
}
