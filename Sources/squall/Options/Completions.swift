import ArgumentParser
import Files
import LabKit
import Runs
import Stories
import Themes

// What is asked for when somebody presses Tab, since it takes time to find out or may be another thing tomorrow.
extension CompletionKind {
  /// The labs.
  static var labs: CompletionKind { .custom { _, _, _ in Squall.labs.map(\.id) } }

  /// The labs and the stories.
  static var labsAndStories: CompletionKind { .custom { _, _, _ in Squall.labs.map(\.id) + storyNames } }

  /// The stories.
  static var stories: CompletionKind { .custom { _, _, _ in storyNames } }

  private static var storyNames: [String] { (try? StoryCatalogue.ofLabs())?.stories.map(\.name) ?? [] }

  /// The sessions, the newest first.
  static var sessions: CompletionKind {
    .custom { _, _, _ in
      SessionFolder.ofUser().files.map(SessionFolder.name)
    }
  }

  /// The themes, the user's own included.
  static var themes: CompletionKind { .custom { _, _, _ in ThemeCatalogue.ofUser().names } }

  /// The knobs of the lab that is named in front, up to the value.
  static var settings: CompletionKind {
    .custom { words, _, _ in lab(in: words).knobs.map { $0.key + "=" } }
  }

  private static func lab(in words: [String]) -> LabEntry {
    words.lazy.compactMap { word in Squall.labs.first { $0.id == word } }.first ?? Squall.labs[0]
  }
}
