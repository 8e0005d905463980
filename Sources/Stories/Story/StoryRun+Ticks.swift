import Engine
import LabKit

// Ticking off.
extension StoryRun {
  /// Judges what has come due, in the runs that are there.
  mutating func tickOff() {
    let now = run.now
    guard now >= firstDue, leftAt == nil else { return }
    let branches = branches
    for (index, expectation) in story.expectations.enumerated() where expectation.by <= now {
      guard let branch = branches.of(expectation) else { continue }
      let key = Judged(branch: branch, expectation: index)
      if judged[key] == nil { judged[key] = judgement(of: expectation, onBranch: branch) }
    }
  }

  /// The branches on which the story's runs are looked at; nil where one is not.
  private var branches: Branches {
    let map = run.map
    let shown = [map.branch] + (map.twin.map { [$0.branch] } ?? [])
    return Branches(first: shown.first { !isTwin($0, in: map) }, twin: shown.first { isTwin($0, in: map) })
  }

  private struct Branches {
    let first: Int?, twin: Int?

    /// The one that an expectation is about.
    func of(_ expectation: Expectation) -> Int? { expectation.isOfTwin ? twin : first }
  }

  private func judgement(of expectation: Expectation, onBranch branch: Int) -> Expectation.Judgement {
    func world(at: Instant) -> any LabRun {
      var past = run
      if past.map.branch != branch { past.swapWithTwin() }
      past.endTwin()
      past.go(to: at)
      return past
    }
    return expectation.judged(
      at: world(at: expectation.by).judgedIfQuiet.snapshot,
      since: expectation.since.map { world(at: $0).snapshot })
  }

  var storyEnd: Instant? { story.end }

  var storyline: Storyline? {
    let now = run.now, branches = branches, leftAt = leftAt
    let last = story.narration.lastIndex { $0.at <= now }
    return Storyline(
      name: story.name, title: story.title,
      said: last.map { Storyline.Sentence(position: $0, text: story.narration[$0].text) },
      ticks: story.expectations.enumerated().compactMap { index, expectation in
        guard let branch = branches.of(expectation) else { return nil }
        guard expectation.by <= now, let found = judged[Judged(branch: branch, expectation: index)] else {
          return ticks[index]
        }
        return ticks[index].judged(found.isHeld, found: found.found)
      }, end: story.end, ending: now >= story.end && leftAt == nil ? story.ending : nil, leftAt: leftAt,
      panel: story.panel, meter: story.meter)
  }
}
