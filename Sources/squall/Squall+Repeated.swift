extension Squall {
  /// What can be said as often as somebody likes, each with a value.
  private static let repeatable = ["--at", "--set", "--vary"]
  /// Stands between the values of one option; nothing that makes sense has it in it.
  private static let separator: Character = "\u{1E}"

  /// The arguments with all values of a repeated option in one: what the parser takes grows with the square of their
  /// number, and ten thousand inputs took eight seconds.
  static func gathered(_ arguments: [String]) -> [String] {
    guard arguments.count > 100, !arguments.contains(where: { $0 == "--" || $0.contains(separator) }) else {
      return arguments
    }
    var kept: [String] = []
    var values: [String: [String]] = [:]
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard repeatable.contains(parts[0]), let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
        kept.append(word)
        continue
      }
      values[parts[0], default: []].append(value)
    }
    return kept
      + repeatable.flatMap { name in
        values[name].map { [name, $0.joined(separator: String(separator))] } ?? []
      }
  }

  /// The values of a repeated option, one by one.
  static func spread(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: separator, omittingEmptySubsequences: false).map(String.init) }
  }
}
