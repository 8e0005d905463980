import Engine

/// What a run says about the story that it tells, at one moment.
public struct Storyline: Sendable, Equatable {
  /// Something that is expected of the run, or of the twin.
  public struct Tick: Sendable, Equatable {
    /// What, in one line.
    public let text: String
    /// Whether it is expected of the twin.
    public let isOfTwin: Bool
    /// When it is judged.
    public let by: Instant
    /// Whether it came so, and what was found; nil before it is judged.
    public let judgement: (isHeld: Bool, found: String)?

    /// An expectation.
    public init(_ text: String, isOfTwin: Bool, by: Instant, judgement: (isHeld: Bool, found: String)?) {
      (self.text, self.isOfTwin, self.by, self.judgement) = (text, isOfTwin, by, judgement)
    }

    /// The same, judged.
    public func judged(_ isHeld: Bool, found: String) -> Tick {
      Tick(text, isOfTwin: isOfTwin, by: by, judgement: (isHeld, found))
    }

    /// Whether both say the same.
    public static func == (left: Tick, right: Tick) -> Bool {
      left.text == right.text && left.isOfTwin == right.isOfTwin && left.by == right.by
        && left.judgement?.isHeld == right.judgement?.isHeld && left.judgement?.found == right.judgement?.found
    }
  }

  /// The story's name and title.
  public let name: String, title: String
  /// Which sentence was said last, counted from 0, and the sentence; nil before the first.
  public let said: Sentence?
  /// What is expected of the runs that are there.
  public let ticks: [Tick]
  /// When the story ends.
  public let end: Instant
  /// In what the twin differs from the start on, in one line; nil where that comes later, or there is none.
  public let twin: String?
  /// The panel and the meter in which it can be seen, by their positions among the lab's; nil leaves what is shown.
  public let panel: Int?, meter: Int?

  /// A sentence and its position.
  public struct Sentence: Sendable, Equatable {
    /// The position among the story's sentences.
    public let position: Int
    /// The sentence.
    public let text: String

    /// A sentence.
    public init(position: Int, text: String) { (self.position, self.text) = (position, text) }
  }

  /// What a run says.
  public init(
    name: String, title: String, said: Sentence?, ticks: [Tick], end: Instant, twin: String? = nil,
    panel: Int? = nil, meter: Int? = nil
  ) {
    (self.name, self.title, self.said, self.ticks, self.end) = (name, title, said, ticks, end)
    (self.twin, self.panel, self.meter) = (twin, panel, meter)
  }
}
