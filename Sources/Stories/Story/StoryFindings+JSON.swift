import Engine
import LabKit
import Runs

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
