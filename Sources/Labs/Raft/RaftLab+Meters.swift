import LabKit

extension RaftLab {
  /// What is measured.
  enum Meter: Int, MeterKind {
    case offered, refused, acknowledged, lost, conflicts, overwritten
    case elections, splits, rivals, sent, messagesLost
    case committed, latency, leaderless

    var declaration: MeterFamily {
      switch self {
      case .offered: .counter("writes", "writes", "Writes that clients offered.")
      case .refused: .counter("writes.refused", "writes", "Writes for which no leader was found.")
      case .acknowledged: .counter("writes.acknowledged", "writes", "Writes that a leader acknowledged.")
      case .lost: .counter("writes.lost", "writes", "Acknowledged writes that a later leader lacked.")
      case .conflicts:
        .counter("conflicts", "entries", "Places in the log where nodes applied different entries.")
      case .overwritten: .counter("entries.overwritten", "entries", "Entries that a node took back.")
      case .elections: .counter("elections", "elections", "Elections that somebody won.")
      case .splits: .counter("elections.split", "elections", "Terms of several candidates that nobody won.")
      case .rivals: .counter("leaders.rival", "leaders", "Second leaders of one term.")
      case .sent: .counter("messages", "messages", "Messages that nodes sent.")
      case .messagesLost: .counter("messages.lost", "messages", "Messages that did not arrive.")
      case .committed:
        .gauge("*.committed", by: .each(Server.self), "entries", "How far * knows the log to be committed.")
      case .latency: .latency("write", "From a write to its acknowledgement.")
      case .leaderless: .latency("leaderless", "How long no majority had a leader, once one has it again.")
      }
    }
  }
}
