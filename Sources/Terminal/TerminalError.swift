/// Why the terminal cannot be used; the description is one line for the user.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// Standard input or output is a file or a pipe.
  case notATerminal(stream: String)
  /// The terminal database has no entry for the value of TERM.
  case unknownTerminal(name: String)
  /// The terminal prints lines and nothing else.
  case cannotAddressCursor(name: String)
  /// Another screen is open in this process; ncurses has one.
  case alreadyOpen
  /// A system call failed that does not fail ordinarily.
  case system(call: String)

  /// One line that says what is the matter and what to do instead.
  public var description: String {
    switch self {
    case .notATerminal(let stream): "\(stream) is not a terminal; use `squall run` for plain output"
    case .unknownTerminal(let name):
      "this terminal (TERM=\(name)) is unknown here; set TERM, or use `squall run` for plain output"
    case .cannotAddressCursor(let name):
      "this terminal (TERM=\(name)) cannot address the cursor; use `squall run` for plain output"
    case .alreadyOpen: "the terminal is in use already"
    case .system(let call): "the terminal cannot be used: \(call) failed"
    }
  }
}
