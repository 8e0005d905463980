import LabKit

extension RaftLab {
  /// What can be turned; times are in milliseconds, loss and disorder in percent.
  struct Knobs: KnobSet {
    var nodes = 5, writes = 2.0
    var delay = 10.0, delaySpread = 10.0, disk = 5.0, loss = 0.0, disorder = 0.0
    var timeout = 1000.0, timeoutSpread = 1000.0, heartbeat = 100.0
    var checksLog = true, needsMajority = true

    static let fields: [Knob<Knobs>] = [
      Knob("nodes", \.nodes, 3...7, step: 2, "3, 5 or 7 nodes. Turning it begins a new, empty cluster."),
      Knob("writes", \.writes, 0...20, step: 1, unit: "/s", whileDraining: 0, "Clients' writes, Poisson."),
      Knob("delay", \.delay, 0...500, step: 5, unit: "ms", whileDraining: 10, "The least time one way."),
      Knob(
        "delay.spread", \.delaySpread, 0...500, step: 5, unit: "ms", title: "delay +", whileDraining: 10,
        "How much longer a message may take, evenly."),
      Knob("disk", \.disk, 0...100, step: 1, unit: "ms", whileDraining: 5, "The time of a write to a disk."),
      Knob("loss", \.loss, 0...50, step: 1, unit: "%", whileDraining: 0, "Messages that are lost."),
      Knob("disorder", \.disorder, 0...50, step: 1, unit: "%", whileDraining: 0, "Doubled, and overtaking others."),
      Knob(
        "timeout", \.timeout, 10...3000, step: 10, unit: "ms", whileDraining: 1000,
        "How long at least a node waits for a leader's message before it asks for votes."),
      Knob(
        "timeout.spread", \.timeoutSpread, 0...3000, step: 10, unit: "ms", title: "timeout +",
        whileDraining: 1000, "How much longer it may wait, drawn each time; at 0 elections do not end."),
      Knob(
        "heartbeat", \.heartbeat, 5...1000, step: 5, unit: "ms", whileDraining: 100,
        "How often a leader lets the others hear from it."),
      Knob(
        "majority", \.needsMajority, whileDraining: true,
        "Off: one node is enough to win an election, and one disk to acknowledge a write."),
      Knob("logcheck", \.checksLog, title: "log check", "Off: a vote goes to whoever asks first."),
    ]
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case crash, cutLeader, cutHalf, noWrites, write

    var declaration: ActionFamily {
      switch self {
      case .crash:
        .faults("1234567", by: .each(Server.self), "crash", "crash *", "* is down; what is on its disk stays.")
      case .cutLeader: .fault("c", "cut.leader", "cut leader off", "Who leads now hears nobody any more.")
      case .cutHalf: .fault("x", "cut.half", "cut in half", "The leader and a minority are cut off.")
      case .noWrites: .fault("p", "writes.stopped", "stop writes", "Clients write nothing.")
      case .write: .once("w", "write", "one write", "One write at every node that believes to lead.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case offered, refused, acknowledged, lost, conflicts, overwritten
    case elections, splits, rivals, sent, undelivered
    case committed, latency, leaderless

    var declaration: MeterFamily {
      switch self {
      case .offered: .counter("writes", "writes", "Writes that clients offered.")
      case .refused: .counter("writes.refused", "writes", "Writes for which no leader was found.")
      case .acknowledged: .counter("writes.acknowledged", "writes", "Writes that a leader acknowledged.")
      case .lost: .counter("writes.lost", "writes", "Acknowledged writes that a later leader lacked.")
      case .conflicts: .counter("conflicts", "entries", "Entries that a node applied where others had not.")
      case .overwritten: .counter("entries.overwritten", "entries", "Entries that a node took back.")
      case .elections: .counter("elections", "elections", "Elections that somebody won.")
      case .splits: .counter("elections.split", "terms", "Terms of several candidates that nobody won.")
      case .rivals: .counter("leaders.rival", "leaders", "Second leaders of one term.")
      case .sent: .counter("messages", "messages", "Messages that nodes sent.")
      case .undelivered: .counter("messages.lost", "messages", "Messages that did not arrive.")
      case .committed: .gauge("*.committed", by: .each(Server.self), "entries", "Committed, as * knows.")
      case .latency: .latency("write", "From a write to its acknowledgement.")
      case .leaderless: .latency("leaderless", "How long no majority had a leader, once one has it again.")
      }
    }
  }
}
