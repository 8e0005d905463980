import Engine
import LabKit

/// A run in which the inputs of a story happen by themselves, for whoever drives it by hand or by a timer.
///
/// What was done is in the journal of the run, so a step back and forth does nothing twice; and on a branch that
/// somebody began with a key the rest of the story goes on.
struct StoryRun: LabRun {
  let story: Story
  var run: any LabRun
  /// How many of the story's inputs were given, for each branch on which one was.
  private var given: [Int: Int] = [:]
  private var judged: [Judged: Expectation.Judgement] = [:]

  /// An expectation of a story on a branch: what lies behind is not changed any more, so neither is what came of it.
  private struct Judged: Hashable {
    let branch: Int
    let expectation: Int
  }

  /// A story that begins, with its twin beside it; nil is the story's own seed.
  init(_ story: Story, seed: UInt64? = nil) {
    self.story = story
    run = story.script.lab.start(seed ?? story.seed, story.script.knobs, true)
    if let twin = story.twin {
      run.beginBeside()
      for case .turn(let knob, let value) in twin { run.turnBeside(knob, to: value) }
    }
    giveCues()
    tickOff()
  }

  /// Goes somewhere else, and judges what is behind then.
  mutating func travel(_ body: (inout any LabRun) -> Void) {
    body(&run)
    tickOff()
  }
}

// What the story adds: every way forwards goes through its inputs.
extension StoryRun {
  /// How many of the story's inputs were given on a branch. A branch has behind it what was given where it left.
  private func givenCues(onBranch branch: Int) -> Int {
    if let count = given[branch] { return count }
    let fork = run.map.branches[branch]
    guard let parent = fork.parent else { return 0 }
    return min(givenCues(onBranch: parent), story.script.inputs.count { $0.at <= fork.fork.at })
  }

  /// The next input that was not given on the branch that the run is on; nil when all were.
  private var nextCue: TimedInput? {
    let given = givenCues(onBranch: run.map.branch)
    return given < story.script.inputs.count ? story.script.inputs[given] : nil
  }

  /// Gives the inputs whose moment has come.
  private mutating func giveCues() {
    while let cue = nextCue, cue.at <= run.now, !run.map.isInPast {
      cue.change.apply(to: &run)
      let map = run.map, count = givenCues(onBranch: map.branch) + 1
      given[map.branch] = count
      // Who goes on with the run beside must not be given it all again.
      if let beside = map.beside { given[beside.branch] = count }
    }
  }

  mutating func advance(until end: Instant, limit: Int) -> Int {
    defer { tickOff() }
    var done = 0
    repeat {
      giveCues()
      let stop = min(nextCue?.at ?? end, end)
      done += run.advance(until: stop, limit: limit - done)
    } while done < limit && run.now < end
    if done < limit { giveCues() }
    return done
  }

  mutating func step(notAfter end: Instant) -> Bool {
    defer { tickOff() }
    giveCues()
    while let cue = nextCue, cue.at <= end {
      if run.step(notAfter: Instant(nanoseconds: max(1, cue.at.nanoseconds) - 1)) { return true }
      // Nothing happens before it, so time goes there at once.
      _ = run.advance(until: cue.at, limit: 1)
      giveCues()
    }
    return run.step(notAfter: end)
  }

  mutating func advance(to moment: Moment) {
    _ = advance(until: moment.at, limit: max(0, moment.events - processed))
    run.advance(to: moment)
    tickOff()
  }
}

// Ticking off.
extension StoryRun {
  /// Judges what has come due, on this branch.
  private mutating func tickOff() {
    let now = run.now
    for (index, expectation) in story.expectations.enumerated() where expectation.by <= now {
      guard let branch = branch(of: expectation), judged[Judged(branch: branch, expectation: index)] == nil
      else {
        continue
      }
      judged[Judged(branch: branch, expectation: index)] = judgement(of: expectation)
    }
  }

  /// The branch that an expectation is about; nil when its run is not there.
  private func branch(of expectation: Expectation) -> Int? {
    expectation.isOfTwin ? run.map.beside?.branch : run.map.branch
  }

  private func judgement(of expectation: Expectation) -> Expectation.Judgement? {
    func world(at: Instant, isJudged: Bool) -> (any LabSnapshot)? {
      var past = run
      if expectation.isOfTwin {
        past.swapWithBeside()
        past.endBeside()
      } else {
        past.endBeside()
      }
      past.go(to: at)
      return (isJudged ? story.judged(past) : past).snapshot
    }
    guard let now = world(at: expectation.by, isJudged: true) else { return nil }
    return expectation.judged(at: now, since: expectation.since.flatMap { world(at: $0, isJudged: false) })
  }

  var storyline: Storyline? {
    let last = story.narration.lastIndex { $0.at <= run.now }
    return Storyline(
      name: story.name, title: story.title,
      said: last.map { Storyline.Sentence(position: $0, text: story.narration[$0].text) },
      ticks: story.expectations.enumerated().map { index, expectation in
        let found = branch(of: expectation).flatMap { judged[Judged(branch: $0, expectation: index)] }
        return Storyline.Tick(
          expectation.text(for: entry), isOfTwin: expectation.isOfTwin, by: expectation.by,
          judgement: expectation.by <= run.now ? found.map { ($0.isHeld, $0.found) } : nil)
      }, end: story.end)
  }
}
