import Engine
import Grid
import LabKit
import Patterns

extension RaftLab {
  /// What each node does, and the messages between them.
  static var lanesPanel: Panel<RaftLab> {
    Panel(
      "Cluster",
      reading: """
        A lane a node: heavy while it leads, dashed while it asks for votes, dotted while it is down; arrows are \
        messages. A write is committed when a majority has stored it; a part without a majority can do nothing.
        """, topics: [Topic.cluster], knobs: ["nodes", "delay", "delay.spread", "loss", "disorder"],
      actions: [.crash, .cutLeader, .cutHalf], minimumWidth: 40,
      [
        .lanes(least: 8) { view in
          let seconds = min(10, max(0.2, view.knobs.heartbeat * 0.04)), now = view.now.seconds
          let traces = view.lab.mail.traces.filter { $0.due.seconds >= now - seconds }
          return LaneChart(view.lab.members.map(lane), messages: traces.map(message), last: seconds, now: now)
        }
      ]
    ) { view in
      let truth = view.lab.truth
      if let ruler = truth.ruler { return "n\(ruler + 1) leads term \(view.lab.members[ruler].node.term)" }
      return "no leader for \(Figure.milliseconds((view.now - truth.since).milliseconds))"
    }
  }

  private static func lane(_ member: Member) -> LaneChart.Lane {
    let spells = member.spells.all, ends = spells.dropFirst().map { $0.since.seconds as Double? } + [nil]
    let blocks = zip(spells, ends).map { spell, end in
      LaneChart.Block(
        spell.look == .leader ? "term \(spell.term)" : "", from: spell.since.seconds, to: end,
        role: spell.look.role, style: .state(spell.look.line))
    }
    let look = member.look, role = look == .leader ? "LEADER" : "\(look)"
    let word = look == .down ? role : "\(role) \(member.node.term)"
    return LaneChart.Lane(member.server.name, blocks, state: Span(word, look.role))
  }

  private static func message(_ trace: Mail<RaftLab, Node.Message>.Trace) -> LaneChart.Message {
    let (word, role) = RaftMessage<Write>.Mark(rawValue: trace.mark)!.label
    return LaneChart.Message(
      word, from: trace.from, to: trace.to, sent: trace.sent.seconds, arrives: trace.due.seconds,
      lost: trace.lost?.seconds, role: trace.lost == nil ? role : .bad, isImportant: role == .warning)
  }
}

extension RaftLab.Look {
  var role: Role { [.text, .warning, .good, .bad][Int(rawValue)] }
  var line: LaneChart.Line { [.light, .dashed, .heavy, .dotted][Int(rawValue)] }
}

extension RaftMessage<RaftLab.Write>.Mark {
  fileprivate var label: (word: String, role: Role) {
    switch self {
    case .request: ("vote?", .warning)
    case .vote: ("vote", .warning)
    case .entries: ("entries", .good)
    case .refusal: ("no", .muted)
    case .heartbeat, .answer: ("", .muted)
    }
  }
}
