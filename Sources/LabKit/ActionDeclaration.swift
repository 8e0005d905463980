/// What a key does to the world.
public struct ActionDeclaration: Sendable {
  /// Whether it lasts.
  public enum Kind: String, Sendable {
    /// Injected by the key and healed by the same key.
    case fault
    /// Done once.
    case once
  }

  /// The key.
  public let key: Character
  /// A few words for the footer.
  public let title: String
  /// Whether it lasts.
  public let kind: Kind
  /// One sentence on what it does.
  public let help: String
}
