import LabKit
import Yams

/// A YAML file that a person wrote: its nodes, and errors that name file, line and column, what was found there and
/// what was expected.
public struct Document {
  /// What errors call the file.
  public let file: String
  /// The whole of it.
  public let root: Node

  /// How deep lists and mappings may lie in each other on one line: what reads them calls itself for each.
  private static let mostBrackets = 20
  /// A line takes no more than that, so that neither can nested lists that are written `- - - -`.
  private static let mostColumns = 1000

  /// Reads a text; `kind` is what it should be, such as `a theme`, and `keys` what it should say.
  public init(_ text: String, file: String, kind: String, keys: [String]) throws(BadInput) {
    self.file = file
    // Some editors put a mark in front of what they write.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    try Document.refuseTraps(in: text, file: file, kind: kind)
    do {
      // Every value is read as a text here. To guess its type, Yams would compile seven regular expressions, which
      // takes longer than to read the file.
      guard let root = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
        throw BadInput("\(file):1:1: found nothing, expected \(keys.joined(separator: ", "))")
      }
      self.root = root
    } catch let error as BadInput {
      throw error
    } catch let error as YamlError {
      throw BadInput(Document.problem(error, text, file: file))
    } catch {
      throw BadInput("\(file):1:1: this is not YAML")
    }
  }

  private static func problem(_ error: YamlError, _ text: String, file: String) -> String {
    switch error {
    case .scanner(let context, let problem, let mark, _):
      // What is missing belongs to where this began; where it was noticed is further down.
      let isMissing = problem == "could not find expected ':'" || problem == "found unexpected end of stream"
      let mark = (isMissing ? context?.mark : nil) ?? mark
      return "\(file):\(mark.line):\(mark.column): this is not YAML: \(advice(problem, mark, text))"
    case .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      return "\(file):\(mark.line):\(mark.column): this is not YAML: \(advice(problem, mark, text))"
    case .duplicatedKeysInMapping(let twice, let context):
      return
        "\(file):\(context.mark.line):\(context.mark.column): found '\((twice.first ?? "").printable(upTo: 40))'"
        + " twice, expected each key once"
    case .reader(let problem, let offset, _, _):
      let (line, column) = place(offset ?? 0, text)
      return "\(file):\(line):\(column): this is not text: \(problem.printable)"
    default: return "\(file):1:1: this is not YAML"
    }
  }

  /// What the reader complains about and, for the slips that everybody makes, what to do about it.
  private static func advice(_ problem: String, _ mark: Mark, _ text: String) -> String {
    switch problem {
    case "found character that cannot start any token" where scalar(at: mark, text) == "\t":
      "found a tab, expected blanks"
    case "found a tab character that violates indentation": "found a tab, expected blanks"
    case "found character that cannot start any token":
      "found a sign that begins nothing here; a text that begins like this needs quotes"
    case "mapping values are not allowed in this context":
      "found a second ':'; a text with ': ' in it needs quotes"
    case "could not find expected ':'": "found no ': ' behind this, expected 'KEY: VALUE'"
    case "did not find expected key": "\(problem); lines that belong together begin in one column"
    default: problem.printable
    }
  }

  private static func scalar(at mark: Mark, _ text: String) -> Unicode.Scalar? {
    let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
    guard lines.indices.contains(mark.line - 1) else { return nil }
    return lines[mark.line - 1].dropFirst(mark.column - 1).first
  }

  /// Line and column of a position in a text, counted in bytes from 0.
  private static func place(_ offset: Int, _ text: String) -> (line: Int, column: Int) {
    let before = text.utf8.prefix(max(0, offset))
    let lastLine =
      before.lastIndex(of: UInt8(ascii: "\n")).map { before[before.index(after: $0)...] } ?? before[...]
    return (before.count { $0 == UInt8(ascii: "\n") } + 1, lastLine.count + 1)
  }

  /// Refuses what no file by hand needs and what can be turned against its reader: anchors and aliases, of which a
  /// few lines unfold to gigabytes, and nesting without an end.
  private static func refuseTraps(in text: String, file: String, kind: String) throws(BadInput) {
    var line = 1, column = 0, brackets = 0
    var before: Unicode.Scalar = " "
    var isComment = false
    for scalar in text.unicodeScalars {
      column += 1
      if isLineBreak(scalar) {
        // A carriage return and a line feed are one.
        if scalar != "\n" || before != "\r" { line += 1 }
        (column, before, isComment) = (0, scalar, false)
        continue
      }
      let beginsWord =
        isLineBreak(before) || before == " " || before == "\t" || before == "[" || before == "{"
        || before == ","
      if beginsWord, scalar == "#" { isComment = true }
      if beginsWord, !isComment, scalar == "&" || scalar == "*" {
        throw BadInput(
          "\(file):\(line):\(column): found '\(scalar)', expected no anchors and aliases in \(kind)")
      }
      if !isComment, scalar == "[" || scalar == "{" { brackets += 1 }
      if scalar == "]" || scalar == "}" { brackets = max(0, brackets - 1) }
      if brackets > mostBrackets {
        throw BadInput(
          "\(file):\(line):\(column): found more than \(mostBrackets) brackets in each other, expected \(kind)"
        )
      }
      if column > mostColumns {
        throw BadInput("\(file):\(line):\(column): found a line longer than \(mostColumns), expected \(kind)")
      }
      before = scalar
    }
  }

  /// Everything that YAML takes for the end of a line.
  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
