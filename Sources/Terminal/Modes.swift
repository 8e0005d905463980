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

  /// The queries for synchronized output, and perhaps for the background and for how wide a glyph is; DA1 comes last,
  /// since every terminal answers it: when its answer is here, no other will come.
  static func queries(name: String, environment: (String) -> String?, background: Bool, width: Bool) -> [UInt8] {
    let families = [
      "xterm", "screen", "tmux", "rxvt", "vte", "konsole", "alacritty", "foot", "wezterm", "contour",
    ]
    // The consoles of kernels and Apple's terminal print parts of a DECRQM.
    guard families.contains(where: name.hasPrefix), environment("TERM_PROGRAM") != "Apple_Terminal" else {
      return []
    }
    return Array(
      ((width ? widthQuery : "") + "\u{1B}[?2026$p" + (background ? "\u{1B}]11;?\u{1B}\\" : "") + "\u{1B}[c").utf8)
  }

  /// Draws a line of a frame, which East Asian terminals may draw two columns wide, and asks where the cursor is then:
  /// the database of characters calls that width ambiguous (UAX #11), so only the terminal knows. In the second row,
  /// since an answer from the first one reads like F3 with a modifier. The first frame clears all of it.
  private static let widthQuery = "\u{1B}[2;1H─\u{1B}[6n\u{1B}[2;1H\u{1B}[K\u{1B}[H"

  /// Where the cursor is after a glyph of one column.
  static let narrow = (row: 2, column: 2)

  /// Around a frame: the terminal shows it at once.
  static let beginFrame = Array("\u{1B}[?2026h".utf8)
  static let endFrame = Array("\u{1B}[?2026l".utf8)
}
