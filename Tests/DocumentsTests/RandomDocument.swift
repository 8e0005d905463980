import Documents
import Engine

/// A document by chance: the same seed gives the same one, in whichever of YAML's styles chance takes.
struct RandomDocument {
  indirect enum Value: Equatable {
    case text(String)
    case list([Value])
    case mapping([Pair])

    struct Pair: Equatable {
      let key: String, value: Value
    }
  }

  let value: Value
  /// As a file says it.
  let text: String

  /// What is written plain, and what needs quotes; with every sign that means something elsewhere.
  private static let plain = [
    "a", "Retries & timeouts", "2 * 3", "what!", "x&y", "a*", "600s", "heal:all", "off", "-1", "a<<b", "é",
  ]
  private static let quoted = [
    "&a", "*a", "!a", "<<", "a: b", "# no", "{", "- a", "", "\"", "it's", "%a", "@",
  ]

  init(seed: UInt64) {
    var chance = Chance(seed: seed)
    // A file says several things; a text alone would be no document by hand.
    value = .mapping(RandomDocument.pairs(&chance, levels: 4))
    text =
      (chance.below(4) == 0 ? "--- # begins here\n" : "")
      + (chance.below(3) == 0 ? RandomDocument.flow(value, &chance) + "\n" : RandomDocument.block(value, 0, &chance))
      + (chance.below(4) == 0 ? "...\n" : "")
  }

  struct Chance {
    private var random: Random
    init(seed: UInt64) { random = Random(seed: seed) }
    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }
  }

  private static func pairs(_ chance: inout Chance, levels: Int) -> [Value.Pair] {
    (0...chance.below(4)).map { index in
      // No two alike, and the quoted ones look like what is refused.
      let key = chance.below(5) == 0 ? "<<\(index)&*!" : "key \(index)"
      return Value.Pair(key: key, value: value(&chance, levels: levels - 1))
    }
  }

  private static func value(_ chance: inout Chance, levels: Int) -> Value {
    switch levels > 0 ? chance.below(4) : 2 {
    case 0: .list((0...chance.below(3)).map { _ in value(&chance, levels: levels - 1) })
    case 1: .mapping(pairs(&chance, levels: levels))
    default: .text(chance.one(of: chance.below(2) == 0 ? plain : quoted))
    }
  }

  private static func scalar(_ text: String, _ chance: inout Chance) -> String {
    if plain.contains(text) || text.hasPrefix("key"), chance.below(2) == 0 { return text }
    if chance.below(2) == 0 { return "'" + text.replacing("'", with: "''") + "'" }
    return "\"" + text.replacing("\"", with: "\\\"") + "\""
  }

  private static func flow(_ value: Value, _ chance: inout Chance) -> String {
    switch value {
    case .text(let text): return scalar(text, &chance)
    case .list(let values):
      var items: [String] = []
      for value in values { items.append(flow(value, &chance)) }
      return "[" + items.joined(separator: ", ") + "]"
    case .mapping(let pairs):
      var items: [String] = []
      for pair in pairs { items.append("\(scalar(pair.key, &chance)): \(flow(pair.value, &chance))") }
      return "{" + items.joined(separator: ", ") + "}"
    }
  }

  /// Lines that end with a line feed.
  private static func block(_ value: Value, _ indent: Int, _ chance: inout Chance) -> String {
    let blanks = String(repeating: " ", count: indent)
    var lines = ""
    switch value {
    case .text: lines = blanks + flow(value, &chance) + "\n"
    case .list(let values): for value in values { lines += "\(blanks)-" + inner(value, indent, &chance) }
    case .mapping(let pairs):
      for pair in pairs {
        lines += "\(blanks)\(scalar(pair.key, &chance)):" + inner(pair.value, indent, &chance)
      }
    }
    return lines
  }

  private static func inner(_ value: Value, _ indent: Int, _ chance: inout Chance) -> String {
    let comment = chance.below(5) == 0 ? " # & * ! <<" : ""
    if case .text = value { return " \(flow(value, &chance))\(comment)\n" }
    if chance.below(4) == 0 { return " \(flow(value, &chance))\(comment)\n" }
    return "\(comment)\n" + block(value, indent + 2, &chance)
  }
}

extension RandomDocument.Value {
  /// What was read.
  init(_ node: Node) {
    switch node.content {
    case .text(let text): self = .text(text)
    case .list(let nodes): self = .list(nodes.map(Self.init))
    case .mapping(let pairs): self = .mapping(pairs.map { Pair(key: $0.key.text ?? "", value: Self($0.value)) })
    }
  }
}
