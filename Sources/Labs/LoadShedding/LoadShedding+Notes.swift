import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// What notes are about, one per panel.
  enum Topic {
    static let goodput = 0, classes = 1, queue = 2, clients = 3
  }

  /// What is told.
  public enum Note: NoteSet {
    case collapses(throughput: Int, goodput: Int)
    case recovers(Int)
    case staysCollapsed(sent: Int, rate: Int)
    case sheds(LoadShedder.Priority, Bool)
    case serversStop
    case serversGoOn(Int)
    case queueOutlastsPatience(Int, Int)
    case queueShort
    case codelDrops(Bool)
    case throttles(Bool, Int)
    case retryStorm(Int, Int)
    case shed(UInt64, LoadShedder.Priority)
    case dropped(UInt64)
    case timedOut(UInt64, Int)

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .collapses, .recovers, .staysCollapsed, .sheds, .serversStop, .serversGoOn: .headline
      case .queueOutlastsPatience, .queueShort, .codelDrops, .throttles, .retryStorm: .observation
      case .shed, .dropped, .timedOut: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .collapses, .recovers, .staysCollapsed: Topic.goodput
      case .sheds, .shed: Topic.classes
      case .serversStop, .serversGoOn, .queueOutlastsPatience, .queueShort, .codelDrops, .dropped: Topic.queue
      case .throttles, .retryStorm, .timedOut: Topic.clients
      }
    }

    /// The sentence.
    public var text: String {
      switch self {
      case .collapses(let throughput, let goodput):
        "Goodput collapses: \(throughput)/s are done, \(goodput)/s of them in time."
      case .recovers(let goodput): "Goodput is back: \(goodput)/s are answered in time."
      case .staysCollapsed(let sent, let rate):
        "Healed, yet stuck: retries make it \(sent)/s for \(rate)/s of capacity."
      case .sheds(let priority, true):
        "\(name(priority)) is being shed: more is offered than may pass."
      case .sheds(let priority, false): "\(name(priority)) is admitted in full again."
      case .serversStop: "The servers stand still: what comes waits, and clients try again."
      case .serversGoOn(let count): "The servers go on, with \(count) attempts waiting."
      case .queueOutlastsPatience(let wait, let patience):
        "The head of the queue is \(wait) ms old; its client left after \(patience)."
      case .queueShort: "The queue is short enough again for its clients' patience."
      case .codelDrops(true): "CoDel begins to drop: an interval long the wait was above target."
      case .codelDrops(false): "CoDel stops dropping: the wait came down to the target."
      case .throttles(true, let percent): "The clients keep back \(percent) % by themselves."
      case .throttles(false, _): "The clients send everything again."
      case .retryStorm(let sent, let new): "Retries: \(new)/s new requests have become \(sent)/s attempts."
      case .shed(let number, let priority):
        "Request \(number) is shed: \(name(priority)) has no quota for it."
      case .dropped(let number): "An attempt at request \(number) is dropped from the head of the queue."
      case .timedOut(let number, let attempt): "Attempt \(attempt) at request \(number) timed out."
      }
    }

    private func name(_ priority: LoadShedder.Priority) -> String { "P\(priority.rawValue)" }
  }
}
