/// The modes of xterm that the screen uses beside those of the terminal database (ctlseqs).
enum Modes {
  /// What is sent to enter and to leave; the second undoes the first in any state, even within a frame.
  static func texts(_ capabilities: Capabilities, usesMouse: Bool) -> (enter: [UInt8], leave: [UInt8]) {
    // 1000 and 1002 are buttons and drags, 1006 their form without a limit at column 223; 2004 marks pastes.
    let enter = (usesMouse ? "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h" : "") + "\u{1B}[?2004h"
    let leave =
      "\u{1B}[?2026l" + (usesMouse ? "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l" : "") + "\u{1B}[?2004l"
      + "\u{1B}[?25h"
    return (capabilities.enter + Array(enter.utf8), Array(leave.utf8) + capabilities.leave)
  }

  /// The queries for synchronized output, and perhaps for the background; DA1 comes last, since every terminal
  /// answers it: when its answer is here, no other will come.
  static func queries(name: String, environment: (String) -> String?, background: Bool) -> [UInt8] {
    let families = [
      "xterm", "screen", "tmux", "rxvt", "vte", "konsole", "alacritty", "foot", "wezterm", "contour",
    ]
    // The consoles of kernels and Apple's terminal print parts of a DECRQM.
    guard families.contains(where: name.hasPrefix), environment("TERM_PROGRAM") != "Apple_Terminal" else {
      return []
    }
    return Array(("\u{1B}[?2026$p" + (background ? "\u{1B}]11;?\u{1B}\\" : "") + "\u{1B}[c").utf8)
  }

  /// Around a frame: the terminal shows it at once.
  static let beginFrame = Array("\u{1B}[?2026h".utf8)
  static let endFrame = Array("\u{1B}[?2026l".utf8)
}
