import Engine
import LabKit
import Runs

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
