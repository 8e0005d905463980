import ArgumentParser
import Diagnostics
import Engine
import Grid
import LabKit
import Runs
import Terminal
import Themes

/// A closed set of words.
protocol OptionChoice: OptionValue, CaseIterable {
  /// What one of them is called: `a format`.
  static var noun: String { get }
  /// The word on the command line.
  var word: String { get }
}

extension OptionChoice {
  static var choices: [String] { allCases.map(\.word) }

  init(option text: String) throws(BadInput) {
    guard let found = Self.allCases.first(where: { $0.word == text }) else {
      throw BadInput("there is no \(Self.noun) '\(text.printable)'", nearestTo: text, among: Self.choices)
    }
    self = found
  }
}

extension OptionChoice where Self: RawRepresentable<String> { var word: String { rawValue } }

extension Report.Format: OptionChoice { static var noun: String { "format" } }
extension Export.Format: OptionChoice { static var noun: String { "format" } }
extension Check.Format: OptionChoice { static var noun: String { "format" } }
extension CSVDialect: OptionChoice { static var noun: String { "dialect of CSV" } }
extension ColorChoice: OptionChoice { static var noun: String { "choice of colours" } }

extension GlyphLevel: OptionChoice { static var noun: String { "level of glyphs" } }

extension NoteLevel: OptionChoice {
  static var noun: String { "level of notes" }
  var word: String { "\(self)" }
}

/// Which notes an export has.
enum NoteChoice: OptionChoice {
  case none
  case upTo(NoteLevel)

  static var allCases: [NoteChoice] { [.none] + NoteLevel.allCases.map(NoteChoice.upTo) }
  static var noun: String { NoteLevel.noun }
  var word: String { level?.word ?? "none" }

  /// Up to which level; nil for none.
  var level: NoteLevel? {
    switch self {
    case .none: nil
    case .upTo(let level): level
    }
  }
}

/// A theme by its name, or the file of one. Whether there is such a theme is known where themes are looked for.
struct ThemeName: OptionValue {
  let text: String

  init(option text: String) { self.text = text }

  static var choices: [String] { ThemeCatalogue().names }
  static var completion: CompletionKind { .themes }
}
