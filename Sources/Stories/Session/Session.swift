import Diagnostics
import Engine
import LabKit
import Runs

/// What was done in one run, as a session file tells it: enough to do all of it again.
public struct Session: Sendable {
  /// What it began with.
  public let header: SessionHeader
  /// The lab.
  public let lab: LabEntry
  /// The knobs at the start, in the order of the lab's knobs.
  public let knobs: [Double]
  /// The story that was told; nil when none was.
  public let story: Story?
  /// What was done on each branch; the first is the run as it began.
  private(set) var branches: [Branch]
  private(set) var bookmarks: [(place: SessionLine.Place, name: String)] = []
  /// The branch that was looked at last.
  public var shownBranch: Int { stands.place.branch }
  /// The branch of the twin; nil when none did.
  public var twinBranch: Int? { stands.twin }
  /// The numbers of the branches.
  public var branchNumbers: Range<Int> { branches.indices }
  /// What was looked at last, and the branch of the twin.
  private(set) var stands: (place: SessionLine.Place, twin: Int?)
  private var limits = SessionLimits()
  /// Whether the file ends in the middle of a line, as one does whose writer was killed.
  public let isCutOff: Bool

  /// One branch.
  struct Branch: Sendable {
    /// The branch it left, and where; nil for the first.
    var fork: SessionLine.Place?
    var steps: [Step] = []
    var last: Moment
  }

  /// One thing to do again, or to compare.
  struct Step: Sendable {
    enum Kind: Sendable {
      case input(TimedInput.Change)
      case digest(String)
      case passed
    }
    var line: Int
    var moment: Moment
    var kind: Kind
  }

  /// A file that is longer is no session.
  public static let mostBytes = SessionLimits.mostBytes

  /// The session that a file's text means. Every complaint names the file and the line.
  ///
  /// `named` finds a lab by its name, and `described` makes one of the file of a system that the session carries.
  public init(
    text: String, file: String, named: (String) throws(BadInput) -> LabEntry,
    described: (String) throws(BadInput) -> LabEntry = { _ throws(BadInput) in throw BadInput("it carries a system") }
  ) throws(BadInput) {
    guard text.utf8.count <= Session.mostBytes else {
      throw BadInput("\(file.printable): longer than \(Session.mostBytes >> 20) MB; this is no session of Squall")
    }
    // By scalars: a line feed behind a carriage return, as some editors leave it, is no character of its own.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init)
    // What a killed writer left of its last line was never done as far as the file knows.
    let rest = lines.popLast() ?? ""
    isCutOff = !rest.isEmpty
    do {
      guard let first = lines.first else {
        throw BadInput(
          isCutOff
            ? "this line is cut off; a session begins with its lab"
            : "the file is empty; a session begins with its lab")
      }
      guard case .session(let header) = try SessionLine(first) else {
        throw BadInput("a session begins with a line that says \"line\": \"session\"")
      }
      self.header = header
      try header.check()
      let lab = try header.system.map(described) ?? named(header.lab)
      self.lab = lab
      knobs = try Script(lab, settings: header.knobs).knobs
      story = try header.told(in: lab, knobs, named: named)
      branches = [Branch(last: .beginning)]
      stands = (.init(branch: 0, moment: .beginning), nil)
    } catch { throw BadInput("\(file.printable), line 1: \(error)") }
    for (index, line) in lines.enumerated().dropFirst() {
      do { try take(try SessionLine(line), index + 1) } catch {
        throw BadInput("\(file.printable), line \(index + 1): \(error)")
      }
    }
  }

  private mutating func take(_ line: SessionLine, _ number: Int) throws(BadInput) {
    switch line {
    case .session: throw BadInput("a second beginning")
    case .input(let place, let does):
      let change = try TimedInput.Change(does, for: lab)
      try add(Step(line: number, moment: place.moment, kind: .input(change)), place)
      let after = Moment(at: place.moment.at, events: place.moment.events, inputs: place.moment.inputs + 1)
      branches[place.branch].last = after
      stands.place = .init(branch: place.branch, moment: after)
    case .reached(let place, let digest):
      try add(Step(line: number, moment: place.moment, kind: .digest(digest)), place)
      stands.place = place
    case .fork(let place, let name):
      try passes(place, number)
      guard name == branches.count else {
        throw BadInput("branch \(name) comes where \(branches.count) is next")
      }
      try stay { limits throws(BadInput) in try limits.addBranch() }
      branches.append(Branch(fork: place, last: place.moment))
    case .bookmark(let place, let name):
      try check(place)
      try stay { limits throws(BadInput) in try limits.addBookmark() }
      bookmarks.append((place, String(name.printable(upTo: 60))))
    case .stands(let place, let twin):
      try check(place)
      if let twin, !branches.indices.contains(twin) { throw BadInput("there is no branch \(twin)") }
      stands = (place, twin)
    }
  }

