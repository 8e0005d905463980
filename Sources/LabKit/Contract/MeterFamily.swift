import Engine

/// A number that is recorded over virtual time, or one for each label.
public struct MeterFamily: Sendable {
  /// The name in outputs and stories; `*` stands for the label, without one it follows after a dot.
  public let name: String
  /// How readings are summed up.
  public let kind: MeterDeclaration.Kind
  /// Its members.
  public let family: Family
  let unit: String, help: String

  /// Something that is counted.
  public static func counter(_ name: String, by family: Family = .single, _ unit: String = "", _ help: String)
    -> MeterFamily
  { MeterFamily(name: name, kind: .counter, family: family, unit: unit, help: help) }

  /// Something that has a level at any time.
  public static func gauge(_ name: String, by family: Family = .single, _ unit: String = "", _ help: String)
    -> MeterFamily
  { MeterFamily(name: name, kind: .gauge, family: family, unit: unit, help: help) }

  /// How long things took.
  public static func latency(_ name: String, by family: Family = .single, _ help: String) -> MeterFamily {
    MeterFamily(name: name, kind: .latency, family: family, unit: "", help: help)
  }

  /// Its members by themselves.
  var members: [MeterDeclaration] {
    (0..<family.count).map { member in
      MeterDeclaration(family.text(name, of: member, isName: true), kind, unit: unit, family.text(help, of: member))
    }
  }
}

/// The meters of a lab that is written in Swift.
public protocol MeterKind: RawRepresentable<Int>, CaseIterable, Sendable {
  /// Name, kind, unit and help.
  var declaration: MeterFamily { get }
}
