import Engine
import LabKit
import Runs

/// What came of a story over one seed or many.
public struct StoryFindings: Sendable {
  /// The story.
  public let story: Story
  /// One trial for each seed, in the order of the seeds; at least one.
  public let trials: [StoryTrial]

  /// Plays a story over seeds, so many at once, which changes nothing in what is found; `progress` is told how many
  /// are done, one call at a time.
  public init(_ story: Story, seeds: [UInt64], jobs: Int = 1, progress: @Sendable (Int) -> Void = { _ in }) {
    self.story = story
    trials = inParallel(jobs: jobs, count: seeds.count, progress: progress) {
      StoryTrial(story, seed: seeds[$0])
    }
  }

  /// What came of one trial.
  public init(_ trial: StoryTrial) { (story, trials) = (trial.story, [trial]) }

  /// Whether all came as expected with every seed.
  public var isAsExpected: Bool { trials.allSatisfy(\.isAsExpected) }

  /// The report as text that ends with a line feed.
  public func written(as format: Report.Format, csv dialect: CSVDialect = .standard) -> String {
    switch format {
    case .text: text
    case .json: json
    case .csv: csv(dialect)
    }
  }
}
