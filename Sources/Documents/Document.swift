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

/// A YAML file that a person wrote: its nodes, and errors that name file, line and column, what was found there and
/// what was expected. JSON is YAML too.
public struct Document {
  /// What errors call the file.
  public let file: String
  /// The whole of it.
  public let root: Node

  /// Reads a text; `kind` is what it should be, such as `a theme`, and `keys` what it should say.
  ///
  /// Refuses what is no YAML, and of YAML anchors, aliases, tags, merges, keys that come twice, more than one document,
  /// and more than 20 lists and mappings in each other. Complexity: O(*n*) in the length of the text.
  public init(_ text: String, file: String, kind: String, keys: [String]) throws(BadInput) {
    self.file = file
    // Some editors put a mark in front of what they write.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let source = SourceText(text, file: file)
    let root = try Array(text.utf8).withUnsafeBufferPointer { bytes throws(BadInput) in
      var composer = Composer(source, bytes, kind: kind)
      return try composer.root()
    }
    guard let root else {
      throw BadInput("\(file):1:1: found nothing, expected \(keys.joined(separator: ", "))")
    }
    self.root = root
  }
}
