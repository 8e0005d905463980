import Engine
import Grid
import LabKit

extension RaftLab {
  /// The logs side by side, by the terms of their entries.
  static var logsPanel: Panel<RaftLab> {
    Panel(
      "Logs", topics: [Topic.logs], knobs: ["writes", "disk", "logcheck"], actions: [.write, .noWrites],
      minimumWidth: 36, [.logs { logs($0) }], status: writing)
  }

  private static func writing(_ view: View<RaftLab>) -> String {
    let lost = view.total(.all(.lost))
    let waiting = view.lab.members.map { $0.node.log.lastIndex - $0.node.commitIndex }.max() ?? 0
    return "\(Figure.count(view.lab.books.commits.endIndex)) committed, \(waiting) wait"
      + (lost > 0 ? ", ✗\(lost) lost" : "")
  }

  /// How many entries are shown at most, and for how long one that was taken back.
  private static let most = 40, visible = Interval.seconds(3)

  private static func logs(_ view: View<RaftLab>) -> LogRows {
    let members = view.lab.members
    let first = max(1, (members.map(\.node.log.lastIndex).max() ?? 0) - most + 1)
    return LogRows(
      members.map { member in
        LogRows.Row(
          Span(member.server.name + (member.look == .leader ? " LEADER" : ""), member.look.role),
          entries(of: member, from: first, view.now))
      }, firstIndex: first)
  }

  private static func entries(of member: Member, from first: Int, _ now: Instant) -> [LogRows.Entry] {
    let log = member.node.log
    let struck = member.struck.all.filter { now - $0.at < visible && $0.index >= first }
    let last = max(log.lastIndex, struck.map(\.index).max() ?? 0)
    guard last >= first else { return [] }
    return (first...last).map { index in
      if let old = struck.last(where: { $0.index == index }) {
        return LogRows.Entry(String(old.term), .overwritten)
      }
      // Below a gap nothing was taken back lately: the log reaches as far as what follows.
      let isCommitted = index <= member.node.commitIndex
      return LogRows.Entry(
        index <= log.lastIndex ? String(log[index].term) : " ", isCommitted ? .committed : .pending,
        role: .series(log.term(at: index) % 6))
    }
  }
}
