import Engine
import LabKit

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

  /// How many events are let happen between two reports of progress.
  private static let eventsPerSlice = 100_000

  /// Plays a story; nil is its own seed. `progress` is told the virtual time now and then.
  public init(_ story: Story, seed: UInt64? = nil, progress: (Instant) -> Void = { _ in }) {
    self.story = story
    self.seed = seed ?? story.seed
    var judgements: [Expectation.Judgement?] = story.expectations.map { _ in nil }
    var digests: [Digest] = []
    var breaches: [(isOfTwin: Bool, law: LawLine)] = []
    for isTwin in story.twin == nil ? [false] : [false, true] {
      let run = StoryTrial.play(story, self.seed, isTwin, &judgements, progress)
      digests.append(run.digest)
      for (law, line) in run.snapshot.laws.enumerated()
      where line.declaration.kind == .always && line.verdict == .violated
        && !story.mentions(law, ofTwin: isTwin)
      {
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
    var run = story.script.lab.start(seed, story.script.knobs, false)
    if isTwin { for change in story.twin ?? [] { change.apply(to: &run) } }
    let own = story.expectations.indices.filter { story.expectations[$0].isOfTwin == isTwin }
    let moments = own.flatMap {
      [story.expectations[$0].by] + (story.expectations[$0].since.map { [$0] } ?? [])
    }
    let origins = Set(own.compactMap { story.expectations[$0].since })
    var kept: [Instant: any LabSnapshot] = [:]
    var inputs = story.script.inputs[...]
    for moment in Set(moments + inputs.map(\.at) + [story.end]).sorted() {
      while run.advance(until: moment, limit: eventsPerSlice) == eventsPerSlice { progress(run.now) }
      while let input = inputs.first, input.at == moment { inputs.removeFirst().change.apply(to: &run) }
      if origins.contains(moment) { kept[moment] = run.snapshot }
      for index in own where story.expectations[index].by == moment {
        let expectation = story.expectations[index]
        judgements[index] = expectation.judged(
          at: story.judged(run).snapshot, since: expectation.since.flatMap { kept[$0] })
      }
    }
    return story.judged(run)
  }
}

extension Story {
  /// The run with its eventually-laws judged, if nothing comes in any more and nothing is broken or under way.
  func judged(_ run: any LabRun) -> any LabRun {
    let now = run.snapshot
    let isQuiet =
      now.faults.isEmpty
      && zip(script.lab.knobs, now.knobs).allSatisfy { $0.whileDraining == nil || $0.whileDraining == $1 }
    guard isQuiet, run.isDrained else { return run }
    var judged = run
    judged.judge()
    return judged
  }

  fileprivate func mentions(_ law: Int, ofTwin isTwin: Bool) -> Bool {
    expectations.contains { expectation in
      if case .law(law, _) = expectation.claim { expectation.isOfTwin == isTwin } else { false }
    }
  }
}
