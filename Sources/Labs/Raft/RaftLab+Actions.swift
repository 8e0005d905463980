import LabKit

extension RaftLab {
  /// What the keys do.
  enum Action: Int, ActionKind {
    case crash, cutLeader, cutHalf, noWrites, write

    var declaration: ActionFamily {
      switch self {
      case .crash:
        .faults(
          "1234567", by: .each(Server.self), "crash", "crash *",
          "* is down, if the cluster has it; healed, it comes back with what its disk kept.")
      case .cutLeader:
        .fault("c", "cut.leader", "cut leader off", "Who leads when it is pressed hears nobody any more.")
      case .cutHalf:
        .fault(
          "x", "cut.half", "cut in half", "The leader and fewer than half are parted from all the others.")
      case .noWrites: .fault("p", "writes.stopped", "stop writes", "Clients write nothing.")
      case .write: .once("w", "write", "one write", "One write, at every node that believes to lead.")
      }
    }
  }
}
