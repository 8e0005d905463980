import Engine

/// What a run says about the story that it tells, at one moment.
public struct Storyline: Sendable, Equatable {
  /// Something that is expected of the run, or of the twin.
  public struct Tick: Sendable, Equatable {
    /// What, in one line; and in a few words, as the story calls it.
    public let text: String, says: String
    /// Whether it is expected of the twin.
    public let isOfTwin: Bool
    /// When it is judged.
    public let by: Instant
    /// Whether it came so, and what was found; nil before it is judged.
    public let judgement: (isHeld: Bool, found: String)?

    /// An expectation.
    public init(
      _ text: String, says: String? = nil, isOfTwin: Bool, by: Instant, judgement: (isHeld: Bool, found: String)?
    ) {
      (self.text, self.says, self.isOfTwin, self.by) = (text, says ?? text, isOfTwin, by)
      self.judgement = judgement
    }

    /// The same, judged.
    public func judged(_ isHeld: Bool, found: String) -> Tick {
      Tick(text, says: says, isOfTwin: isOfTwin, by: by, judgement: (isHeld, found))
    }

    /// Whether both say the same.
    public static func == (left: Tick, right: Tick) -> Bool {
      left.text == right.text && left.says == right.says && left.isOfTwin == right.isOfTwin && left.by == right.by
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
  /// What it comes to; nil before its end, and where somebody has left it.
  public let ending: Ending?
  /// Since when somebody has done something of their own, so that what comes is not the story's; nil while nobody has.
  public let leftAt: Instant?
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

  /// What is to be said at the end of a story; its numbers and causes are those of the run.
  public struct Ending: Sendable, Equatable {
    /// What happened, in one sentence; empty where the story does not say.
    public let outcome: String
    /// What to try now.
    public let proposals: [Proposal]

    /// An ending.
    public init(outcome: String, proposals: [Proposal]) { (self.outcome, self.proposals) = (outcome, proposals) }
  }

  /// Something to try, and what does it.
  public struct Proposal: Sendable, Equatable {
    /// What to try, in one sentence.
    public let text: String
    /// What is done then, to both runs where there are two.
    public let change: RunDifference

    /// A proposal.
    public init(_ text: String, _ change: RunDifference) { (self.text, self.change) = (text, change) }
  }

  /// What a run says.
  public init(
    name: String, title: String, said: Sentence?, ticks: [Tick], end: Instant, ending: Ending? = nil,
    leftAt: Instant? = nil, panel: Int? = nil, meter: Int? = nil
  ) {
    (self.name, self.title, self.said, self.ticks, self.end) = (name, title, said, ticks, end)
    (self.ending, self.leftAt, self.panel, self.meter) = (ending, leftAt, panel, meter)
  }
}
