import Engine
import LabKit
import Patterns

extension RaftLab {
  /// Does what a node asks for, and looks at what it lets know.
  mutating func carryOut(_ id: Int, _ context: inout Context<RaftLab>) {
    var taken = 0, firstTaken = 0
    for output in outputs {
      switch output {
      case .send(let message, let to):
        mail.send(message, from: id, to: to, code: message.code, mark: message.mark.rawValue, &context)
      case .write(let number):
        members[id].write = number
        set(.written, id, .milliseconds(context.knobs.disk), &context)
      case .startElectionTimer: set(.electionTimeout, id, timeout(id, context), &context)
      case .startHeartbeatTimer: set(.heartbeat, id, .milliseconds(context.knobs.heartbeat), &context)
      case .became(let role, let term): became(id, role, term, &context)
      case .committed(let range): committed(id, range, &context)
      case .overwritten(let index, let entry):
        firstTaken = taken == 0 ? index : firstTaken
        taken += 1
        members[id].struck.append(Struck(index: index, term: entry.term, at: context.now))
        members[id].compared = min(members[id].compared, index - 1)
      case .lost(let index, _): members[id].compared = min(members[id].compared, index - 1)
      case .voted: break
      }
    }
    outputs.removeAll(keepingCapacity: true)
    compareLog(id, &context)
    members[id].remember(context.now)
    if taken > 0 { takenBack(id, taken, from: firstTaken, &context) }
  }

  /// Starts a timer or a write to the disk; the one before is void.
  private mutating func set(_ event: Event, _ id: Int, _ delay: Interval, _ context: inout Context<RaftLab>) {
    ticket &+= 1
    members[id].tickets[event] = ticket
    context.schedule(event, Slot(id), tag: ticket, after: delay)
  }

  private mutating func timeout(_ id: Int, _ context: borrowing Context<RaftLab>) -> Interval {
    var draw = context.draw(Stream.timeouts, id, attempt: members[id].timeouts)
    members[id].timeouts += 1
    return .milliseconds(context.knobs.timeout + context.knobs.timeoutSpread * draw.uniform())
  }

  private mutating func became(
    _ id: Int, _ role: RaftRole, _ term: Int, _ context: inout Context<RaftLab>
  ) {
    switch role {
    case .candidate: campaigns(id, term, &context)
    case .leader: elected(id, term, &context)
    case .follower: break
    }
    followRuler(cause: members[id].node.isRunning ? books.note(of: term) : context.input, &context)
  }

  /// A client's write comes to some node, which passes it to the leader that it knows of, if that can be reached.
  mutating func submit(_ number: UInt64, _ context: inout Context<RaftLab>) {
    var draw = context.draw(Stream.contacts, number)
    let contact = draw.below(members.count)
    let leader = members[contact].node.isRunning ? members[contact].node.leader : nil
    if let leader, mail.network.connects(contact, leader), members[leader].node.role == .leader {
      propose(to: leader, &context)
    } else {
      context.count(.offered)
      context.count(.refused)
    }
  }

  mutating func propose(to id: Int, _ context: inout Context<RaftLab>) {
    context.count(.offered)
    written += 1
    _ = members[id].node.propose(Write(number: written, at: context.now), into: &outputs)
    carryOut(id, &context)
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

  /// What it holds, for the digest: entries are told by their number and the newest, since logs that agree there agree
  /// before it.
  var code: UInt64 {
    let parts: (Int, Int, Int)
    switch content {
    case .requestVote(let index, let term): parts = (index, term, 0)
    case .vote: parts = (0, 0, 0)
    case .appendEntries(let previous, let term, let entries, let commit):
      parts = (previous &+ term << 24, commit, entries.count &+ Int(entries.last?.command?.number ?? 0) << 8)
    case .appended(let index): parts = (index, 0, 0)
    case .refused(let previous, let conflict): parts = (previous, conflict, 0)
    }
    let sum = UInt64(truncatingIfNeeded: parts.0) &+ UInt64(truncatingIfNeeded: parts.1) &<< 16
    return (sum ^ UInt64(truncatingIfNeeded: parts.2) &<< 32) &* 0x9E37_79B9_7F4A_7C15
      ^ UInt64(truncatingIfNeeded: term) &<< 8 ^ UInt64(mark.rawValue)
  }
}
