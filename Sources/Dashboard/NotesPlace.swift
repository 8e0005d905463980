import Engine

/// Where somebody is in the notes: at which level, on which note, and whether its causes are open.
public struct NotesPlace: Hashable, Sendable {
  /// For whom the notes are that are shown.
  public internal(set) var level: NoteLevel
  /// The chosen note; where it is not shown any more, the nearest one stands in for it. Nil as long as there
  /// is none to choose.
  public internal(set) var chosen: NoteID?
  /// The first line that is shown of the chain of causes; nil while the list is shown.
  public internal(set) var chainLine: Int?
  /// Whether the chain was opened from the panels, to which it closes.
  var isFromPanels = false

  /// A place in the list, or with `chainLine` in the chain of causes.
  public init(level: NoteLevel = .headline, chosen: NoteID? = nil, chainLine: Int? = nil) {
    self.level = level
    self.chosen = chosen
    self.chainLine = chainLine
  }

  /// The same place with the chain scrolled to another line.
  func scrolled(to line: Int) -> NotesPlace {
    var place = self
    place.chainLine = line
    return place
  }
}

extension NoteLevel {
  /// The level in words, for a title.
  var words: String {
    switch self {
    case .headline: "what the class should hear"
    case .observation: "what to look for"
    case .detail: "everything"
    }
  }

  /// The level so many places further; the first follows the last.
  func stepped(by places: Int) -> NoteLevel {
    let count = NoteLevel.allCases.count
    return NoteLevel.allCases[((rawValue + places) % count + count) % count]
  }
}
