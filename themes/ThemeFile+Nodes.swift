import LabKit
import Yams

extension ThemeFile {
  /// File, line and column of a node, counted from 1.
  func place(_ node: Node) -> String { "\(file):\(node.mark?.line ?? 1):\(node.mark?.column ?? 1)" }

  /// The keys and values of a node.
  func pairs(of node: Node, expecting expected: String) throws(BadInput) -> [(Node, Node)] {
    guard let mapping = node.mapping else { throw error(node, expecting: expected) }
    return mapping.map { ($0.key, $0.value) }
  }

  /// The text of a node.
  func word(_ node: Node, expecting expected: String) throws(BadInput) -> String {
    guard let scalar = node.scalar, !scalar.string.isEmpty else { throw error(node, expecting: expected) }
    return scalar.string
  }

  /// What was found in a node, and what was expected.
  func error(_ node: Node, expecting expected: String) -> BadInput {
    let found =
      switch node {
      case .scalar(let scalar) where scalar.string.isEmpty: "nothing (# begins a comment)"
      case .scalar(let scalar): "'\(scalar.string.printable(upTo: 40))'"
      case .mapping: "keys and values"
      case .sequence: "a list"
      case .alias: "an alias"
      }
    return BadInput("\(place(node)): found \(found), expected \(expected)")
  }

  /// The document in a text; a problem with YAML itself becomes one line as well.
  static func compose(_ text: String, file: String) throws(BadInput) -> Node {
    do {
      if let root = try Yams.compose(yaml: text) { return root }
    } catch let error as YamlError {
      throw BadInput(problem(error, file: file))
    } catch {
      throw BadInput("\(file): this is not YAML")
    }
    throw BadInput("\(file):1:1: found nothing, expected title, description, background, colors")
  }

  private static func problem(_ error: YamlError, file: String) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "\(file):\(mark.line):\(mark.column): this is not YAML: \(problem.printable)"
    case .duplicatedKeysInMapping(let twice, let context):
      "\(file):\(context.mark.line):\(context.mark.column): found '\((twice.first ?? "").printable(upTo: 40))'"
        + " twice, expected each key once"
    case .reader(let problem, _, _, _): "\(file): this is not text: \(problem.printable)"
    default: "\(file): this is not YAML"
    }
  }

  /// A theme has no use for anchors and aliases, and a few lines of them unfold to gigabytes.
  static func refuseAliases(in text: String, file: String) throws(BadInput) {
    var line = 1, column = 0
    var before: Unicode.Scalar = " "
    var isComment = false
    for scalar in text.unicodeScalars {
      column += 1
      if scalar == "\n" {
        (line, column, before, isComment) = (line + 1, 0, " ", false)
        continue
      }
      let beginsWord = before == " " || before == "\t" || before == "[" || before == "{" || before == ","
      if beginsWord, scalar == "#" { isComment = true }
      if beginsWord, !isComment, scalar == "&" || scalar == "*" {
        throw BadInput(
          "\(file):\(line):\(column): found '\(scalar)', expected no anchors and aliases in a theme")
      }
      before = scalar
    }
  }
}
