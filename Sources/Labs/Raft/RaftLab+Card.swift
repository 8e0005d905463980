import Engine
import LabKit

extension RaftLab {
  static func declaration(of _: NoBlueprint) -> Declaration<RaftLab> {
    Declaration(card, rule: rule, promises: promises)
  }

  private static var card: Card<RaftLab> {
    Card(
      id: "raft", title: "Raft", group: "consensus",
      summary: """
        Nodes elect a leader, and the leader's log becomes everybody's. What a majority has on its disks is committed \
        and stays, whoever crashes and however the network is cut.
        """,
      whenToUse: [
        "For the little that must never contradict itself: configuration, locks, who owns what.",
        "When a minority of the machines may fail at any time and nobody should have to decide who takes over.",
      ],
      whenNot: [
        "Where two sides of a cut must both go on writing: a minority refuses, and a majority waits for an election.",
        "For bulk data: every write crosses the network and reaches a majority's disks before it is acknowledged.",
        "Over links with delays near the election timeout, where elections do not end.",
      ],
      simplifies: [
        "No snapshots, no changes of membership, no pre-vote and no lease: a leader that is cut off believes to lead.",
        "A client's request and its answer take no time; a client does not try again.",
        "Each disk does one write at a time, all equally long; processing takes nothing.",
      ],
      panels: [lanesPanel, logsPanel, electionsPanel], verifications: verifications,
      drainsWithin: .seconds(60))
  }
}
