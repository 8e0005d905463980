/// A snapshot of a run on its way, which branches share.
///
/// A reference to what never changes: thousands of branches have most of their past in common.
public final class Checkpoint<S: Replayable>: Sendable {
  /// The world, and where it is.
  public let head: Head<S>
  /// Where it is.
  public let moment: Moment

  init(_ head: Head<S>) {
    // A recording ends where somebody goes back.
    var head = head
    head.simulation.endRecording()
    self.head = head
    moment = head.moment
  }

  /// The world.
  public var simulation: S {
    _read { yield head.simulation }
  }

  var events: Int { moment.events }

  /// Whether one comes from here to a row of the meters' history with all that is kept before it.
  func showsAll(fromRow row: Int) -> Bool { head.simulation.history.wholeFrom <= row }

  /// The same without what the meters showed before it.
  var withoutPast: Checkpoint {
    guard head.simulation.history.hasPast else { return self }
    var head = head
    head.simulation.history.forgetPast()
    return Checkpoint(head)
  }
}
