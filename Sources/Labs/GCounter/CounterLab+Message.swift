import Engine
import FirstEdition
import Patterns

extension CounterLab {
  /// What is under way from one replica to another.
  struct Message: Sendable {
    /// What it carries for the replicated type.
    enum Payload: Sendable {
      case counter(GCounter)
      case counterDelta(GCounter.Delta)
      case pnCounter(PNCounter)
      case pnCounterDelta(PNCounter.Delta)
      case set(ORSet<UInt8>, heard: GCounter)
      case register(LWWRegister<UInt32>)
      case acknowledgement
    }

    let number: UInt64
    let from: Int, to: Int
    let sent: Instant
    var due: Instant
    let payload: Payload
    let news: Plain.News
    /// The change up to which it tells, or which it acknowledges; nil when nobody waits for an acknowledgement.
    let upTo: UInt64?
    /// What the sender knew, to check that a delta told all of it.
    let knew: GCounter
    /// Whether it is the second of two copies.
    var isCopy = false
    var isAlive = true

    /// How many entries it carries.
    var entries: Int {
      switch payload {
      case .counter(let counter): counter.size
      case .counterDelta(let delta): delta.size
      case .pnCounter(let counter): counter.size
      case .pnCounterDelta(let delta): delta.size
      case .set(let set, let heard): set.size + heard.size
      case .register(let register): register.stamp == nil ? 0 : 1
      case .acknowledgement: 0
      }
    }

    /// How long it is.
    var bytes: Int { Message.headerBytes + entries * Message.entryBytes }

    /// Sender, receiver, number of the change and kind.
    static let headerBytes = 20
    /// Which replica, and its count: 4 and 8 bytes.
    static let entryBytes = 12
  }

  /// What became of a message that never made it, for the panel.
  struct Loss: Sendable {
    let from: Int, to: Int
    let at: Instant
    let amount: Int64
    let isCut: Bool
  }
}
