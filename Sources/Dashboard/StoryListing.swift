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
  /// Takes in what the story says; a sentence stays until the next one, whatever is pressed, and a new story shows where it
  /// can be seen.
  mutating func take(_ storyline: Storyline?) {
    if let storyline, storyline.name != self.storyline?.name { show(storyline) }
    if storyline?.said != self.storyline?.said || storyline?.name != self.storyline?.name {
      said = storyline?.said
      // What was to be read before a sentence of the same story is older than it.
      if said != nil, self.storyline != nil { notice = nil }
    }
    self.storyline = storyline
  }

  /// A story begins at the speed at which it can be read, also behind another one that came to its end.
  mutating func play(_ story: StoryListing) -> [Effect] {
    (overlay, notice) = (.none, nil)
    (speed, actualSpeed, isPaused) = (1, 1, false)
    return [.playStory(story.name), .setSpeed(speed), .resume]
  }

  private mutating func show(_ storyline: Storyline) {
    if let panel = storyline.panel, entry.panels.indices.contains(panel) { focusedPanel = panel }
    if let meter = storyline.meter, entry.meters.indices.contains(meter), twin != nil {
      (comparedMeter, isMeterChosen) = (meter, true)
    }
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
