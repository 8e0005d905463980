import Engine
import LabKit

/// A part of a run that was done before, to be written down in some form: along one branch from one moment to another,
/// with the meters read every so often.
public struct Excerpt: Sendable {
  /// The run, wherever it is.
  public let run: any LabRun
  /// The position of the branch.
  public let branch: Int
  /// Where it begins, and where it ends.
  public let from: Instant, end: Moment
  /// How much virtual time goes from one reading of the meters to the next.
  public let every: Interval

  /// More readings than this are no table any more.
  private static let mostReadings = 10_000_000

  /// The part of a branch from one time to another, nil for where the branch ends.
  public init(
    _ run: any LabRun, branch: Int, from: Instant = .start, until: Instant? = nil, every: Interval
  ) throws(BadInput) {
    let tip = run.map.branches[branch].tip
    (self.run, self.branch, self.from, self.every) = (run, branch, from, every)
    end = until.map { $0 < tip.at ? Moment(at: $0, events: 0, inputs: 0) : tip } ?? tip
    guard every >= .milliseconds(1) else {
      throw BadInput("the meters are read every 1ms at most, not every \(every.text)")
    }
    guard from < end.at || end == .beginning else {
      throw BadInput(
        "nothing lies between \((from - .start).text) and \((end.at - .start).text), where it ends")
    }
    guard (end.at - from).seconds / every.seconds <= Double(Excerpt.mostReadings) else {
      throw BadInput(
        "\((end.at - from).text) every \(every.text) are more than \(Excerpt.mostReadings) readings; read less often"
      )
    }
  }

  /// What lies between one reading of the meters and the next.
  public struct Stretch: Sendable {
    /// The run at its end.
    public let snapshot: any LabSnapshot
    /// What the meters say there, and of the time since the reading before.
    public let readings: [MeterReading]
    /// Every note and every span that ended, the oldest first.
    public let notes: [NoteLine], spans: [SpanLine]
  }

  /// Goes along it once more, and shows each stretch.
  ///
  /// A reading comes before the events of its own instant; the last stretch ends where the excerpt does.
  public func walk(_ visit: (Stretch) throws -> Void) rethrows {
    var run = run
    run.go(toBranch: branch, at: .beginning)
    run.go(to: from)
    _ = run.takeRecording()
    var before = run.snapshot
    var due = from
    repeat {
      due = min(due + every, end.at)
      _ = run.advance(until: due, limit: .max)
      if due == end.at { run.advance(to: end) }
      let (snapshot, recording) = (run.snapshot, run.takeRecording())
      try visit(
        Stretch(
          snapshot: snapshot, readings: snapshot.readings(since: before), notes: recording.notes,
          spans: recording.spans))
      before = snapshot
    } while due < end.at
  }
}
