import LabKit

extension LoadSheddingLab {
  /// What is told.
  enum Note: NoteKind {
    case collapses(throughput: Int, goodput: Int), recovers(Int), staysCollapsed(sent: Int, rate: Int)
    case sheds(Class, by: Policy, sent: Int), admits(Class), shed(UInt64, Class)
    case serversStop, serversGoOn(Int), queueOutlastsPatience(Int, Int), queueShort
    case codelDrops(Bool), dropped(UInt64)
    case throttles(Bool, percent: Int), retryStorm(sent: Int, new: Int), timedOut(UInt64, attempt: UInt8)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .collapses(let throughput, let goodput):
        writer.headline(Topic.goodput, "Goodput collapses: \(throughput)/s are done, \(goodput)/s of them in time.")
      case .recovers(let goodput): writer.headline(Topic.goodput, "Goodput is back: \(goodput)/s are answered in time.")
      case .staysCollapsed(let sent, let rate):
        writer.headline(Topic.goodput, "Healed, yet stuck: retries make it \(sent)/s for \(rate)/s of capacity.")
      case .sheds(let kind, let policy, let sent):
        let why = policy == .priority ? kind.whyShed : "chance picks among all \(sent)/s"
        writer.headline(Topic.classes, "\(kind.title) is shed: \(why).")
      case .admits(let kind): writer.headline(Topic.classes, "\(kind.title) is admitted in full again.")
      case .shed(let number, let kind):
        writer.repeated(Topic.classes, "Request \(number) is shed: \(kind.title) has no quota for it.")
      case .serversStop:
        writer.headline(Topic.queue, "The servers have stopped: what comes waits, and clients try again.")
      case .serversGoOn(let count): writer.headline(Topic.queue, "The servers go on, with \(count) attempts waiting.")
      case .queueOutlastsPatience(let wait, let patience):
        writer.observation(Topic.queue, "The head of the queue is \(wait) ms old; its client left after \(patience).")
      case .queueShort: writer.observation(Topic.queue, "The queue is short enough again for its clients' patience.")
      case .codelDrops(let isDropping):
        writer.observation(
          Topic.queue,
          isDropping
            ? "CoDel begins to drop: an interval long the wait was above target."
            : "CoDel stops dropping: the wait came down to the target.")
      case .dropped(let number):
        writer.repeated(Topic.queue, "An attempt at request \(number) is dropped from the head of the queue.")
      case .throttles(let isThrottling, let percent):
        writer.observation(
          Topic.clients,
          isThrottling ? "The clients keep back \(percent) % by themselves." : "The clients send everything again.")
      case .retryStorm(let sent, let new):
        writer.observation(Topic.clients, "Retries: \(new)/s new requests have become \(sent)/s attempts.")
      case .timedOut(let number, let attempt):
        writer.repeated(Topic.clients, "Attempt \(attempt) at request \(number) timed out.")
      }
    }
  }
}

extension LoadSheddingLab.Class {
  /// Why a shedder by priority turns it away, as the end of a sentence.
  fileprivate var whyShed: String {
    switch self {
    case .p2: "it matters least and makes room for P0 and P1"
    case .p1: "without P2 it is still too much for P0"
    case .p0: "alone it is more than may pass"
    }
  }
}
