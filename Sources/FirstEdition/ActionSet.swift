import LabKit

/// What the keys of a lab do to its world: an enum of names, each declared once.
public protocol ActionSet: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
  /// Key, title and kind.
  var declaration: ActionDeclaration { get }
}
