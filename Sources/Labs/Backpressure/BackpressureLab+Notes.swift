import LabKit

extension BackpressureLab {
  /// What is told; people count consumers and partitions from 1.
  enum Note: NoteKind {
    case waits(Strategy), waitsNoMore, rejects, rejectsNoMore, rejected(UInt64)
    case crashes(Int), restarts, lagAlert(Int), lagOver(Int)
    case evictedPoll(Int, seconds: Int, Int), evictedSession(Int), dies(Int), returns(Int)
    case rebalanceBegins, rebalanced(Int, active: Int, partitions: Int)
    case commitRefused(Int, Int), committed(Int, Int, Int)
    case forecast(Int, service: Int, arrival: Int, seconds: Int), drained(Int, forecast: Int)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .waits(let strategy):
        let why = strategy == .pull ? "lag is at its mark" : strategy == .limit ? "limit is used up" : "queue is full"
        writer.headline(Topic.flow, "The \(why): the producer waits and sends nothing.")
      case .waitsNoMore: writer.headline(Topic.flow, "The producer has caught up and waits no longer.")
      case .rejects: writer.headline(Topic.flow, "The queue is full: records are being rejected.")
      case .rejectsNoMore: writer.headline(Topic.flow, "The queue takes every record again.")
      case .rejected(let number): writer.detail(Topic.flow, "Record \(number) is rejected: the queue is full.")
      case .crashes(let held):
        writer.headline(Topic.backlog, "Out of memory: the queue is killed, and \(held) records with it.")
      case .restarts: writer.observation(Topic.backlog, "The queue's process is back, with an empty queue.")
      case .lagAlert(let lag): writer.headline(Topic.backlog, "The lag is \(lag): above the alert.")
      case .lagOver(let lag): writer.observation(Topic.backlog, "The lag is down to \(lag).")
      case .evictedPoll(let member, let seconds, let count):
        writer.headline(
          Topic.group,
          "Consumer \(member + 1) is evicted: no poll for \(seconds) s; others redo its batch of \(count).")
      case .evictedSession(let member):
        writer.headline(Topic.group, "Consumer \(member + 1) is evicted: its heartbeats have stopped.")
      case .dies(let member):
        writer.observation(Topic.group, "Consumer \(member + 1) dies; noticed when its session times out.")
      case .returns(let member): writer.observation(Topic.group, "Consumer \(member + 1) is started again and joins.")
      case .rebalanceBegins:
        writer.observation(Topic.group, "Rebalance: nobody polls until every member has finished its batch.")
      case .rebalanced(let members, let active, let partitions):
        writer.observation(
          Topic.group, "Rebalanced: \(partitions) partitions dealt out to \(active) of \(members) members.")
      case .commitRefused(let member, let count):
        writer.observation(
          Topic.group, "Consumer \(member + 1) may not commit any more: \(count) records are done twice.")
      case .committed(let member, let partition, let count):
        writer.detail(Topic.group, "Consumer \(member + 1) committed \(count) records of partition \(partition + 1).")
      case .forecast(let backlog, let service, let arrival, let seconds):
        writer.observation(
          Topic.forecast, "Forecast: \(backlog) / (\(service) - \(arrival)) = drained in \(seconds) s.")
      case .drained(let seconds, let forecast):
        writer.headline(Topic.forecast, "Drained after \(seconds) s; the forecast was \(forecast) s.")
      }
    }
  }
}
