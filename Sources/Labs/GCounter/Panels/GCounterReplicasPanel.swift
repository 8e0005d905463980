import Engine
import Grid
import LabKit
import Patterns

extension GCounterLab {
  /// What every replica knows of every other, and what it shows; what it does not know yet is marked.
  static var replicasPanel: Panel<GCounterLab> {
    Panel(
      "Replicas",
      reading: """
        A row a replica: what it knows that each has counted. A replica raises only its own position; a merge takes \
        the larger number of each, and what it raised is marked ▲. ↓ is behind. In the end all rows are alike.
        """, topics: [Topic.replicas],
      knobs: ["replicas", "increments", "type", "show", "removals", "group", "victim"],
      actions: [.partition, .crash, .increment, .mergeNow, .takeAway], minimumWidth: 34,
      [
        .drawn(rows: 6) { view, canvas in
          let grid = Positions(view.lab, width: canvas.width)
          let bands = bands(view.lab.members, in: canvas.height - 2)
          let lines = [header(view.lab, grid)] + bands.map { line(view.lab, $0, grid, view.now) }
          for (row, line) in (lines + [truthLine(view.lab, grid)]).enumerated() {
            canvas.write(line.name, column: 0, row: row)
            for (index, cell) in line.cells.enumerated() {
              let column = nameColumns + index * grid.step
              canvas.write(cell, column: column, row: row, width: grid.step, alignment: .trailing)
            }
            canvas.write(line.shows, column: grid.shownColumn, row: row)
          }
        }.most { $0.lab.members + 2 }.priority(3),
        .line { _ in [Span("▲ a merge took the larger number", .muted)] }.priority(2)
          .shown { $0.lab.type.counts },
        .chart(
          [Curve("truth", .all(.truth), .good), Curve("least shown", .all(.lowest), .series1)], isStacked: false,
          format: { Figure.count($0) }
        ).least(rows: 5).priority(0),
      ],
      status: { view in
        let lab = view.lab, worst = lab.worst(lab.error)
        if lab.type == .register { return worst == 0 ? "all agree" : "some are old" }
        if worst == 0 { return "all agree: \(lab.truth.value)" }
        return "up to \(worst) \(lab.display == .merged ? "behind" : "off")"
      })
  }

  /// The replicas row by row; when there are more of them than rows, a row stands for several.
  private static func bands(_ count: Int, in rows: Int) -> [Range<Int>] {
    guard rows > 0, count > 0 else { return [] }
    let most = (count + rows - 1) / rows
    return stride(from: 0, to: count, by: most).map { $0..<min($0 + most, count) }
  }

  /// Mark and name before the positions.
  private static let nameColumns = 8

  /// Where positions are: each as a number when all of them fit, else as a glyph, which may stand for several.
  private struct Positions {
    let step: Int, bands: [Range<Int>], shownColumn: Int

    init(_ lab: GCounterLab, width: Int) {
      let digits = String(max(lab.truth.counter.added.vector.max() ?? 0, 99)).count + 2
      let isNumber = lab.type.counts && lab.members <= 26 && lab.members * digits + 17 <= width
      step = isNumber ? digits : 1
      let most = max(nameColumns, width - 9), all = lab.type.counts ? lab.members : elementCount
      shownColumn = lab.type == .register ? nameColumns : min(nameColumns + all * step + 1, most)
      bands = GCounterLab.bands(lab.members, in: isNumber ? lab.members : shownColumn - 1 - nameColumns)
    }
  }

  /// Mark and name, what is known of each position, and what is shown.
  private struct Line { var name: [Span] = [], cells: [Span] = [], shows: [Span] }

  private static func header(_ lab: GCounterLab, _ grid: Positions) -> Line {
    var line = Line(shows: [Span(lab.type == .register ? "value written by" : "shows", .muted)])
    if lab.type == .orSet {
      line.cells = (0..<elementCount).map { Span(name($0).lowercased(), .muted) }
    } else if lab.type.counts, grid.step > 1 {
      line.cells = (0..<lab.members).map { Span(name($0) + " ", .muted) }
    } else if lab.type.counts {
      // What the shades mean: over them, or after the last column where they are too few for that.
      let keys = ["· knows all  ░▒▓█ behind", "░▒▓█ behind"]
      let key = keys.first { $0.columns <= grid.bands.count }
      line.cells = (key ?? "").map { Span(String($0), .muted) }
      if key == nil { line.shows.append(Span("  " + keys[1], .muted)) }
    }
    return line
  }

