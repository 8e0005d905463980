import Engine
import LabKit

extension RaftLab {
  /// What is told.
  enum Note: NoteKind {
    case newCluster(Int)
    case down(Server, _ wasLeader: Bool, _ running: Int, _ of: Int)
    case back(Server, _ entries: Int)
    case cutOff(Server)
    case halved(Servers, _ of: Int)
    case campaigns(Server, _ term: Int)
    case split(_ term: Int, Servers, isTold: Bool)
    case elected(Server, _ term: Int)
    case nobodyLeads(_ hasMajority: Bool)
    case minorityWaits(Server, _ reached: Int, _ of: Int)
    case takenBack(Server, Int, _ term: Int)
    case lostWrites(Server, Int)
    case conflict(Server, _ index: Int)
    case nobodyTakes

    func write(to writer: inout NoteWriter) {
      switch self {
      case .newCluster(let count):
        writer.headline(Topic.cluster, "A new cluster of \(count) nodes: all of the old one is void.")
      case .down(let server, let wasLeader, let running, let count):
        let who = wasLeader ? "\(server.name), the leader," : server.name
        let rest = running > count / 2 ? "a majority" : "no majority"
        writer.headline(Topic.cluster, "\(who) is down: \(running) of \(count) are left, \(rest).")
      case .back(let server, let entries):
        writer.headline(Topic.cluster, "\(server.name) is back with the \(entries) entries on its disk.")
      case .cutOff(let server):
        writer.headline(Topic.cluster, "\(server.name) is cut off: it hears nobody, nobody hears it.")
      case .halved(let servers, let count):
        writer.headline(
          Topic.cluster, "\(servers.names) cannot reach the others: a minority of \(count) nodes.")
      case .campaigns(let server, let term):
        writer.observation(
          Topic.elections, "\(server.name) has heard no leader: it asks for votes in term \(term).")
      case .split(let term, let servers, let isTold):
        writer.put(isTold ? .headline : .observation, Topic.elections.rawValue) {
          "Split vote: \(servers.names) all asked in term \(term), nobody won."
        }
      case .elected(let server, let term):
        writer.headline(Topic.elections, "\(server.name) is elected: it leads in term \(term).")
      case .nobodyLeads(let hasMajority):
        writer.headline(
          Topic.elections,
          hasMajority
            ? "Nobody has led for 4 s, though a majority is there."
            : "Nobody can lead: no majority hears each other.")
      case .minorityWaits(let server, let reached, let count):
        writer.headline(
          Topic.logs,
          "\(server.name) reaches \(reached) of \(count): a minority cannot commit, its writes wait.")
      case .takenBack(let server, let count, let term):
        writer.headline(
          Topic.logs,
          "\(server.name) takes back \(count) uncommitted \(count == 1 ? "entry" : "entries") for term \(term)'s."
        )
      case .lostWrites(let server, let count):
        writer.headline(
          Topic.logs,
          "Lost: \(server.name) leads without \(count) acknowledged \(count == 1 ? "write" : "writes").")
      case .conflict(let server, let index):
        writer.headline(Topic.logs, "\(server.name) applies another entry than others did at \(index).")
      case .nobodyTakes: writer.headline(Topic.logs, "Nobody takes the write: there is no leader.")
      }
    }
  }
}
