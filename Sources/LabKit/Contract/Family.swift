/// Who belongs to a family of meters, actions or knobs: nobody apart when it is a single one, else one for each label.
public struct Family: Sendable, Equatable {
  /// The names of the labels; empty for a single one.
  public let labels: [String]
  /// The type of the labels, so that a wrong one is found; nil for a single one or when they come from a file.
  @usableFromInline let type: ObjectIdentifier?

  /// A single one.
  public static let single = Family(labels: [], type: nil)

  /// One for each label.
  public static func each<L: Label>(_ labels: L.Type) -> Family {
    Family(labels: L.allCases.map(\.name), type: ObjectIdentifier(L.self))
  }

  /// One for each name that a file lists.
  public static func each(_ names: [String]) -> Family { Family(labels: names, type: nil) }

  /// How many there are.
  public var count: Int { max(1, labels.count) }

  /// The text of one member: `*` stands for its label, and without a `*` a name gets the label after a dot; names, as
  /// on the command line, are in lower case.
  func text(_ text: String, of member: Int, isName: Bool = false) -> String {
    guard !labels.isEmpty else { return text }
    let label = isName ? labels[member].lowercased() : labels[member]
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    return parts.count == 1 ? isName ? "\(text).\(label)" : text : parts.joined(separator: label)
  }
}
