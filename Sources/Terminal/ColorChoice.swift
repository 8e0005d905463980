/// What the option `--color` can say.
public enum ColorChoice: String, CaseIterable, Sendable {
  /// What NO_COLOR, TERM and COLORTERM say.
  case auto
  /// Colours of 24 bits, as the theme has them.
  case truecolor
  /// The nearest colours of xterm's 256, of 16, or of 8.
  case indexed256 = "256", indexed16 = "16", indexed8 = "8"
  /// No colour codes at all, only bold, underlined and reversed cells.
  case none

  /// How many colours the terminal should have, as far as the choice says so.
  var count: Int { self == .truecolor || self == .indexed256 ? 256 : 0 }

  /// How many colours to use on a terminal.
  ///
  /// A choice wins over the environment, since somebody made it; `terminalColors` is what terminfo says.
  package func depth(environment: (String) -> String?, terminalColors: Int) -> ColorDepth {
    switch self {
    case .truecolor: return .truecolor
    case .indexed256: return .indexed(256)
    case .indexed16: return .indexed(16)
    case .indexed8: return .indexed(8)
    case .none: return .none
    case .auto: break
    }
    // no-color.org: present and not empty, regardless of its value.
    if let value = environment("NO_COLOR"), !value.isEmpty { return .none }
    if terminalColors < 8 { return .none }
    let direct = environment("COLORTERM")
    if direct == "truecolor" || direct == "24bit" { return .truecolor }
    return .indexed(terminalColors >= 256 ? 256 : terminalColors >= 16 ? 16 : 8)
  }
}

/// How many colours are used.
package enum ColorDepth: Equatable, Sendable {
  case none
  /// The first so many of xterm's palette: 8, 16 or 256.
  case indexed(Int)
  /// 24 bits.
  case truecolor
}
