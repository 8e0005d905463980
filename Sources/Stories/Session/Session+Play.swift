import Diagnostics
import Engine
import LabKit

extension Session {
  /// Where a run that is done again is not what the file says.
  public struct Deviation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line of the file.
    public let line: Int
    /// The virtual time.
    public let at: Instant
    /// The digest or number of events that the file says, and the one that came out.
    public let expected: String, actual: String

    /// In one line.
    public var description: String {
      "line \(line), at \((at - .start).text): the file says \(expected), this run has \(actual)"
    }
  }

  /// The run, with everything that was done in it done again.
  public struct Replay: Sendable {
    /// The run, where it was looked at last.
    public var run: any LabRun
    /// How many branches, inputs and digests were gone through.
    public var branches = 0, inputs = 0, digests = 0
    /// The first place at which it is not what the file says; nil when all agreed.
    public var deviation: Deviation?
  }

  /// Does everything again, as fast as it can; `progress` is told the virtual time now and then.
  ///
  /// A story goes on where it stood. Where the file is of another version, the run may be another one: the first such
  /// place is told, and what was done is done at its virtual times.
  public func replayed(progress: (Instant) -> Void = { _ in }) -> Replay {
    var replay = Replay(run: lab.start(header.seed, knobs, true))
    for (number, branch) in branches.enumerated() {
      if let fork = branch.fork {
        replay.run.go(toBranch: fork.branch, at: fork.moment)
        replay.run.beginTwin()
        replay.run.endTwin()
        replay.run.go(toBranch: number, at: nil)
      }
      replay.branches += 1
      for step in branch.steps { take(step, &replay, progress) }
    }
    for (place, name) in bookmarks {
      replay.run.go(toBranch: place.branch, at: place.moment)
      replay.run.bookmark(name)
    }
    replay.run.go(toBranch: stands.place.branch, at: stands.place.moment)
    if let twin = stands.twin { replay.run.beginTwin(onBranch: twin) }
    if let story { replay.run = StoryRun(story, goingOnIn: replay.run) }
    return replay
  }

  private func take(_ step: Step, _ replay: inout Replay, _ progress: (Instant) -> Void) {
    advance(&replay.run, to: step.moment, progress)
    if replay.run.processed != step.moment.events {
      replay.deviates(step, "\(step.moment.events) events", "\(replay.run.processed)")
    }
    switch step.kind {
    case .input(let change):
      replay.inputs += 1
      change.apply(to: &replay.run)
    case .digest(let expected):
      replay.digests += 1
      let actual = replay.run.digest.description
      if actual != expected { replay.deviates(step, "digest \(expected.printable)", actual) }
    case .passed: break
    }
  }

  /// In slices, so that somebody who waits sees that it moves.
  private func advance(_ run: inout any LabRun, to moment: Moment, _ progress: (Instant) -> Void) {
    while run.advance(until: moment.at, limit: min(100_000, max(0, moment.events - run.processed))) == 100_000 {
      progress(run.now)
    }
    run.advance(to: moment)
  }
}

extension Session.Replay {
  fileprivate mutating func deviates(_ step: Session.Step, _ expected: String, _ actual: String) {
    guard deviation == nil else { return }
    deviation = Session.Deviation(line: step.line, at: step.moment.at, expected: expected, actual: actual)
  }
}
