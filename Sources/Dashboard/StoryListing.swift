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
  /// Takes in what the story says: a new one shows where it can be seen, and one that has come to its end what it came to.
  mutating func take(_ storyline: Storyline?) {
    let before = self.storyline
    self.storyline = storyline
    guard let storyline else { return }
    guard storyline.name == before?.name else { return show(storyline) }
    if storyline.leftAt != nil, before?.leftAt == nil {
      notice = Span(
        "You have left the story: what it expects holds for its own run. R begins it again.", .warning, .bold)
    }
    if storyline.ending != nil, before?.ending == nil { openEnding() }
  }

  /// A story begins at the speed at which it can be read, also behind another one that came to its end.
  mutating func play(_ story: StoryListing) -> [Effect] {
    (overlay, notice) = (.none, nil)
    (speed, actualSpeed, isPaused) = (1, 1, false)
    return [.playStory(story.name), .setSpeed(speed), .resume]
  }

  private mutating func show(_ storyline: Storyline) {
    if let meter = storyline.meter, entry.meters.indices.contains(meter) {
      if twin != nil {
        compare(meter: meter, isChosen: true)
      } else if let shown = entry.panel(showing: meter) {
        focusedPanel = shown.panel
      }
    }
    if let panel = storyline.panel, entry.panels.indices.contains(panel) { focus(panel) }
  }

  /// What the story said last; it stays until the next sentence, whatever is pressed.
  var sentence: Span? { storyline?.said.map { Span($0.text, .title, .bold) } }

  /// Opens the story's page, if one is told.
  mutating func openStory() {
    if storyline == nil {
      notice = Span("no story is told; the palette lists them, and so does 'squall stories'", .muted)
    } else {
      overlay = .story(firstLine: 0)
    }
  }
}
