import Engine
import LabKit
import Patterns

extension RaftLab {
  /// A node with its timers, its disk, and what is remembered of it for the pictures.
  struct Member: Sendable {
    var node: Node
    /// The newest timers and the newest write, by the events that end them; others are void.
    var tickets = Tickets()
    /// The number that the node gave to the write.
    var write = 0
    /// How many timeouts were drawn; each has random numbers of its own.
    var timeouts: UInt64
    /// Why it asked for votes the last time.
    var campaign = NoteID.chance
    /// Up to where its log was compared with the others'.
    var compared = 0
    var spells = Recent<Spell>(48)
    var struck = Recent<Struck>(32)

    init(_ node: Node, timeouts: UInt64, at now: Instant) {
      (self.node, self.timeouts) = (node, timeouts)
      spells.append(Spell(look: .down, term: 0, since: now))
    }

    var server: Server { Server(rawValue: node.id)! }

    var look: Look {
      guard node.isRunning else { return .down }
      switch node.role {
      case .follower: return .follower
      case .candidate: return .candidate
      case .leader: return .leader
      }
    }

    mutating func remember(_ now: Instant) {
      if let last = spells.last, last.look == look, look != .leader || last.term == node.term { return }
      spells.append(Spell(look: look, term: node.term, since: now))
    }
  }

  struct Tickets: Sendable {
    private var numbers: (UInt32, UInt32, UInt32) = (0, 0, 0)

    subscript(event: Event) -> UInt32 {
      get {
        switch event {
        case .electionTimeout: numbers.0
        case .heartbeat: numbers.1
        default: numbers.2
        }
      }
      set {
        switch event {
        case .electionTimeout: numbers.0 = newValue
        case .heartbeat: numbers.1 = newValue
        default: numbers.2 = newValue
        }
      }
    }
  }

  /// What a node does, as it is seen.
  enum Look: Sendable { case follower, candidate, leader, down }

  /// A time in which a node did one thing.
  struct Spell: Sendable {
    let look: Look, term: Int, since: Instant
  }

  /// An entry that a node has taken back.
  struct Struck: Sendable {
    let index: Int, term: Int, at: Instant
  }
}
