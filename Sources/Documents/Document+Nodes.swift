import Diagnostics

extension Document {
  /// File, line and column of a node, counted from 1.
  public func place(_ node: Node) -> String { "\(file):\(node.place)" }

  /// The keys and values of a node.
  public func pairs(of node: Node, expecting expected: String) throws(BadInput) -> [(key: Node, value: Node)] {
    guard case .mapping(let pairs) = node.content else { throw error(node, expecting: expected) }
    return pairs
  }

  /// The elements of a list.
  public func list(_ node: Node, expecting expected: String) throws(BadInput) -> [Node] {
    guard case .list(let elements) = node.content else { throw error(node, expecting: expected) }
    return elements
  }

  /// The text of a node.
  public func word(_ node: Node, expecting expected: String) throws(BadInput) -> String {
    guard let text = node.text, !text.isEmpty else { throw error(node, expecting: expected) }
    return text
  }

  /// What was found in a node, and what was expected.
  public func error(_ node: Node, expecting expected: String) -> BadInput {
    let found =
      switch node.content {
      case .text(""): "nothing (# begins a comment)"
      case .text(let text): "'\(text.printable(upTo: 40))'"
      case .mapping(let pairs): pairs.isEmpty ? "nothing in braces" : "keys and values"
      case .list(let elements): elements.isEmpty ? "an empty list" : "a list"
      }
    return BadInput("\(place(node)): found \(found), expected \(expected)")
  }

  /// A key that is one of `keys`; another one is refused with the nearest of them.
  public func key(_ node: Node, among keys: [String]) throws(BadInput) -> String {
    let name = try word(node, expecting: "one of \(keys.joined(separator: ", "))")
    if keys.contains(name) { return name }
    throw BadInput("\(place(node)): '\(name.printable)' means nothing here", nearestTo: name, among: keys)
  }

  /// What `body` makes of a node; what it complains about is said with the node's place.
  public func located<Value>(_ node: Node, _ body: () throws(BadInput) -> Value) throws(BadInput) -> Value {
    do throws(BadInput) { return try body() } catch { throw BadInput("\(place(node)): \(error)") }
  }
}
