import Engine
import LabKit
import Patterns

extension RaftLab {
  /// A node with its timers and its disk, and what is remembered of it for the pictures.
  struct Member: Sendable {
    var node: Node
    /// By event, the newest timer or write, others being void, and the node's own number of the write.
    var tickets = SIMD8<UInt32>(), write = 0
    /// How many timeouts were drawn, and up to where the log was compared with the others'.
    var timeouts: UInt64, compared = 0
    /// The note of its newest candidacy.
    var campaign = NoteID.chance
    /// What it did since when, and what it has taken back.
    var spells = Recent<(look: Look, term: Int, since: Instant)>(48)
    var struck = Recent<(index: Int, term: Int, at: Instant)>(32)

    var server: Server { Server(rawValue: node.id)! }
    var waiting: Int { node.log.lastIndex - node.commitIndex }
    var look: Look { node.isRunning ? Look(rawValue: node.role.rawValue)! : .down }
  }

  /// What a node does, as it is seen.
  enum Look: UInt8, Sendable { case follower, candidate, leader, down }

  /// Does what a node asks for, and looks at what it lets know.
  mutating func carryOut(_ id: Int, _ context: inout Context<RaftLab>) {
    var taken = 0
    for output in outputs {
      switch output {
      case .send(let message, let to):
        mail.send(message, from: id, to: to, code: message.code, mark: message.mark.rawValue, &context)
      case .write(let number):
        members[id].write = number
        set(.written, id, .milliseconds(context.knobs.disk), &context)
      case .startElectionTimer:
        var draw = context.draw(Stream.timeouts, id, attempt: members[id].timeouts)
        members[id].timeouts += 1
        let timeout = context.knobs.timeout + context.knobs.timeoutSpread * draw.uniform()
        set(.electionTimeout, id, .milliseconds(timeout), &context)
      case .startHeartbeatTimer: set(.heartbeat, id, .milliseconds(context.knobs.heartbeat), &context)
      case .became(let role, let term):
        if role == .candidate { campaigns(id, term, &context) }
        if role == .leader { elected(id, term, &context) }
        followRuler(cause: members[id].node.isRunning ? truth.note(of: term) : context.input, &context)
      case .committed(let range): committed(id, range, &context)
      case .overwritten(let index, let entry):
        taken += 1
        members[id].struck.append((index, entry.term, context.now))
        members[id].compared = min(members[id].compared, index - 1)
      case .lost(let index, _): members[id].compared = min(members[id].compared, index - 1)
      case .voted: break
      }
    }
    outputs.removeAll(keepingCapacity: true)
    compareLog(id, &context)
    let look = members[id].look, term = members[id].node.term, last = members[id].spells.last
    if taken > 0 {
      context.count(.overwritten, taken)
      context.reach(.overwritten, "n\(id + 1) takes back \(taken)")
      context.note(.takenBack(members[id].server, taken, for: term), cause: truth.note(of: term))
    }
    guard last?.look != look || look == .leader && last?.term != term else { return }
    members[id].spells.append((look, term, context.now))
  }

  /// Starts a timer or a write to the disk; the one before is void.
  private mutating func set(_ event: Event, _ id: Int, _ delay: Interval, _ context: inout Context<RaftLab>) {
    ticket &+= 1
    members[id].tickets[Int(event.rawValue)] = ticket
    context.schedule(event, Slot(id), tag: ticket, after: delay)
  }

  /// A client's write comes to some node, which passes it to the leader that it knows of, if that can be reached.
  mutating func submit(_ number: UInt64, _ context: inout Context<RaftLab>) {
    var draw = context.draw(Stream.contacts, number)
    let contact = draw.below(members.count)
    let leader = members[contact].node.leader ?? contact
    let isReached = mail.network.connects(contact, leader) && members[leader].node.role == .leader
    propose(to: isReached ? leader : nil, &context)
  }

  mutating func propose(to leader: Int?, _ context: inout Context<RaftLab>) {
    context.count(.offered)
    guard let leader else { return context.count(.refused) }
    written += 1
    _ = members[leader].node.propose(Write(number: written, at: context.now), into: &outputs)
    carryOut(leader, &context)
  }
}

extension RaftMessage<RaftLab.Write> {
  /// What the lanes tell messages apart by.
  enum Mark: UInt8 { case request, vote, heartbeat, entries, answer, refusal }

  var mark: Mark {
    switch content {
    case .requestVote: .request
    case .vote(let isGranted): isGranted ? .vote : .refusal
    case .appendEntries(_, _, let entries, _): entries.isEmpty ? .heartbeat : .entries
    case .appended: .answer
    case .refused: .refusal
    }
  }

  /// What it holds, for the digest; entries are told by their number and the newest of them.
  var code: UInt64 {
    let fields: [Int] =
      switch content {
      case .requestVote(let index, let lastTerm): [index, lastTerm]
      case .vote: []
      case .appendEntries(let previous, let last, let entries, let commit):
        [previous, last, commit, entries.count, Int(entries.last?.command?.number ?? 0)]
      case .appended(let index): [index]
      case .refused(let previous, let conflict): [previous, conflict]
      }
    let start = UInt64(term) << 8 | UInt64(mark.rawValue)
    return fields.reduce(start) { ($0 ^ UInt64($1)) &* 0x9E37_79B9_7F4A_7C15 }
  }
}
