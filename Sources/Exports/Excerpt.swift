import Diagnostics
import Engine
import LabKit

/// A part of a run that was done before, to be written down in some form: along one branch from one moment to another,
/// with the meters read every so often.
public struct Excerpt: Sendable {
  /// The run, wherever it is.
  public let run: any LabRun
  /// The position of the branch; people count from 1.
  public let branch: Int
  /// Where it begins, and where it ends.
  public let from: Instant, end: Moment
  /// How much virtual time goes from one reading of the meters to the next.
  public let every: Interval
  /// Is told the virtual time now and then, for who waits.
  public var progress: @Sendable (Instant) -> Void = { _ in }
  /// The branch of the twin, as soon as the two have parted; nil for none.
  private let twin: Int?

  /// More readings than this are no table any more.
  private static let mostReadings = 10_000_000

  /// The part of a branch from one time to another, nil for where the branch ends.
  public init(
    _ run: any LabRun, branch: Int, twin: Int? = nil, from: Instant = .start, until: Instant? = nil,
    every: Interval
  ) throws(BadInput) {
    let tip = run.map.branches[branch].tip
    (self.run, self.branch, self.twin, self.from, self.every) = (run, branch, twin, from, every)
    end = until.map { $0 < tip.at ? Moment(at: $0, events: 0, inputs: 0) : tip } ?? tip
    guard every >= .milliseconds(1) else {
      throw BadInput("the meters are read every 1ms at most, not every \(every.text)")
    }
    guard from < end.at || end == .beginning else {
      throw BadInput("nothing lies between \((from - .start).text) and \((end.at - .start).text), where it ends")
    }
    guard (end.at - from).seconds / every.seconds <= Double(Excerpt.mostReadings) else {
      throw BadInput(
        "\((end.at - from).text) every \(every.text) are more than \(Excerpt.mostReadings) readings; read less often")
    }
  }

  /// What lies between one reading of the meters and the next.
  public struct Stretch: Sendable {
    /// The run at its end.
    public let snapshot: any LabSnapshot
    /// The twin at the same time, the moment since which there are two, and where both are; nil while there is
    /// only one.
    public let twin: (snapshot: any LabSnapshot, origin: any LabSnapshot, map: RunMap)?
    /// What the run says there about the story that it tells; nil when it tells none.
    public let storyline: Storyline?
    /// Every span that ended, the oldest first.
    public let spans: [SpanEntry]
    fileprivate let notes: [NoteLine]
    fileprivate let before: any LabSnapshot

    /// What the meters say at the end, and of the time since the reading before. Worked out when it is asked for.
    public var readings: [MeterReading] { snapshot.readings(since: before) }

    /// Every note up to a level, the oldest first; nil is none.
    public func notes(upTo level: NoteLevel?) -> [NoteLine] {
      level.map { level in notes.filter { $0.level <= level } } ?? []
    }
  }

  /// Goes along it once more, and shows each stretch.
  ///
  /// A reading comes before the events of its own instant; the last stretch ends where the excerpt does.
  public func walk(_ visit: (Stretch) throws -> Void) rethrows {
    var run = run
    goToStart(of: &run)
    _ = run.takeRecording()
    let parting = parting
    var before = run.snapshot
    var due = from
    repeat {
      due = min(due + every, end.at)
      _ = run.advance(until: due, limit: .max)
      if due == end.at { run.advance(to: end) }
      if let twin, let parting, run.map.twin == nil, run.now >= parting {
        run.beginTwin(onBranch: twin)
      }
      let (snapshot, recording) = (run.snapshot, run.takeRecording())
      try visit(
        Stretch(
          snapshot: snapshot,
          twin: Excerpt.twin(run), storyline: run.storyline, spans: recording.spans,
          notes: recording.notes, before: before))
      progress(due)
      before = snapshot
    } while due < end.at
  }

  /// To before everything that comes at its first instant, what is pressed there included.
  private func goToStart(of run: inout any LabRun) {
    run.go(toBranch: branch, at: .beginning)
    guard from > .start else { return }
    run.go(to: Instant(nanoseconds: from.nanoseconds - 1))
    _ = run.advance(until: from, limit: .max)
  }

  private static func twin(_ run: any LabRun) -> (any LabSnapshot, any LabSnapshot, RunMap)? {
    guard let other = run.twinSnapshot, let origin = run.twinOrigin else { return nil }
    return (other, origin, run.map.withNothingAhead)
  }

  /// When the run and the twin parted.
  private var parting: Instant? {
    guard let twin else { return nil }
    var both = run
    both.go(toBranch: branch, at: nil)
    both.beginTwin(onBranch: twin)
    return both.map.twin?.began.at
  }
}
