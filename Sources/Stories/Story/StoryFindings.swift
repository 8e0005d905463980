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

extension StoryFindings {
  /// One row for each expectation of each run with each seed, in the order of the seeds.
  func csv(_ dialect: CSVDialect) -> String {
    let heads = ["seed", "run", "at", "since", "of", "figure", "expected", "found", "verdict"]
    let rows = trials.flatMap { trial in
      lines(of: trial).map { line -> [CSVDialect.Field] in
        [
          .number(String(trial.seed)), .text(line.run), .number(line.at.seconds.figure),
          .number(line.since?.seconds.figure ?? ""), .text(line.of), .text(line.figure ?? ""),
          .text(line.expected), line.value.map { .number($0.figure) } ?? .text(line.found),
          .text(line.verdict),
        ]
      }
    }
    return ([heads.map(CSVDialect.Field.text)] + rows).map(dialect.line).joined()
  }
}

extension StoryFindings {
  /// Everything, for programs: a trial for each seed, in it an object for each expectation of each run. Times are in
  /// seconds, of meters and of moments.
  var json: String {
    JSONValue.object([
      ("story", .text(story.name)), ("title", .text(story.title)), ("lab", .text(story.lab.id)),
      ("until", .number(story.end.seconds.figure)), ("asExpected", .flag(isAsExpected)),
      ("trials", .list(trials.map(json))),
    ]).written() + "\n"
  }

  private func json(_ trial: StoryTrial) -> JSONValue {
    let digests = zip(["first", "twin"], trial.digests).map { ($0, JSONValue.text($1.description)) }
    return .object([
      ("seed", .number(String(trial.seed))), ("asExpected", .flag(trial.isAsExpected)),
      ("digests", .object(digests)), ("expectations", .list(lines(of: trial).map(json))),
    ])
  }

  private func json(_ line: StoryLine) -> JSONValue {
    .object([
      ("run", .text(line.run)), ("at", .number(line.at.seconds.figure)),
      ("since", line.since.map { .number($0.seconds.figure) } ?? .null), ("of", .text(line.of)),
      ("figure", line.figure.map { .text($0) } ?? .null), ("expected", .text(line.expected)),
      ("found", line.value.map { .number($0.figure) } ?? .text(line.found)),
      ("verdict", .text(line.verdict)),
    ])
  }
}
