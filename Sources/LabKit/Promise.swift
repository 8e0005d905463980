/// What a pattern promises its users, as it is declared.
public struct PromiseDeclaration: Sendable {
  /// The name in outputs, with dots or hyphens.
  public let name: String
  /// The promise, one plain sentence.
  public let sentence: String
  /// The positions, among the lab's actions, of the faults against which it is not made.
  public let exceptDuring: [Int]
}
