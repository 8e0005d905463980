import LabKit

extension RaftLab {
  /// What can be turned; times are in milliseconds, loss and disorder in percent.
  struct Knobs: KnobSet {
    var nodes = 5
    var writes = 2.0
    var delay = 10.0, delaySpread = 10.0
    var disk = 5.0
    var loss = 0.0, disorder = 0.0
    var timeout = 1000.0, timeoutSpread = 1000.0
    var heartbeat = 100.0
    var checksLog = true

    static let fields: [Knob<Knobs>] = [
      Knob(
        "nodes", \.nodes, 3...7, step: 2,
        "How many nodes: 3, 5 or 7. Turning it begins a new, empty cluster; the old one is void."),
      Knob(
        "writes", \.writes, 0...20, step: 1, unit: "/s", whileDraining: 0,
        "Clients' writes, Poisson; each comes to some node, which passes it to the leader that it knows."),
      Knob("delay", \.delay, 0...500, step: 5, unit: "ms", whileDraining: 10, "The least time one way."),
      Knob(
        "delay.spread", \.delaySpread, 0...500, step: 5, unit: "ms", title: "delay +", whileDraining: 10,
        "How much longer a message may take, evenly."),
      Knob(
        "disk", \.disk, 0...100, step: 1, unit: "ms", whileDraining: 5,
        "How long a write to the disk takes; votes and entries count only once they are there."),
      Knob(
        "loss", \.loss, 0...50, step: 1, unit: "%", whileDraining: 0, "The part of messages that is lost."),
      Knob(
        "disorder", \.disorder, 0...50, step: 1, unit: "%", whileDraining: 0,
        "The part of messages that come twice, and the part that may overtake others."),
      Knob(
        "timeout", \.timeout, 10...3000, step: 10, unit: "ms", whileDraining: 1000,
        "How long a node hears of no leader, at least, before it asks for votes."),
      Knob(
        "timeout.spread", \.timeoutSpread, 0...3000, step: 10, unit: "ms", title: "timeout +",
        whileDraining: 1000,
        "How much longer it may wait, drawn anew each time; at 0 votes are split without end."),
      Knob(
        "heartbeat", \.heartbeat, 5...1000, step: 5, unit: "ms", whileDraining: 100,
        "How often a leader lets the others hear from it."),
      Knob(
        "logcheck", \.checksLog, title: "log check",
        "Off: a node votes for any candidate, even one whose log lacks what is committed."),
    ]
  }
}
