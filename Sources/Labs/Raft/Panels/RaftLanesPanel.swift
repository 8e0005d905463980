import Engine
import Grid
import LabKit
import Patterns

extension RaftLab {
  /// What each node does, and the messages between them.
  static var lanesPanel: Panel<RaftLab> {
    Panel(
      "Cluster", topics: [Topic.cluster, .elections],
      knobs: ["nodes", "delay", "delay.spread", "loss", "disorder"],
      actions: [.crash, .cutLeader, .cutHalf], minimumWidth: 40,
      [.lanes(least: 8) { lanes($0) }], status: leading)
  }

  static func leading(_ view: View<RaftLab>) -> String {
    let books = view.lab.books
    guard let ruler = books.ruler else {
      return "no leader for \(Figure.milliseconds((view.now - books.since).milliseconds))"
    }
    return "n\(ruler + 1) leads term \(view.lab.members[ruler].node.term)"
  }

  private static func lanes(_ view: View<RaftLab>) -> LaneChart {
    let seconds = min(10, max(0.2, view.knobs.heartbeat * 0.04)), now = view.now.seconds
    let lanes = view.lab.members.map { lane($0) }
    let messages = view.lab.mail.traces.filter { $0.due.seconds >= now - seconds }.map { message($0) }
    return LaneChart(lanes, messages: messages, last: seconds, now: now)
  }

  private static func lane(_ member: Member) -> LaneChart.Lane {
    let spells = member.spells.all
    let ends = spells.dropFirst().map { $0.since.seconds as Double? } + [nil]
    let blocks = zip(spells, ends).map { spell, end in
      LaneChart.Block(
        spell.look == .leader ? "term \(spell.term)" : "", from: spell.since.seconds, to: end,
        role: spell.look.role,
        style: .state(spell.look.line))
    }
    return LaneChart.Lane(member.server.name, blocks, state: member.word)
  }

  private static func message(_ trace: Mail<RaftLab, Node.Message>.Trace) -> LaneChart.Message {
    let mark = RaftMessage<Write>.Mark(rawValue: trace.mark)!
    return LaneChart.Message(
      mark.word, from: trace.from, to: trace.to, sent: trace.sent.seconds, arrives: trace.due.seconds,
      lost: trace.lost?.seconds, role: trace.lost == nil ? mark.role : .bad,
      isImportant: mark == .request || mark == .vote)
  }
}

extension RaftLab.Member {
  /// What it does and in which term, in two words.
  var word: Span {
    Span(
      look == .down ? "down" : "\(look == .leader ? "LEADER" : "\(look)") \(node.term)", look.role,
      look == .leader ? .bold : [])
  }
}

extension RaftLab.Look {
  var role: Role {
    switch self {
    case .follower: .text
    case .candidate: .warning
    case .leader: .good
    case .down: .bad
    }
  }

  var line: LaneChart.Line {
    switch self {
    case .follower: .light
    case .candidate: .dashed
    case .leader: .heavy
    case .down: .dotted
    }
  }
}

extension RaftMessage<RaftLab.Write>.Mark {
  var word: String {
    switch self {
    case .request: "vote?"
    case .vote: "vote"
    case .entries: "entries"
    case .refusal: "no"
    case .heartbeat, .answer: ""
    }
  }

  var role: Role {
    switch self {
    case .request, .vote: .warning
    case .entries: .good
    case .heartbeat, .answer, .refusal: .muted
    }
  }
}
