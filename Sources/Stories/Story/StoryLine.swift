import Engine
import LabKit
import Runs

/// What was expected of one run with one seed, and what was found, as programs read it.
struct StoryLine {
  /// `first` or `twin`.
  let run: String
  /// The moment at which it is judged, and the one from which on a figure is taken; nil is the start of the run.
  let at: Instant, since: Instant?
  /// The name of the meter or of the law, and of a meter which figure.
  let of: String, figure: String?
  /// What was expected: `below 20`, `held`.
  let expected: String
  /// The figure that was found, in full; nil for laws, and where nothing was measured.
  let value: Double?
  /// What was found, in words.
  let found: String
  /// Whether the one is the other.
  let isHeld: Bool

  /// The same in one word.
  var verdict: String { isHeld ? "held" : "failed" }
}

extension StoryFindings {
  /// What came of every expectation in one trial, then the laws that broke though nobody expected it.
  func lines(of trial: StoryTrial) -> [StoryLine] {
    zip(story.expectations, trial.judgements).map { StoryLine($0, $1, story.lab) }
      + trial.breaches.map { StoryLine(breaking: $0.law, $0.isOfTwin, at: story.end) }
  }
}

extension StoryLine {
  fileprivate init(_ expectation: Expectation, _ judgement: Expectation.Judgement, _ lab: LabEntry) {
    run = expectation.isOfTwin ? "twin" : "first"
    (at, since) = (expectation.by, expectation.since)
    switch expectation.claim {
    case .law(let law, let verdict):
      of = lab.laws[law].name
      figure = nil
      expected = Expectation.word(verdict, lab.laws[law].kind)
    case .meter(let meter, let statistic, let bound):
      of = lab.meters[meter].name
      figure = statistic.rawValue
      expected = bound.text(\.figure)
    }
    (value, found, isHeld) = (judgement.value, judgement.found, judgement.isHeld)
  }

  /// A law that every run is expected to keep.
  fileprivate init(breaking law: LawLine, _ isOfTwin: Bool, at end: Instant) {
    run = isOfTwin ? "twin" : "first"
    (at, since) = (law.first?.at ?? end, nil)
    (of, figure) = (law.declaration.name, nil)
    expected = Expectation.word(.held, law.declaration.kind)
    (value, found, isHeld) = (nil, Expectation.word(law.verdict, law.declaration.kind), false)
  }
}
