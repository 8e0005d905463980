import LabKit
import Yams

extension Document {
  /// File, line and column of a node, counted from 1.
  public func place(_ node: Node) -> String { "\(file):\(node.mark?.line ?? 1):\(node.mark?.column ?? 1)" }

  /// The keys and values of a node.
  public func pairs(of node: Node, expecting expected: String) throws(BadInput) -> [(key: Node, value: Node)]
  {
    guard let mapping = node.mapping else { throw error(node, expecting: expected) }
    return mapping.map { ($0.key, $0.value) }
  }

  /// The elements of a list.
  public func list(_ node: Node, expecting expected: String) throws(BadInput) -> [Node] {
    guard let sequence = node.sequence else { throw error(node, expecting: expected) }
    return Array(sequence)
  }

  /// The text of a node.
  public func word(_ node: Node, expecting expected: String) throws(BadInput) -> String {
    guard let scalar = node.scalar, !scalar.string.isEmpty else { throw error(node, expecting: expected) }
    return scalar.string
  }

  /// What was found in a node, and what was expected.
  public func error(_ node: Node, expecting expected: String) -> BadInput {
    let found =
      switch node {
      case .scalar(let scalar) where scalar.string.isEmpty: "nothing (# begins a comment)"
      case .scalar(let scalar): "'\(scalar.string.printable(upTo: 40))'"
      case .mapping(let mapping): mapping.isEmpty ? "nothing in braces" : "keys and values"
      case .sequence(let sequence): sequence.isEmpty ? "an empty list" : "a list"
      case .alias: "an alias"
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
