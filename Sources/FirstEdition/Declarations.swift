import Engine

/// The meters of a model: an enum of whole numbers, so that a meter is an array index and its name is said
/// once.
public protocol MeterSet: CaseIterable, RawRepresentable, Sendable where RawValue == Int {
  /// What the meter is called and how it is read.
  var declaration: MeterDeclaration { get }
}

/// The meters of a model that has none.
public enum NoMeters: Int, MeterSet {
  case none
  /// Not even that one: it exists because an enum of numbers needs a case.
  public static var allCases: [NoMeters] { [] }
  /// Never shown.
  public var declaration: MeterDeclaration { MeterDeclaration("none", .counter, "Nothing.") }
}

/// What the notes of a model say: an enum with trivial payloads, put into words only when somebody reads it.
public protocol NoteSet: Sendable {
  /// Who should read it.
  var level: NoteLevel { get }
  /// Which part of the world it is about; a panel shows the topics it names.
  var topic: Int { get }
  /// One sentence: what happened and, where it is not plain, why.
  var text: String { get }
}

/// The notes of a model that has none.
public enum NoNotes: NoteSet {
  /// Never read.
  public var level: NoteLevel { .detail }
  /// Never read.
  public var topic: Int { 0 }
  /// Never read.
  public var text: String { "" }
}

/// The laws of a model: an enum of whole numbers, each with its claim.
public protocol LawSet: CaseIterable, RawRepresentable, Sendable where RawValue == Int {
  /// What the law is called and what it claims.
  var declaration: LawDeclaration { get }
}

/// The laws of a model that has none.
public enum NoLaws: Int, LawSet {
  case none
  /// Not even that one: it exists because an enum of numbers needs a case.
  public static var allCases: [NoLaws] { [] }
  /// Never judged.
  public var declaration: LawDeclaration { LawDeclaration("none", .sometimes, "Nothing.") }
}
