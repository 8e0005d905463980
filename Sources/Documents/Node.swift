/// One value of a document, and where it stands.
public struct Node: Sendable {
  /// What a value is: numbers and truth values are read as texts.
  public enum Content: Sendable {
    /// A text; it may be empty.
    case text(String)
    /// The elements of a list.
    case list([Node])
    /// Keys and values, in the order of the file; every key is a text, and none comes twice.
    case mapping([(key: Node, value: Node)])
  }

  /// What it is.
  public let content: Content
  /// Where it begins, counted from 1 in characters.
  public let place: Place

  /// A position in a text, counted from 1.
  public struct Place: Sendable, Equatable, CustomStringConvertible {
    /// The line, and the character in it.
    public let line: Int, column: Int

    /// Line and column, as errors write them: `3:14`.
    public var description: String { "\(line):\(column)" }
  }

  /// The text; nil for lists and mappings.
  public var text: String? {
    if case .text(let text) = content { return text }
    return nil
  }
}
