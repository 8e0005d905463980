import LabKit

/// Where one can go: a lab, a system or a story, as it is found by a word.
public struct Place: Sendable {
  /// Which one, by its position in its list.
  public enum Kind: Sendable { case lab(Int), story(Int) }
  /// Which one it is.
  public let kind: Kind
  /// The name on the screen, and on the command line.
  public let title: String, name: String
  /// One or two sentences.
  public let summary: String
  /// Other words by which it is found: its name, and what else it is called.
  let words: [String]
  /// The patterns that work together in it, by the names of their labs.
  private let patterns: [String]

  /// Labs and stories, in their order.
  public static func all(labs: [LabEntry], stories: [StoryListing]) -> [Place] {
    labs.enumerated().map { index, lab in
      Place(
        kind: .lab(index), title: lab.title, name: lab.id, summary: lab.summary,
        words: [lab.id] + lab.alsoCalled, patterns: lab.panels.flatMap(\.labs).map(\.lab))
    }
      + stories.enumerated().map { index, story in
        Place(
          kind: .story(index), title: story.title, name: story.name, summary: story.summary, words: [story.name],
          patterns: [])
      }
  }

  /// How well a word means it, the higher the better: by its names, by a pattern in it, or by a word of its summary; nil
  /// when it does not.
  public func score(word: String) -> Int? {
    let named = best(word, [title] + words), asPart = best(word, patterns).map { $0 - 50 }
    return named ?? asPart ?? best(word, [summary]).map { $0 - 100 }
  }

  private func best(_ word: String, _ texts: [String]) -> Int? {
    texts.compactMap { FuzzyMatch.score(word: word, in: $0) }.max()
  }
}