  private static func line(_ lab: GCounterLab, _ band: Range<Int>, _ grid: Positions, _ now: Instant) -> Line {
    // Of several the one that knows least stands for all.
    let first = band.lowerBound, replica = band.max { lab.distance($0) < lab.distance($1) } ?? first
    let isDown = band.contains { lab.replicas[$0].isDown }, isCut = band.upperBound > lab.members - lab.cut
    let (glyph, word, role): (String, String, Role) =
      isDown ? ("✗", " down", .bad) : isCut ? ("✂", " cut", .bad) : ("●", "", .series(first))
    let title = band.count == 1 ? name(first) : "\(name(first))–\(name(band.upperBound - 1))"
    var line = Line(name: [Span(glyph, role), Span(title, .series(first), .bold)], shows: [])
    if 1 + title.columns + word.columns < nameColumns { line.name.append(Span(word, .bad)) }
    let error = lab.error(replica)
    if lab.type == .register {
      let stamp = lab.replicas[replica].state.register.stamp
      let time = stamp.map { " at " + Figure.time(Interval($0.time).seconds, end: 60) } ?? ""
      let writer = "by \(stamp.map { name($0.replica) } ?? "nobody")" + time
      let value = lab.display != .merged || stamp != nil ? "\(lab.shown(replica))" : Figure.none
      let old = lab.display == .merged ? " old" : " another"
      line.shows = [
        Span(value.padded(to: 6), .text, .bold), Span(lab.display == .merged ? writer : "", .muted),
        Span(error == 0 ? "" : old, .warning),
      ]
      return line
    }
    let state = lab.replicas[replica].state
    line.cells = cells(lab, state.counter, state.bits, own: replica, grid)
    mark(&line.cells, lab.replicas[replica].raised, grid, now)
    let off = error == 0 ? "" : " \(error > 0 ? "+" : "−")\(abs(error))"
    line.shows = [Span("\(lab.shown(replica))", .text, .bold), Span(off, .warning)]
    return line
  }

  /// Marks the positions that a merge has just raised: those at which it heard the larger number.
  private static func mark(
    _ cells: inout [Span], _ raised: (positions: UInt64, at: Instant), _ grid: Positions, _ now: Instant
  ) {
    guard now - raised.at < .milliseconds(400) else { return }
    for (index, band) in grid.bands.enumerated() where index < cells.count {
      guard band.contains(where: { raised.positions & 1 << UInt64($0) != 0 }) else { continue }
      let number = grid.step > 1 ? String(cells[index].text.dropLast()) : ""
      cells[index] = Span(number + "▲", .good, .bold)
    }
  }

  /// What is known of each position or element; `own` is that of the replica itself.
  private static func cells(
    _ lab: GCounterLab, _ known: PNCounter, _ bits: UInt16, own: Int?, _ grid: Positions
  ) -> [Span] {
    switch lab.type {
    case .gCounter, .pnCounter: grid.bands.map { position(lab.truth.counter, known, own, $0, grid.step) }
    case .orSet: elements(bits, lab.truth.bits).map { Span(String($0.glyph), $0.role, $0.emphasis) }
    case .register: []
    }
  }

  /// What is known of some positions: the number, or how much of it in one cell.
  private static func position(
    _ truth: PNCounter, _ known: PNCounter, _ own: Int?, _ band: Range<Int>, _ step: Int
  ) -> Span {
    let isOwn = own.map(band.contains) ?? false, first = band.lowerBound
    let all = band.reduce(0) { $0 + truth.added[$1] + truth.removed[$1] }
    let missing = all - band.reduce(0) { $0 + known.added[$1] + known.removed[$1] }
    if step > 1 {
      let net = Int64(known.added[first]) - Int64(known.removed[first])
      let role: Role = missing > 0 ? .warning : isOwn ? .series(first) : own == nil ? .good : .text
      return Span("\(net)\(missing > 0 ? "↓" : " ")", role, isOwn ? .bold : [])
    }
    guard missing > 0 else { return isOwn ? Span("■", .series1) : Span("·", .good) }
    let share = Double(missing) / Double(all)
    let glyph = share < 0.05 ? "░" : share < 0.25 ? "▒" : share < 1 ? "▓" : "█"
    return Span(glyph, share < 1 ? .warning : .bad)
  }

  /// The elements of a set, and whether they should be there.
  static func elements(_ held: UInt16, _ truth: UInt16) -> [Cell] {
    (0..<UInt16(elementCount)).map { element in
      switch (held & 1 << element != 0, truth & 1 << element != 0) {
      case (true, true): Cell("●", .good)
      case (true, false): Cell("×", .bad, .bold)
      case (false, true): Cell("○", .warning, .bold)
      case (false, false): Cell("·", .muted)
      }
    }
  }

  private static func truthLine(_ lab: GCounterLab, _ grid: Positions) -> Line {
    let truth = lab.truth, last = truth.lastWritten.map { ", last written \($0)" } ?? ""
    let wins = lab.type == .register ? " wins" + last : ""
    return Line(
      name: [Span("= truth", .good, .bold)], cells: cells(lab, truth.counter, truth.bits, own: nil, grid),
      shows: [Span("\(truth.value)\(wins)", .good, .bold)])
  }
}
