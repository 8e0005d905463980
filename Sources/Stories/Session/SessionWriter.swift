import Diagnostics
import Engine
import LabKit

/// Says what has to be appended to a session file so that it tells all of a run; what was written is not written twice.
public struct SessionWriter: Sendable {
  /// How many inputs of each branch are written.
  private var inputs: [Int] = []
  /// How far each branch is written to have been run.
  private var tips: [Moment] = []
  private var bookmarks = 0
  /// Where who reads the file so far takes the run to stand, and the branch of the twin.
  private var told = (place: SessionLine.Place(branch: 0, moment: .beginning), twin: Int?.none)

  private var limits = SessionLimits()
  private var bytes = 0

  /// A writer of a file in which nothing is written yet.
  public init() {}

  /// A writer that goes on where a file of so many bytes ends that tells all of this run.
  public init(continuing run: any LabRun, length: Int) throws(BadInput) {
    _ = try lines(for: run)
    bytes = length
  }

  /// The first lines of a file.
  public static func beginning(_ run: any LabRun, squall version: String) -> String {
    let lab = run.entry
    var start = run
    start.go(to: .beginning)
    let knobs = zip(lab.knobs, start.snapshot.knobs).map { "\($0.key)=\($0.text($1))" }
    let header = SessionHeader(
      format: SessionHeader.newestFormat, squall: version, lab: lab.id, seed: run.seed, knobs: knobs,
      story: run.toldStory?.text, system: lab.text)
    return SessionLine.session(header).text + "\n"
  }

  /// What was done since the last time, and where the run is. Throws once the file would be more than can be read; until
  /// then it is whole.
  public mutating func lines(for run: any LabRun) throws(BadInput) -> String {
    do { return try newLines(for: run) } catch {
      throw BadInput("a session cannot hold \(error)")
    }
  }

  private mutating func newLines(for run: any LabRun) throws(BadInput) -> String {
    let map = run.map
    var lines: [SessionLine] = []
    // A branch comes before those that leave it.
    for (number, branch) in map.branches.enumerated() {
      try writeInputs(number, branch, run, &lines)
      try reach(number, map, run, &lines)
    }
    for bookmark in map.bookmarks.dropFirst(bookmarks) {
      try limits.addBookmark()
      lines.append(.bookmark(.init(branch: bookmark.branch, moment: bookmark.moment), name: bookmark.name))
    }
    bookmarks = map.bookmarks.count
    for line in lines { told.place = line.standsAt ?? told.place }
    let stands = (place: SessionLine.Place(branch: map.branch, moment: map.moment), twin: map.twin?.branch)
    if stands != told { lines.append(.stands(stands.place, twin: stands.twin)) }
    told = stands
    let text = lines.map { $0.text + "\n" }.joined()
    bytes += text.utf8.count
    guard bytes <= SessionLimits.mostBytes else {
      throw BadInput("more than \(SessionLimits.mostBytes >> 20) MB")
    }
    return text
  }

  private mutating func writeInputs(
    _ number: Int, _ branch: RunMap.Branch, _ run: any LabRun, _ lines: inout [SessionLine]
  ) throws(BadInput) {
    if number == inputs.count {
      inputs.append(branch.fork.inputs)
      tips.append(branch.fork)
      if let parent = branch.parent {
        try limits.addBranch()
        lines.append(.fork(.init(branch: parent, moment: branch.fork), as: number))
      }
    }
    guard branch.tip.inputs > inputs[number] else { return }
    for (index, entry) in run.journal(ofBranch: number).enumerated().dropFirst(inputs[number]) {
      let moment = Moment(at: entry.at, events: entry.eventsBefore, inputs: index)
      // The digest after it is still to be told.
      try advance(number, to: moment, run, &lines)
      lines.append(.input(.init(branch: number, moment: moment), does: entry.text))
    }
    inputs[number] = branch.tip.inputs
  }

  /// Says how far a branch was run, if that is further than was said, also when the run is elsewhere by now: somebody
  /// may have gone back, or left for another future, right after it.
  private mutating func reach(
    _ number: Int, _ map: RunMap, _ run: any LabRun, _ lines: inout [SessionLine]
  ) throws(BadInput) {
    let tip = map.branches[number].tip
    guard tip > tips[number] else { return }
    try advance(number, to: tip, run, &lines)
    let place = SessionLine.Place(branch: number, moment: tip)
    lines.append(.reached(place, digest: digest(ofBranch: number, map, run).description))
  }

  /// Goes on to a moment of a branch, by way of those in between where it is far: a disk may have been full for long.
  private mutating func advance(
    _ number: Int, to moment: Moment, _ run: any LabRun, _ lines: inout [SessionLine]
  ) throws(BadInput) {
    while moment.at - tips[number].at > SessionLimits.longestGap {
      var there = run
      there.go(toBranch: number, at: nil)
      there.go(to: tips[number].at + SessionLimits.longestGap)
      let stop = SessionLine.Place(branch: number, moment: there.map.moment)
      lines.append(.reached(stop, digest: there.digest.description))
      try limits.advance(from: tips[number], to: stop.moment)
      tips[number] = stop.moment
    }
    try limits.advance(from: tips[number], to: moment)
    tips[number] = moment
  }

  /// The digest at a branch's end.
  private func digest(ofBranch number: Int, _ map: RunMap, _ run: any LabRun) -> Digest {
    let tip = map.branches[number].tip
    if map.branch == number, map.moment == tip { return run.digest }
    if let twin = map.twin, twin.branch == number, twin.moment == tip, let other = run.twinSnapshot {
      return other.digest
    }
    var there = run
    there.go(toBranch: number, at: nil)
    return there.digest
  }
}

extension SessionLine {
  /// Where who reads this line takes the run to stand; nil where it says nothing of that.
  fileprivate var standsAt: Place? {
    switch self {
    case .input(let place, _):
      let moment = place.moment
      return Place(
        branch: place.branch, moment: Moment(at: moment.at, events: moment.events, inputs: moment.inputs + 1))
    case .reached(let place, _), .stands(let place, _): return place
    case .session, .fork, .bookmark: return nil
    }
  }
}
