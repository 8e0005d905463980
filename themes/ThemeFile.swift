import Diagnostics
import Documents
import Grid
import LabKit

/// What one file says; what it leaves out comes from the theme that it inherits from.
struct ThemeFile {
  /// The name: the file's, without its ending.
  let name: String
  /// What errors call the file.
  let file: String
  var title: String?
  var summary = ""
  /// The theme that gives what is left out, and where it is named.
  var inherits: (name: String, place: String)?
  var background: Color?
  var colors: [Role: Color] = [:]
  var boldRoles: Set<Role>?

  /// Reads the text of a file; an error names file, line and column, what was found and what was expected.
  init(_ text: String, name: String, file: String) throws(BadInput) {
    self.name = name
    self.file = file
    let keys = ["title", "description", "background", "colors"]
    let document = try Document(text, file: file, kind: "a theme", keys: keys)
    for (key, value) in try document.pairs(of: document.root, expecting: keys.joined(separator: ", ")) {
      try take(key, value, in: document)
    }
  }

  private static let keys = ["title", "description", "inherits", "background", "colors", "bold"]

  private mutating func take(_ key: Node, _ value: Node, in document: Document) throws(BadInput) {
    switch try document.key(key, among: ThemeFile.keys) {
    case "title": title = try document.word(value, expecting: "a title").printable(upTo: 40)
    case "description": summary = try document.word(value, expecting: "a line of text").printable
    case "inherits": inherits = (try document.word(value, expecting: "the name of a theme"), document.place(value))
    case "background": background = try document.color(value)
    case "colors":
      for (key, value) in try document.pairs(of: value, expecting: "roles and their colours") {
        colors[try document.role(key)] = try document.color(value)
      }
    default:
      var roles: Set<Role> = []
      for node in try document.list(value, expecting: "a list of roles, such as [title, bad]") {
        roles.insert(try document.role(node))
      }
      boldRoles = roles
    }
  }
}

extension Document {
  fileprivate func role(_ node: Node) throws(BadInput) -> Role {
    let name = try word(node, expecting: "a role, such as title")
    if let role = Role.allCases.first(where: { "\($0)" == name }) { return role }
    throw BadInput(
      "\(place(node)): there is no role '\(name.printable)'", nearestTo: name,
      among: Role.allCases.map { "\($0)" })
  }

  fileprivate func color(_ node: Node) throws(BadInput) -> Color {
    if let text = node.text, let color = Color(hexadecimal: text) { return color }
    throw error(node, expecting: "a colour in quotes, such as \"#ff8800\"")
  }
}

extension ThemeFile {
  /// The theme, with what the file leaves out taken from `base`.
  func theme(over base: Theme?) throws(BadInput) -> Theme {
    guard let background = background ?? base?.background else {
      throw BadInput("\(file):1:1: found no background, expected one, or 'inherits: dark'")
    }
    if base == nil, let missing = Role.allCases.first(where: { colors[$0] == nil }) {
      throw BadInput("\(file):1:1: found no colour for '\(missing)', expected one, or 'inherits: dark'")
    }
    return Theme(
      name: name, title: title ?? name, summary: summary, background: background,
      boldRoles: boldRoles ?? base?.boldRoles ?? [], color: { colors[$0] ?? base?[$0] ?? background })
  }
}
