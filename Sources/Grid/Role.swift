/// What a cell means; a theme decides how that looks.
///
/// Meaning is never carried by the role alone: a glyph or a word goes with it, so that a
/// monochrome terminal tells the same story.
public enum Role: UInt8, CaseIterable, Sendable {
  /// Ordinary text.
  case text
  /// Text that may be overlooked: units, hints, empty tracks.
  case muted
  /// A state that is as it should be.
  case good
  /// A state that deserves a look.
  case warning
  /// A state that is broken.
  case bad
  /// The panel, knob or row that the keys act on.
  case focus
  /// A panel's frame.
  case border
  /// A heading.
  case title
  /// The first to the sixth of several series or nodes.
  case series1, series2, series3, series4, series5, series6
  /// Payments and authentication, never shed.
  case p0
  /// Core reads.
  case p1
  /// Analytics, shed first.
  case p2

  /// One letter per role, for snapshot tests that compare what is meant and not how it is coloured.
  public var letter: Character {
    switch self {
    case .text: "."
    case .muted: "m"
    case .good: "g"
    case .warning: "w"
    case .bad: "b"
    case .focus: "f"
    case .border: "-"
    case .title: "t"
    case .series1: "1"
    case .series2: "2"
    case .series3: "3"
    case .series4: "4"
    case .series5: "5"
    case .series6: "6"
    case .p0: "x"
    case .p1: "y"
    case .p2: "z"
    }
  }

  /// The role of series `index`, counted from 0; after the sixth they begin again.
  public static func series(_ index: Int) -> Role {
    Role(rawValue: Role.series1.rawValue + UInt8(((index % 6) + 6) % 6))!
  }
}
