import Engine
import LabKit

extension RaftLab {
  /// What is told.
  enum Note: NoteKind {
    case newCluster(Int)
    case down(Server, wasLeader: Bool, running: Int, of: Int)
    case back(Server, entries: Int)
    case cutOff(Server)
    case halved([Server], of: Int)
    case campaigns(Server, term: Int)
    case split(Int, [Server])
    case elected(Server, term: Int)
    case minorityWaits(Server, reached: Int, of: Int)
    case takenBack(Server, Int, for: Int)
    case lostWrites(Server, Int)
    case contradiction(Server, Int)
    case nobodyTakes, writesEnd(Int), writesGoOn

    func write(to writer: inout NoteWriter) {
      switch self {
      case .newCluster(let count):
        writer.headline(Topic.cluster, "A new cluster of \(count) nodes: all of the old one is void.")
      case .down(let server, let wasLeader, let running, let count):
        let who = "\(server)" + (wasLeader ? ", the leader," : "")
        let rest = running > count / 2 ? "a majority" : "no majority"
        writer.headline(Topic.cluster, "\(who) is down: \(running) of \(count) are left, \(rest).")
      case .back(let server, let entries):
        writer.headline(Topic.cluster, "\(server) is back with the \(entries) entries on its disk.")
      case .cutOff(let server):
        writer.headline(Topic.cluster, "\(server) is cut off: it hears nobody, nobody hears it.")
      case .halved(let servers, let count):
        writer.headline(Topic.cluster, "\(servers.names) are cut off: a minority of \(count) nodes.")
      case .campaigns(let server, let term):
        writer.observation(Topic.elections, "\(server) hears no leader: it asks for votes in term \(term).")
      case .split(let term, let servers):
        writer.headline(Topic.elections, "Split vote: \(servers.names) all asked in term \(term), nobody won.")
      case .elected(let server, let term):
        writer.headline(Topic.elections, "\(server) is elected: it leads in term \(term).")
      case .minorityWaits(let server, let reached, let count):
        writer.headline(Topic.logs, "\(server) reaches \(reached) of \(count): a minority cannot commit.")
      case .takenBack(let server, let count, let term):
        writer.headline(Topic.logs, "\(server) takes back \(count) of its entries: term \(term) has others.")
      case .lostWrites(let server, let count):
        writer.headline(Topic.logs, "Lost: \(server) leads without \(count) of the acknowledged writes.")
      case .contradiction(let server, let index):
        writer.headline(
          Topic.logs, "\(server) acknowledges entry \(index) where another leader had: one write is lost.")
      case .writesEnd(let entries):
        writer.headline(Topic.logs, "Clients write nothing: heartbeats go on, the log stays at \(entries) entries.")
      case .writesGoOn: writer.headline(Topic.logs, "Clients write again.")
      case .nobodyTakes: writer.headline(Topic.logs, "Nobody takes the write: there is no leader.")
      }
    }
  }
}

extension [RaftLab.Server] {
  /// As in `n1 n4`.
  var names: String { map(\.name).joined(separator: " ") }
}
