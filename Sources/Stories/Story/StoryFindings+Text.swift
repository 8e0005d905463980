import Engine
import LabKit
import Runs

extension StoryFindings {
  /// The report: what was expected of each run, and what came of it.
  public var text: String {
    var sections = [heading, section(ofTwin: false)]
    if story.hasTwin { sections.append(section(ofTwin: true)) }
    let breaches = trials.flatMap { trial in trial.breaches.map { line($0.law, $0.isOfTwin, trial.seed) } }
    if !breaches.isEmpty {
      sections.append(["Laws that broke though nobody expected it"] + breaches.prefix(20))
    }
    sections.append([summary])
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var lab: LabEntry { story.lab }

  private var heading: [String] {
    let seeds =
      trials.count == 1
      ? "seed \(trials[0].seed)"
      : "\(trials.count) seeds, \(trials[0].seed) to \(trials[trials.count - 1].seed)"
    return ["\(story.name): \(story.title)", "lab \(lab.id), \(seeds), \((story.end - .start).text)"]
  }

  private func section(ofTwin isTwin: Bool) -> [String] {
    let distinction = story.distinction(ofTwin: isTwin)
    let head = (isTwin ? "The twin" : "The first run") + (distinction.isEmpty ? "" : ", \(distinction)")
    let rows = story.expectations.indices.filter { story.expectations[$0].isOfTwin == isTwin }.map(row)
    return [head] + (rows.isEmpty ? ["  nothing is expected of it"] : TextTable(rows, leftColumns: 4).lines)
  }

  private func row(_ index: Int) -> [String] {
    let expectation = story.expectations[index]
    let judgements = trials.map { $0.judgements[index] }
    let held = judgements.count(where: \.isHeld)
    return [
      held == judgements.count ? "  ✓" : "  ✗", "at \((expectation.by - .start).text)",
      expectation.text(for: lab),
      trials.count == 1
        ? "found \(judgements[0].found)" : "in \(held) of \(trials.count), \(range(expectation, judgements))",
    ]
  }

  /// What was found over all seeds: the least and the most, or every verdict.
  private func range(_ expectation: Expectation, _ judgements: [Expectation.Judgement]) -> String {
    let measured = judgements.filter { $0.value != nil }.sorted { $0.value! < $1.value! }
    if let least = measured.first, let most = measured.last {
      let missing = measured.count < judgements.count ? ", and nothing measured" : ""
      return "found \(least.found) to \(most.found)\(missing)"
    }
    var words: [String] = []
    for judgement in judgements where !words.contains(judgement.found) { words.append(judgement.found) }
    return "found \(words.joined(separator: ", "))"
  }

  private func line(_ law: LawLine, _ isOfTwin: Bool, _ seed: UInt64) -> String {
    "  \(isOfTwin ? "the twin" : "the first run"), seed \(seed): \(law.declaration.name): \(law.declaration.claim)"
  }

  private var summary: String {
    let failed = trials.filter { !$0.isAsExpected }.map(\.seed)
    guard !failed.isEmpty else { return "All as expected." }
    let shown = failed.prefix(10).map(String.init).joined(separator: ", ")
    return "NOT as expected with seed \(shown)\(failed.count > 10 ? " and \(failed.count - 10) more" : "")."
  }
}