  /// Nobody writes more than a session can hold.
  private mutating func stay(within count: (inout SessionLimits) throws(BadInput) -> Void) throws(BadInput) {
    do { try count(&limits) } catch { throw BadInput("\(error); the file is damaged") }
  }

  private func check(_ place: SessionLine.Place) throws(BadInput) {
    guard branches.indices.contains(place.branch) else {
      throw BadInput("there is no branch \(place.branch); so far there are \(branches.count)")
    }
    let last = branches[place.branch].last
    guard place.moment.at <= last.at else {
      throw BadInput("branch \(place.branch) was not run as far as that")
    }
    guard place.moment.inputs <= last.inputs else {
      throw BadInput("branch \(place.branch) has \(last.inputs) inputs by then, not \(place.moment.inputs)")
    }
  }

  /// A branch that another one left was run as far as that, whether a line says so or not.
  private mutating func passes(_ place: SessionLine.Place, _ number: Int) throws(BadInput) {
    if branches.indices.contains(place.branch), place.moment.at > branches[place.branch].last.at {
      try add(Step(line: number, moment: place.moment, kind: .passed), place)
    }
    try check(place)
  }

  private mutating func add(_ step: Step, _ place: SessionLine.Place) throws(BadInput) {
    guard branches.indices.contains(place.branch) else {
      throw BadInput("there is no branch \(place.branch); so far there are \(branches.count)")
    }
    let last = branches[place.branch].last
    guard step.moment.at >= last.at, step.moment.events >= last.events, step.moment.inputs == last.inputs else {
      throw BadInput("this comes before what stands above it on branch \(place.branch)")
    }
    guard step.moment.at - last.at <= SessionLimits.longestGap else {
      throw BadInput("a gap of \((step.moment.at - last.at).text) after what stands above it; the file is damaged")
    }
    try stay { limits throws(BadInput) in try limits.advance(from: last, to: step.moment) }
    branches[place.branch].steps.append(step)
    branches[place.branch].last = step.moment
  }
}

extension Session {
  /// Who begins a run and does nothing in it for so long was only looking.
  public static let brief = Interval.seconds(60)

  /// Whether a file tells of nothing that anybody would miss: no moment in it is later, and none has a name. It is not
  /// read for that, only looked through.
  public static func isBrief(_ text: String) -> Bool {
    guard !text.contains(#""line": "bookmark""#) else { return false }
    return text.split(separator: #""at": "#).dropFirst().allSatisfy { rest in
      UInt64(rest.prefix { $0.isASCII && $0.isNumber }).map { $0 < brief.nanoseconds } ?? false
    }
  }
}

extension SessionHeader {
  /// Refuses what this version cannot read.
  fileprivate func check() throws(BadInput) {
    guard format <= SessionHeader.newestFormat else {
      throw BadInput(
        "written in form \(format) by squall \(squall.printable); this squall reads forms up to \(SessionHeader.newestFormat)"
      )
    }
    guard format >= 1 else { throw BadInput("form \(format) was never written; the first one is 1") }
  }

  /// The story that was told in a lab that began with these knobs.
  fileprivate func told(
    in lab: LabEntry, _ knobs: [Double], named: (String) throws(BadInput) -> LabEntry
  ) throws(BadInput) -> Story? {
    guard let text = self.story else { return nil }
    let story = try Story(text: text, file: "its story", named: named)
    guard story.lab.id == lab.id, story.knobs == knobs else {
      throw BadInput("its story '\(story.name)' begins with another lab or other knobs than the session")
    }
    return story
  }
}
