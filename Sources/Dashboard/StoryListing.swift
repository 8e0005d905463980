import Grid
import LabKit

/// A story that can be played.
public struct StoryListing: Sendable {
  /// The name on the command line.
  public let name: String
  /// The name on the screen.
  public let title: String
  /// One or two sentences.
  public let summary: String

  /// A story.
  public init(name: String, title: String, summary: String) {
    (self.name, self.title, self.summary) = (name, title, summary)
  }
}

extension DashboardState {
  /// Takes in what the story says; a new sentence stays until the next one or a key.
  mutating func take(_ storyline: Storyline?) {
    if storyline?.said != self.storyline?.said || storyline?.name != self.storyline?.name {
      said = storyline?.said
    }
    self.storyline = storyline
  }

  /// What stands in the place of the notes, to be read.
  var news: Span? { notice ?? said.map { Span($0.text, .title, .bold) } }

  /// Opens the story's page, if one is told.
  mutating func openStory() {
    if storyline == nil {
      notice = Span("no story is told; the palette lists them, and so does 'squall stories'", .muted)
    } else {
      overlay = .story(firstLine: 0)
    }
  }
}
