/// A run of text with one role and one emphasis.
public struct Span: Hashable, Sendable, ExpressibleByStringLiteral {
  /// What is said.
  public var text: String
  /// What it means.
  public var role: Role
  /// How strongly it is said.
  public var emphasis: Emphasis

  /// A span with the given text, role and emphasis.
  public init(_ text: String, _ role: Role = .text, _ emphasis: Emphasis = []) {
    self.text = text
    self.role = role
    self.emphasis = emphasis
  }

  /// A span of ordinary text.
  public init(stringLiteral text: String) { self.init(text) }

  /// How many columns the text takes.
  public var columns: Int { text.columns }
}
