import Diagnostics

/// The text of a file, for errors that say where in it something is.
struct SourceText {
  /// What errors call the file.
  let file: String
  private let scalars: [Unicode.Scalar]

  init(_ text: String, file: String) {
    self.file = file
    scalars = Array(text.unicodeScalars)
  }

  /// The character at a position from 0; nil behind the end.
  subscript(_ index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

  /// What is wrong at a place, in one line.
  func error(_ place: Node.Place, _ complaint: String) -> BadInput {
    BadInput("\(file):\(place): \(complaint)")
  }

  /// What keeps the text from being YAML and, for the slips that everybody makes, what to do about it.
  func error(_ failure: EventStream.Failure) -> BadInput {
    if let bytes = failure.bytes {
      return error(place(ofByte: bytes), "this is not text: \(failure.problem.printable)")
    }
    // What is missing belongs to where this began; where it was noticed is further down.
    let isMissing =
      failure.problem == "could not find expected ':'" || failure.problem == "found unexpected end of stream"
    return error((isMissing ? failure.context : nil) ?? failure.place, "this is not YAML: \(advice(failure))")
  }

  private func advice(_ failure: EventStream.Failure) -> String {
    let quotes = "a text that begins like this needs quotes"
    return switch failure.problem {
    case "found character that cannot start any token" where self[failure.index] == "\t",
      "found a tab character that violates indentation":
      "found a tab, expected blanks"
    case "found character that cannot start any token": "found a sign that begins nothing here; \(quotes)"
    case "did not find expected alphabetic or numeric character": "found '&' or '*' without a name; \(quotes)"
    case "mapping values are not allowed in this context": "found a second ':'; a text with ': ' in it needs quotes"
    case "could not find expected ':'": "found no ': ' behind this, expected 'KEY: VALUE'"
    case "did not find expected key": "\(failure.problem); lines that belong together begin in one column"
    default: failure.problem.printable
    }
  }

  /// The place of a byte of the text in UTF-8, counted from 0.
  private func place(ofByte offset: Int) -> Node.Place {
    var bytes = 0, line = 1, column = 1
    for scalar in scalars {
      guard bytes < offset else { break }
      bytes += UTF8.width(scalar)
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return Node.Place(line: line, column: column)
  }
}
