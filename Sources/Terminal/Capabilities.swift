import CNcurses
import Glibc

/// What the terminal database says of the terminal, read before ncurses starts.
struct Capabilities {
  /// The entry that is used.
  let name: String
  /// How many colours it has, 0 for none.
  let colors: Int
  /// The sequences to enter and leave full-screen work.
  let enter: [UInt8], leave: [UInt8]

  /// Looks up the terminal; `wantedColors` prefers its entry with 256 colours where it exists.
  init(name: String, wantedColors: Int) throws(TerminalError) {
    let plain = try Self.look(name)
    if wantedColors > plain.colors, plain.colors >= 8, let richer = try? Self.look(name + "-256color"),
      richer.colors > plain.colors
    {
      self = richer
    } else {
      self = plain
    }
  }

  private init(name: String) {
    self.name = name
    colors = max(0, Int(tigetnum("colors")))
    // Without margins and with keys in the plain form, whatever an earlier program left (DECSTBM, DECCKM).
    let margins = Self.string("csr").starts(with: [0x1B, UInt8(ascii: "[")]) ? Array("\u{1B}[r".utf8) : []
    enter = Self.string("smcup") + margins + Self.string("rmkx") + Self.string("sgr0") + Self.string("civis")
    leave = margins + Self.string("sgr0") + Self.string("op") + Self.string("cnorm") + Self.string("rmcup")
  }

  private static func look(_ name: String) throws(TerminalError) -> Capabilities {
    var result: Int32 = 0
    guard setupterm(name, STDOUT_FILENO, &result) == OK else {
      // 1 is a terminal on paper, 0 an unknown or generic one, -1 no database.
      throw result == 1 ? .cannotAddressCursor(name: name) : .unknownTerminal(name: name)
    }
    defer { squall_forget_terminal() }
    guard !string("cup").isEmpty else { throw .cannotAddressCursor(name: name) }
    return Capabilities(name: name)
  }

  /// The bytes of a capability without its padding, which no terminal of today needs.
  private static func string(_ capability: String) -> [UInt8] {
    guard let found = capability.withCString({ tigetstr(UnsafeMutablePointer(mutating: $0)) }),
      Int(bitPattern: found) != -1
    else { return [] }
    let text = String(cString: found)
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "<"),
        let end = rest.firstIndex(of: UInt8(ascii: ">"))
      {
        rest = rest[rest.index(after: end)...]
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
