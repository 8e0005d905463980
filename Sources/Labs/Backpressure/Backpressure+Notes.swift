import Engine
import FirstEdition

extension Backpressure {
  /// What notes are about, one per panel.
  enum Topic {
    static let flow = 0, backlog = 1, group = 2, forecast = 3
  }

  /// What is told.
  public enum Note: NoteSet {
    case crashes(Int)
    case restarts
    case waits(Bool)
    case rejects(Bool)
    case lagAlert(Int)
    case lagOver(Int)
    case evictedPoll(Int, Int, Int)
    case evictedSession(Int)
    case dies(Int)
    case returns(Int)
    case rebalanceBegins
    case rebalanced(Int, Int, Int)
    case commitRefused(Int, Int)
    case forecast(Int, Int, Int, Int)
    case forecastEnds(Int, Int)
    case rejected(UInt64)
    case committed(Int, Int, Int)

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .crashes, .waits, .rejects, .lagAlert, .evictedPoll, .evictedSession, .forecastEnds: .headline
      case .restarts, .lagOver, .dies, .returns, .rebalanceBegins, .rebalanced, .commitRefused, .forecast:
        .observation
      case .rejected, .committed: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .waits, .rejects, .rejected: Topic.flow
      case .crashes, .restarts, .lagAlert, .lagOver: Topic.backlog
      case .evictedPoll, .evictedSession, .dies, .returns, .rebalanceBegins, .rebalanced, .commitRefused,
        .committed:
        Topic.group
      case .forecast, .forecastEnds: Topic.forecast
      }
    }

    /// The sentence; people count consumers and partitions from 1.
    public var text: String {
      switch self {
      case .crashes(let held): "Out of memory: the queue is killed, and \(held) records with it."
      case .restarts: "The queue's process is back, with an empty queue."
      case .waits(true): "The producer has to wait: records stay where they come from."
      case .waits(false): "The producer has caught up and waits no longer."
      case .rejects(true): "The queue is full: records are being rejected."
      case .rejects(false): "The queue takes every record again."
      case .lagAlert(let lag): "The lag is \(lag): above the alert."
      case .lagOver(let lag): "The lag is down to \(lag)."
      case .evictedPoll(let member, let seconds, let count):
        "Consumer \(member + 1) is evicted: no poll for \(seconds) s; others redo its batch of \(count)."
      case .evictedSession(let member): "Consumer \(member + 1) is evicted: its heartbeats have stopped."
      default: groupText
      }
    }

    private var groupText: String {
      switch self {
      case .dies(let member): "Consumer \(member + 1) dies; noticed when its session times out."
      case .returns(let member): "Consumer \(member + 1) is started again and joins."
      case .rebalanceBegins: "Rebalance: nobody polls until every member has finished its batch."
      case .rebalanced(let members, let active, let partitions):
        "Rebalanced: \(partitions) partitions dealt out to \(active) of \(members) members."
      case .commitRefused(let member, let count):
        "Consumer \(member + 1) may not commit any more: \(count) records are done twice."
      case .forecast(let backlog, let service, let arrival, let seconds):
        "Forecast: \(backlog) / (\(service) - \(arrival)) = drained in \(seconds) s."
      case .forecastEnds(let seconds, let forecast):
        "Drained after \(seconds) s; the forecast was \(forecast) s."
      case .rejected(let number): "Record \(number) is rejected: the queue is full."
      case .committed(let member, let partition, let count):
        "Consumer \(member + 1) committed \(count) records of partition \(partition + 1)."
      default: ""
      }
    }
  }
}
