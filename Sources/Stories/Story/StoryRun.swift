import Engine
import LabKit

/// A run in which the inputs of a story happen by themselves, for whoever drives it by hand or by a timer.
///
/// What was done is in the journal of the run, so a step back and forth does nothing twice; and on a branch that
/// somebody began with a key the rest of the story goes on.
struct StoryRun: LabRun {
  let story: Story
  var run: any LabRun
  /// What is expected, not judged yet, in the order of the story: its words are worked out once.
  let ticks: [Storyline.Tick]
  /// When the first expectation is judged.
  let firstDue: Instant
  var judged: [Judged: Expectation.Judgement] = [:]

  /// An expectation of a story on a branch: what lies behind is not changed any more, so neither is what came of it.
  struct Judged: Hashable {
    let branch: Int
    let expectation: Int
  }

  /// A story that begins, with its twin beside it; nil is the story's own seed.
  init(_ story: Story, seed: UInt64? = nil) {
    var run = story.lab.start(seed ?? story.seed, story.knobs, true)
    if story.hasTwin { run.beginTwin() }
    self.init(story, in: run)
    giveCues()
    tickOff()
  }

  /// A story that goes on in a run in which it was begun.
  init(_ story: Story, goingOnIn run: any LabRun) {
    self.init(story, in: run)
    // Killed before the twin was written down.
    if story.hasTwin, run.map.branches.count == 1, run.map.tip == .beginning { self.run.beginTwin() }
    tickOff()
  }

  private init(_ story: Story, in run: any LabRun) {
    (self.story, self.run) = (story, run)
    firstDue = story.expectations.map(\.by).min() ?? .distantFuture
    ticks = story.expectations.map {
      Storyline.Tick($0.text(for: story.lab), says: $0.says, isOfTwin: $0.isOfTwin, by: $0.by, judgement: nil)
    }
  }

  /// Goes somewhere else, and judges what is behind then.
  mutating func travel(_ body: (inout any LabRun) -> Void) {
    body(&run)
    tickOff()
  }
}

// What the story adds: every way forwards stops at its inputs.
extension StoryRun {
  private func nextCue(after now: Instant) -> Instant? {
    story.cues.first { $0.input.at > now }?.input.at
  }

  mutating func advance(until end: Instant, limit: Int) -> Int {
    defer { tickOff() }
    var done = 0
    repeat {
      giveCues()
      let stop = min(nextCue(after: run.now) ?? end, end)
      done += run.advance(until: stop, limit: limit - done)
    } while done < limit && run.now < end
    giveCues()
    return done
  }

  mutating func step(notAfter end: Instant) -> Bool {
    defer { tickOff() }
    giveCues()
    while let next = nextCue(after: run.now), next <= end {
      if run.step(notAfter: Instant(nanoseconds: next.nanoseconds - 1)) { return true }
      // Nothing happens before it, so time goes there at once.
      _ = run.advance(until: next, limit: 1)
      giveCues()
    }
    return run.step(notAfter: end)
  }

  mutating func advance(to moment: Moment) {
    _ = advance(until: moment.at, limit: max(0, moment.events - processed))
    run.advance(to: moment)
    tickOff()
  }

  mutating func beginTwin(onBranch branch: Int) {
    let here = run.map
    guard here.branches.indices.contains(branch) else { return }
    if here.branches[branch].tip.at < here.moment.at {
      // It is run on to the present, and the story goes on there as well.
      run.go(toBranch: branch, at: nil)
      while advance(until: here.moment.at, limit: Patience.stretch) == Patience.stretch, !patience.isOver {}
      run.go(toBranch: here.branch, at: here.moment)
    }
    travel { $0.beginTwin(onBranch: branch) }
  }
}

extension LabRun {
  /// The story that the run tells; nil when it tells none.
  var toldStory: Story? { (self as? StoryRun)?.story }
}
