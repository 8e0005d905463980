/// A value to be written as JSON, with its keys in the order in which they were put.
///
/// Written here and not by an encoder, so that keys keep an order that reads well, figures are the same text as in
/// CSV, and nothing else has to be linked.
package indirect enum JSONValue: Sendable {
  case null
  case flag(Bool)
  /// A number by its digits.
  case number(String)
  case text(String)
  case list([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// The text, indented by two columns a level; a value without inner structure stays on its line.
  package func written(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .flag(let value): return value ? "true" : "false"
    case .number(let digits): return digits
    case .text(let text): return JSONValue.quoted(text)
    case .list(let values):
      return JSONValue.bracketed("[", values.map { $0.written(indent: inner) }, "]", isFlat, indent)
    case .object(let members):
      let lines = members.map { "\(JSONValue.quoted($0.key)): \($0.value.written(indent: inner))" }
      return JSONValue.bracketed("{", lines, "}", isFlat, indent)
    }
  }

  /// The text on one line, however deep.
  package var line: String {
    switch self {
    case .list(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(JSONValue.quoted($0.key)): \($0.value.line)" }.joined(separator: ", ") + "}"
    default: written()
    }
  }

  private static func bracketed(
    _ open: String, _ items: [String], _ close: String, _ isFlat: Bool, _ indent: String
  ) -> String {
    if items.isEmpty { return open + close }
    if isFlat { return open + items.joined(separator: ", ") + close }
    return "\(open)\n\(indent)  " + items.joined(separator: ",\n\(indent)  ") + "\n\(indent)\(close)"
  }

  /// Whether it holds only values that hold nothing.
  private var isFlat: Bool {
    switch self {
    case .list(let values): values.allSatisfy(\.isLeaf)
    case .object(let members): members.allSatisfy { $0.value.isLeaf }
    default: true
    }
  }

  private var isLeaf: Bool {
    switch self {
    case .list(let values): values.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      // Besides what JSON demands, everything that could steer a terminal that shows the file.
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.properties.generalCategory == .format:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
