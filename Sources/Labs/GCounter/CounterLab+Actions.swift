import FirstEdition

extension CounterLab {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case incrementA = "increment.a"
    case incrementB = "increment.b"
    case incrementC = "increment.c"
    case takeAway = "take.away"
    case mergeNow = "merge.now"
    case partition = "partition"
    case crash = "crash"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .incrementA: .once("A", "add at A", "Adds one at replica A by hand.")
      case .incrementB: .once("B", "add at B", "Adds one at replica B by hand.")
      case .incrementC: .once("C", "add at C", "Adds one at replica C by hand, if there is a C.")
      case .takeAway:
        .once("d", "take away at A", "Takes one away at A by hand; a G-Counter cannot.")
      case .mergeNow: .once("m", "merge now", "All replicas that hear each other exchange what they know.")
      case .partition:
        .fault("p", "partition", "The last replicas, as many as the knob says, are cut off from the others.")
      case .crash:
        .fault(
          "c", "crash replica",
          "A replica is down; it comes back with what is on its disk, which is everything.")
      }
    }
  }
}
