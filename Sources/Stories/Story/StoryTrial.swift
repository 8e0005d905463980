import Engine
import LabKit
import Runs

/// A story played without a terminal, once for each of its runs, as fast as it can.
public struct StoryTrial: Sendable {
  /// The story.
  public let story: Story
  /// The seed.
  public let seed: UInt64
  /// What came of each expectation, in their order.
  public let judgements: [Expectation.Judgement]
  /// The fingerprints of the first run and of the second.
  public let digests: [Digest]
  /// The always-laws that broke though no expectation mentions them: of which run, and the law.
  public let breaches: [(isOfTwin: Bool, law: LawLine)]

  /// Whether all came as expected, and no law broke that was not expected to.
  public var isAsExpected: Bool { judgements.allSatisfy(\.isHeld) && breaches.isEmpty }

  /// Plays a story; nil is its own seed. `progress` is told the virtual time now and then.
  public init(_ story: Story, seed: UInt64? = nil, progress: (Instant) -> Void = { _ in }) {
    self.story = story
    self.seed = seed ?? story.seed
    var judgements: [Expectation.Judgement?] = story.expectations.map { _ in nil }
    var digests: [Digest] = []
    var breaches: [(isOfTwin: Bool, law: LawLine)] = []
    for isTwin in story.hasTwin ? [false, true] : [false] {
      let run = StoryTrial.play(story, self.seed, isTwin, &judgements, progress)
      digests.append(run.digest)
      for (law, line) in run.snapshot.laws.enumerated()
      where line.breaksSafety && !story.mentions(law, ofTwin: isTwin) {
        breaches.append((isTwin, line))
      }
    }
    self.judgements = judgements.map { $0! }
    self.digests = digests
    self.breaches = breaches
  }

  private static func play(
    _ story: Story, _ seed: UInt64, _ isTwin: Bool, _ judgements: inout [Expectation.Judgement?],
    _ progress: (Instant) -> Void
  ) -> any LabRun {
    let script = story.script(ofTwin: isTwin)
    var run = script.lab.start(seed, script.knobs, false)
    let own = story.expectations.indices.filter { story.expectations[$0].isOfTwin == isTwin }
    let moments = own.flatMap {
      [story.expectations[$0].by] + (story.expectations[$0].since.map { [$0] } ?? [])
    }
    let origins = Set(own.compactMap { story.expectations[$0].since })
    var kept: [Instant: any LabSnapshot] = [:]
    var inputs = script.inputs[...]
    for moment in Set(moments + inputs.map(\.at) + [story.end]).sorted() {
      HeadlessRun.advance(&run, until: moment, progress)
      while let input = inputs.first, input.at == moment { inputs.removeFirst().change.apply(to: &run) }
      if origins.contains(moment) { kept[moment] = run.snapshot }
      for index in own where story.expectations[index].by == moment {
        let expectation = story.expectations[index]
        judgements[index] = expectation.judged(
          at: run.judgedIfQuiet.snapshot, since: expectation.since.flatMap { kept[$0] })
      }
    }
    return run.judgedIfQuiet
  }
}

extension LabRun {
  /// The run with its eventually-laws judged, as at the end of one without a story; it goes on unjudged.
  var judgedIfQuiet: any LabRun {
    var judged: any LabRun = self
    judged.judgeIfQuiet()
    return judged
  }
}

extension Story {
  fileprivate func mentions(_ law: Int, ofTwin isTwin: Bool) -> Bool {
    expectations.contains { expectation in
      if case .law(law, _) = expectation.claim { expectation.isOfTwin == isTwin } else { false }
    }
  }
}
