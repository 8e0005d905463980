import Engine
import LabKit
import Runs

/// One random walk: inputs, advances, ways back, forks, other branches, bookmarks and twins, by chance; after each
/// step the run is compared with one that went there straight.
public struct Walk {
  let lab: LabEntry
  let seed: UInt64
  private let knobs: [Double]
  /// The run.
  package var run: any LabRun
  /// What chance does next; each step has numbers of its own.
  var draw: Draw
  /// The moments that were seen, with what was there.
  private(set) var visits: [Visit] = []
  /// A copy of the run from some earlier step, which nothing that was done since may have changed.
  var copy: any LabRun
  private(set) var copied: Digest
  private var steps: [String] = []

  /// How many steps a walk takes.
  static let length = 24
  /// How many branches it begins at most by itself; more of them only cost time.
  static let mostBranches = 12

  /// A moment that was seen.
  struct Visit {
    let branch: Int
    let moment: Moment
    let digest: Digest
  }

  /// What became of a walk.
  struct Outcome: Sendable {
    var moments = 0
    var branches = 0
    var digest: Digest
    var failure: Failure?
  }

  /// A moment at which the run was not what it should be.
  public struct Failure: Sendable {
    /// The walk.
    public let seed: UInt64
    /// Everything that was done, the step that failed last.
    public let steps: [String]
    /// What was expected and what there was.
    public let complaint: String
  }

  package init(_ lab: LabEntry, seed: UInt64) {
    self.lab = lab
    self.seed = seed
    let chance = TrialChance(seed: seed, span: .seconds(4))
    knobs = lab.knobs.indices.map { chance.start(of: lab.knobs[$0], $0, lab.defaults[$0]) }
    draw = Walk.numbers(seed, 0)
    // Some walks have hardly a checkpoint, others so many that they are thinned out.
    run = lab.startSpaced(seed, knobs, [5, 50, 500, 20_000][draw.below(4)])
    (copy, copied) = (run, run.digest)
  }

  private static func numbers(_ seed: UInt64, _ step: Int) -> Draw {
    // Apart from the lab's own streams, which number from 1, and from those of the trials.
    Draw(seed: seed, stream: DrawStream(0x7761_6C6B_0000), entity: UInt64(step))
  }

  /// Walks to its end or to the first moment that is wrong.
  mutating func outcome() -> Outcome {
    var outcome = Outcome(digest: run.digest)
    for step in 1...Walk.length {
      let (text, complaint) = take(step: step)
      steps.append(text)
      outcome.moments += run.map.twin == nil ? 1 : 2
      outcome.digest.add(.start, run.digest.value)
      if let complaint = complaint ?? self.complaint() { return failed(complaint, outcome) }
      visit()
    }
    let complaint = complaintOfTips()
    outcome.moments += run.map.branches.count
    outcome.branches = run.map.branches.count
    return complaint.map { failed($0, outcome) } ?? outcome
  }

  /// Takes a step, by its number; says what was done, and what is wrong with where it led.
  package mutating func take(step: Int) -> (text: String, complaint: String?) {
    draw = Walk.numbers(seed, step)
    return takeStep()
  }

  private func failed(_ complaint: String, _ outcome: Outcome) -> Outcome {
    var outcome = outcome
    outcome.branches = run.map.branches.count
    outcome.failure = Failure(seed: seed, steps: steps, complaint: complaint)
    return outcome
  }

  private mutating func visit() {
    let map = run.map
    visits.append(Visit(branch: map.branch, moment: map.moment, digest: run.digest))
  }

  /// Keeps the run as it is now, to look at it again later.
  mutating func keepCopy() { (copy, copied) = (run, run.digest) }
}

extension Walk {
  /// A new run that went to a moment of a branch without ever having been elsewhere.
  func straightRun(_ branch: Int, _ moment: Moment) -> any LabRun {
    var straight = lab.start(seed, knobs, false)
    for (index, entry) in run.journal(ofBranch: branch).prefix(moment.inputs).enumerated() {
      straight.advance(to: Moment(at: entry.at, events: entry.eventsBefore, inputs: index))
      // What is in a journal can be read, or a session could not be played.
      try! TimedInput.Change(entry.text, for: lab).apply(to: &straight)
    }
    straight.advance(to: moment)
    return straight
  }
}
