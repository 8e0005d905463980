import Engine
import LabKit
import Runs

extension StoryFindings {
  /// One row for each expectation of each run with each seed, in the order of the seeds.
  var csv: String {
    let heads = ["seed", "run", "at", "since", "of", "figure", "expected", "found", "verdict"]
    let rows = trials.flatMap { trial in
      lines(of: trial).map { line in
        [
          String(trial.seed), line.run, line.at.seconds.figure, line.since?.seconds.figure ?? "", line.of,
          line.figure ?? "", line.expected, line.value?.figure ?? line.found, line.verdict,
        ]
      }
    }
    return ([heads] + rows).map { $0.map(Report.quoted).joined(separator: ",") + "\n" }.joined()
  }
}
