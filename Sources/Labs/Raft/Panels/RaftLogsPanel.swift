import Engine
import Grid
import LabKit

extension RaftLab {
  /// The logs side by side, by the terms of their entries.
  static var logsPanel: Panel<RaftLab> {
    Panel(
      "Logs",
      reading: """
        The logs side by side, an entry by its term: [3] is committed and stays, (3) may still be overwritten, ╳3╳ \
        was taken back. Two logs with the same term at an index are the same up to there.
        """, topics: [Topic.logs], knobs: ["writes", "disk", "logcheck"], actions: [.write, .noWrites],
      minimumWidth: 36,
      [
        .logs { logs($0) }, .line { [telling($0)] }.priority(2).showing(.lost, .conflicts, as: .bad),
        .chart([Curve("acknowledged", .all(.acknowledged), .good), Curve("refused", .all(.refused), .warning)])
          .least(rows: 5).priority(0),
      ],
      status: { "\(Figure.count($0.lab.truth.commits.endIndex)) committed" })
  }

  /// How many entries are shown at most, and for how long one that was taken back.
  private static let most = 40, visible = Interval.seconds(4)

  private static func logs(_ view: View<RaftLab>) -> LogRows {
    let members = view.lab.members
    let first = max(1, (members.map(\.node.log.lastIndex).max() ?? 0) - most + 1)
    return LogRows(
      members.map { member in
        let label = member.server.name + (member.look == .leader ? " LEADER" : "")
        return LogRows.Row(Span(label, member.look.role), entries(of: member, from: first, view.now))
      }, firstIndex: first)
  }

  private static func entries(of member: Member, from first: Int, _ now: Instant) -> [LogRows.Entry] {
    let log = member.node.log
    let struck = member.struck.all.filter { now - $0.at < visible && $0.index >= first }
    let last = max(log.lastIndex, struck.map(\.index).max() ?? 0)
    return (first..<max(first, last + 1)).map { index in
      let old = struck.last { $0.index == index }
      if let old { return LogRows.Entry(String(old.term), .overwritten) }
      let text = index <= log.lastIndex ? String(log[index].term) : " "
      return LogRows.Entry(
        text, index <= member.node.commitIndex ? .committed : .pending, role: .series(log.term(at: index)))
    }
  }

  /// What matters most of what the logs show, in words.
  private static func telling(_ view: View<RaftLab>) -> Span {
    let lab = view.lab, lost = view.total(.all(.lost))
    if lost > 0 { return Span("✗ \(lost) acknowledged \(lost == 1 ? "write is" : "writes are") lost", .bad) }
    if let one = lab.waiting {
      let reached = "\(lab.reached(by: one.node.id)) of \(lab.members.count)"
      return Span("\(one.server) reaches \(reached): \(one.waiting) cannot commit", .warning)
    }
    for member in lab.members {
      let struck = member.struck.all.filter { view.now - $0.at < visible }
      guard let term = struck.last?.term else { continue }
      return Span("\(member.server) lost \(struck.count) of term \(term), never committed", .warning)
    }
    if lab.truth.ruler == nil { return Span("no leader: nothing is committed", .warning) }
    guard lab.isSettled else { return Span("logs differ", .muted) }
    let all = lab.members.allSatisfy(\.node.isRunning) ? "all" : "all that run"
    return Span("\(all) have the same log", .good)
  }
}
