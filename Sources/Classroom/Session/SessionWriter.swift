import Engine
import LabKit

/// Says what has to be appended to a session file so that it tells all of a run; what was said once is not said again.
public struct SessionWriter: Sendable {
  /// How many inputs of each branch are written.
  private var inputs: [Int] = []
  /// How far each branch is written to have been run.
  private var tips: [Moment] = []
  private var bookmarks = 0
  private var last: SessionLine?

  /// A writer of a file in which nothing is written yet.
  public init() {}

  /// A writer that goes on where a file ends that tells all of this run.
  public init(continuing run: any LabRun) { _ = lines(for: run) }

  /// The first lines of a file.
  public static func beginning(_ run: any LabRun, squall version: String) -> String {
    let lab = run.entry
    var start = run
    start.go(to: .beginning)
    let knobs = zip(lab.knobs, start.snapshot.knobs).map { "\($0.key)=\($0.text($1))" }
    let header = SessionHeader(
      format: SessionHeader.newestFormat, squall: version, lab: lab.id, seed: run.seed, knobs: knobs)
    return SessionLine.session(header).text + "\n"
  }

  /// What was done since the last time, and where the run is.
  public mutating func lines(for run: any LabRun) -> String {
    let map = run.map
    var lines: [SessionLine] = []
    for (number, branch) in map.branches.enumerated() { write(number, branch, run, &lines) }
    if !map.isInPast { reach(map.branch, map.moment, run.digest, &lines) }
    if let beside = map.beside, let other = run.besideSnapshot,
      beside.moment >= map.branches[beside.branch].tip
    {
      reach(beside.branch, beside.moment, other.digest, &lines)
    }
    for bookmark in map.bookmarks.dropFirst(bookmarks) {
      lines.append(.bookmark(.init(branch: bookmark.branch, moment: bookmark.moment), name: bookmark.name))
    }
    bookmarks = map.bookmarks.count
    let stands = SessionLine.stands(.init(branch: map.branch, moment: map.moment), beside: map.beside?.branch)
    // Who is at the tip stands where the branch was reached.
    if map.isInPast || map.beside != nil || lines.isEmpty, stands != last { lines.append(stands) }
    last = stands
    return lines.map { $0.text + "\n" }.joined()
  }

  private mutating func write(
    _ number: Int, _ branch: RunMap.Branch, _ run: any LabRun, _ lines: inout [SessionLine]
  ) {
    if number == inputs.count {
      inputs.append(branch.fork.inputs)
      tips.append(branch.fork)
      if let parent = branch.parent {
        lines.append(.fork(.init(branch: parent, moment: branch.fork), as: number))
      }
    }
    guard branch.tip.inputs > inputs[number] else { return }
    for (index, entry) in run.journal(ofBranch: number).enumerated().dropFirst(inputs[number]) {
      let moment = Moment(at: entry.at, events: entry.eventsBefore, inputs: index)
      lines.append(.input(.init(branch: number, moment: moment), does: entry.text))
      tips[number] = Moment(at: entry.at, events: entry.eventsBefore, inputs: index + 1)
    }
    inputs[number] = branch.tip.inputs
  }

  private mutating func reach(_ branch: Int, _ moment: Moment, _ digest: Digest, _ lines: inout [SessionLine])
  {
    guard moment > tips[branch] || lines.contains(where: \.isInput) else { return }
    tips[branch] = moment
    lines.append(.reached(.init(branch: branch, moment: moment), digest: digest.description))
  }
}

extension SessionLine {
  fileprivate var isInput: Bool { if case .input = self { true } else { false } }
}
