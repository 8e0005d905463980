/// How tables are written as CSV: with which separator, and which decimal mark.
public enum CSVDialect: String, CaseIterable, Sendable {
  /// Commas between fields, points before decimals: RFC 4180, but with line feeds alone.
  case standard
  /// Semicolons between fields, commas before decimals, as spreadsheets read them where a comma is the decimal mark.
  case semicolon

  /// A field of a table.
  package enum Field: Equatable {
    case text(String)
    /// A number by its digits, with a point before its decimals.
    case number(String)
  }

  /// A line with its end.
  package func line(_ fields: [Field]) -> String {
    fields.map(written).joined(separator: separator) + "\n"
  }

  private var separator: String { self == .semicolon ? ";" : "," }

  private func written(_ field: Field) -> String {
    switch field {
    case .text(let text): quoted(text)
    case .number(let digits): self == .semicolon ? digits.replacing(".", with: ",") : digits
    }
  }

  /// A text in quotes where it holds a separator, a quote or a line break.
  package func quoted(_ text: String) -> String {
    let isPlain = !text.unicodeScalars.contains {
      $0 == "\"" || $0 == "\n" || $0 == "\r" || separator.unicodeScalars.contains($0)
    }
    return isPlain
      ? text
      : "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
