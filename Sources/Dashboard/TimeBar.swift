import Engine
import Grid
import LabKit

/// Where the run is among what was done on its branch, in one row.
///
///     0:01:23.4 ├──⚑────●╌╌╌╌≠╌╌╌┤ 0:05:00.0  branch 2 of 3
struct TimeBar {
  private let map: RunMap

  /// Nil while there is nothing to say: one branch, no bookmark, and the run at its end.
  init?(_ state: DashboardState) {
    guard let map = state.map else { return nil }
    guard map.isInPast || map.branches.count > 1 || !map.bookmarks.isEmpty else { return nil }
    self.map = map
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) {
    let words = words.first { 24 + 20 + $0.columns <= canvas.width } ?? ""
    var column = canvas.write(Clock.text(map.moment.at), column: 0, row: 0, role: .focus, emphasis: .bold) + 1
    let end = Clock.text(map.tip.at)
    let last = canvas.width - end.columns - 2 - (words.isEmpty ? 0 : words.columns + 2)
    draw(from: column, to: last, on: &canvas)
    column = canvas.write(end, column: max(column, last + 2), row: 0, role: .muted) + 2
    canvas.write(words, column: column, row: 0, role: .muted)
  }

  /// From the longest to the shortest.
  private var words: [String] {
    let place = map.branches.count > 1 ? "branch \(map.branch + 1) of \(map.branches.count)" : ""
    let marks = map.bookmarks.isEmpty ? "" : "⚑ \(map.bookmarks.count)"
    return [[place, marks].filter { !$0.isEmpty }.joined(separator: "  "), place]
  }

  private func draw(from first: Int, to last: Int, on canvas: inout Canvas) {
    guard last - first >= 4 else { return }
    let inner = last - first - 2
    func column(_ at: Instant) -> Int {
      let fraction = map.tip.at > .start ? at.seconds / map.tip.at.seconds : 1
      return first + 1 + min(max(0, Int((fraction * Double(inner)).rounded())), inner)
    }
    let here = column(map.moment.at)
    canvas.put(Cell("├", .muted), column: first, row: 0)
    canvas.put(Cell("┤", .muted), column: last, row: 0)
    for place in first + 1..<last {
      canvas.put(place <= here ? Cell("─", .text) : Cell("╌", .muted), column: place, row: 0)
    }
    let branch = map.branches[map.branch]
    if branch.parent != nil { canvas.put(Cell("┬", .title), column: column(branch.fork.at), row: 0) }
    for mark in map.bookmarks where mark.branch == map.branch {
      canvas.put(Cell("⚑", .focus), column: column(mark.moment.at), row: 0)
    }
    if let difference = map.twin?.difference {
      canvas.put(Cell("≠", .warning, .bold), column: column(difference.at), row: 0)
    }
    canvas.put(Cell("●", .focus, .bold), column: here, row: 0)
  }
}
