import Engine
import FirstEdition
import Grid

extension CounterLab {
  /// What every replica knows of every other, and what it shows; what it does not know yet is marked.
  static let vectorsPanel = Panel<CounterLab>(
    "Replicas", topics: [Topic.vectors],
    knobs: ["replicas", "increments", "type", "removals", "group", "victim"],
    actions: [.partition, .crash, .incrementA, .incrementB, .incrementC, .mergeNow, .takeAway],
    minimumWidth: 34, minimumHeight: 6,
    status: { view in
      let worst = (0..<view.model.members).map(view.model.distance).max() ?? 0
      if view.knobs.type == .register { return worst == 0 ? "all agree" : "some are old" }
      return worst == 0 ? "all agree: \(view.model.shownInTruth)" : "up to \(worst) behind"
    },
    draw: { view, canvas in
      let lab = view.model
      let rows = bands(lab.members, in: canvas.height - 2)
      header(lab, on: &canvas)
      for (row, band) in rows.enumerated() { line(lab, band, row: row + 1, on: &canvas) }
      truthLine(lab, row: rows.count + 1, on: &canvas)
    })

  /// The replicas row by row; when there are more of them than rows, a row stands for several.
  static func bands(_ count: Int, in rows: Int) -> [Range<Int>] {
    guard rows > 0, count > 0 else { return [] }
    let most = (count + rows - 1) / rows
    return stride(from: 0, to: count, by: most).map { $0..<min($0 + most, count) }
  }

  /// How wide a position is written: as a number when all find room, else as one glyph.
  private static func cellWidth(_ lab: CounterLab, _ width: Int) -> Int {
    let largest = max(lab.truth.added.max() ?? 0, 99)
    let digits = String(largest).count + 2
    return lab.members * digits + textColumns <= width && lab.members <= 26 ? digits : 1
  }

  /// Mark and name before the positions, what is shown after them.
  private static let nameColumns = 8
  private static let textColumns = 17

  private static func header(_ lab: CounterLab, on canvas: inout Canvas) {
    let width = cellWidth(lab, canvas.width)
    let columns: [String] =
      switch lab.knobs.type {
      case .gCounter, .pnCounter: width > 1 ? (0..<lab.members).map { name($0) } : []
      case .orSet: (0..<elementCount).map { name(element: $0) }
      case .register: []
      }
    let step = lab.knobs.type == .orSet ? 1 : width
    for (index, text) in columns.enumerated() {
      canvas.write(
        Span(text, .muted), column: nameColumns + index * step, row: 0, width: max(1, step - 1),
        alignment: .trailing)
    }
    if columns.isEmpty && lab.knobs.type != .register {
      shadeKey(shownColumn(lab, canvas.width), on: &canvas)
    }
    let title = lab.knobs.type == .register ? "value written by" : "shows"
    let column = lab.knobs.type == .register ? nameColumns : shownColumn(lab, canvas.width)
    canvas.write(Span(title, .muted), column: column, row: 0, width: canvas.width - column)
  }

  /// What the shades mean: over them, or beside the last column where they are too few for that.
  private static func shadeKey(_ shown: Int, on canvas: inout Canvas) {
    let after = shown + "shows".columns + 2
    for text in ["· knows all  ░▒▓█ behind", "░▒▓█ behind"] {
      for (start, end) in [(nameColumns, shown - 1), (after, canvas.width)] where text.columns <= end - start
      {
        canvas.write(text, column: start, row: 0, role: .muted)
        return
      }
    }
  }

  private static func shownColumn(_ lab: CounterLab, _ width: Int) -> Int {
    let count = lab.knobs.type == .orSet ? elementCount : lab.knobs.type == .register ? 0 : lab.members
    let step = lab.knobs.type == .orSet ? 1 : cellWidth(lab, width)
    return min(nameColumns + count * step + 1, max(nameColumns, width - 7))
  }

  private static func line(_ lab: CounterLab, _ band: Range<Int>, row: Int, on canvas: inout Canvas) {
    let first = band.lowerBound
    // Of several the one that knows least stands for all.
    let replica = band.max { lab.distance($0) < lab.distance($1) } ?? first
    let isDown = band.contains { lab.replicas[$0].isDown }
    let isCut = lab.partition != nil && band.upperBound > lab.members - lab.cutOff
    let (glyph, word, role): (String, String, Role) =
      isDown ? ("✗", "down", .bad) : isCut ? ("✂", "cut", .bad) : ("●", "", .series(first))
    canvas.write(glyph, column: 0, row: row, role: role)
    let title = band.count == 1 ? name(first) : "\(name(first))–\(name(band.upperBound - 1))"
    let end = canvas.write(title, column: 1, row: row, role: .series(first), emphasis: .bold)
    if end + word.columns < nameColumns { canvas.write(word, column: end + 1, row: row, role: .bad) }
    switch lab.knobs.type {
    case .gCounter, .pnCounter: positions(lab, replica, row: row, on: &canvas)
    case .orSet: elements(lab, replica, row: row, on: &canvas)
    case .register: register(lab, replica, row: row, on: &canvas)
    }
    guard lab.knobs.type != .register else { return }
    let distance = lab.distance(replica)
    let column = shownColumn(lab, canvas.width)
    let end2 = canvas.write(String(lab.shown(replica)), column: column, row: row, emphasis: .bold)
    if distance > 0 { canvas.write("−\(distance)", column: end2 + 1, row: row, role: .warning) }
  }

  private static func positions(_ lab: CounterLab, _ replica: Int, row: Int, on canvas: inout Canvas) {
    let width = cellWidth(lab, canvas.width)
    let isPN = lab.knobs.type == .pnCounter
    let room = max(0, shownColumn(lab, canvas.width) - 1 - nameColumns)
    let added = isPN ? lab.replicas[replica].pnCounter.added : lab.replicas[replica].counter
    let removed = lab.replicas[replica].pnCounter.removed
    let bands = width > 1 ? (0..<lab.members).map { $0..<$0 + 1 } : bands(lab.members, in: room)
    for (index, band) in bands.enumerated() {
      let known = band.reduce(0) { $0 + added[$1] + removed[$1] }
      let all = band.reduce(0) { $0 + lab.truth.added[$1] + lab.truth.removed[$1] }
      let column = nameColumns + index * width
      if width == 1 {
        canvas.put(shade(known, all, isOwn: band.contains(replica)), column: column, row: row)
      } else {
        let net = Int64(added[index]) - (isPN ? Int64(removed[index]) : 0)
        let isBehind = known < all
        let role: Role = isBehind ? .warning : index == replica ? .series(replica) : .text
        canvas.write(
          Span("\(net)\(isBehind ? "↓" : " ")", role, index == replica ? .bold : []), column: column,
          row: row,
          width: width, alignment: .trailing)
      }
    }
  }

  /// How much of a position is known, in one cell.
  private static func shade(_ known: UInt64, _ all: UInt64, isOwn: Bool) -> Cell {
    guard known < all else { return Cell(isOwn ? "■" : "·", isOwn ? .series1 : .good) }
    let missing = Double(all - known) / Double(all)
    return missing < 0.05
      ? Cell("░", .warning)
      : missing < 0.25 ? Cell("▒", .warning) : missing < 1 ? Cell("▓", .warning) : Cell("█", .bad)
  }

  private static func elements(_ lab: CounterLab, _ replica: Int, row: Int, on canvas: inout Canvas) {
    let mine = lab.replicas[replica].bits, truth = lab.truth.bits
    for element in 0..<elementCount {
      let isHeld = mine & 1 << UInt16(element) != 0, isTrue = truth & 1 << UInt16(element) != 0
      let cell: Cell =
        isHeld
        ? (isTrue ? Cell("●", .good) : Cell("×", .bad, .bold))
        : (isTrue ? Cell("○", .warning, .bold) : Cell("·", .muted))
      canvas.put(cell, column: nameColumns + element, row: row)
    }
  }

  private static func register(_ lab: CounterLab, _ replica: Int, row: Int, on canvas: inout Canvas) {
    let register = lab.replicas[replica].register
    let value = register.value.map(String.init) ?? "–"
    let writer = register.stamp.map { name($0.replica) } ?? "nobody"
    let time = register.stamp.map { Figure.time(Interval($0.time).seconds, end: 60) } ?? ""
    canvas.write(value, column: nameColumns, row: row, emphasis: .bold)
    let end = canvas.write("by \(writer) at \(time)", column: nameColumns + 6, row: row, role: .muted)
    if lab.distance(replica) > 0 { canvas.write("old", column: end + 1, row: row, role: .warning) }
  }

  private static func truthLine(_ lab: CounterLab, row: Int, on canvas: inout Canvas) {
    canvas.write("= truth", column: 0, row: row, role: .good, emphasis: .bold)
    let width = cellWidth(lab, canvas.width)
    switch lab.knobs.type {
    case .gCounter, .pnCounter:
      if width > 1 {
        for replica in 0..<lab.members {
          let net = Int64(lab.truth.added[replica]) - Int64(lab.truth.removed[replica])
          canvas.write(
            Span("\(net) ", .good), column: nameColumns + replica * width, row: row, width: width,
            alignment: .trailing)
        }
      }
    case .orSet:
      for element in 0..<elementCount where lab.truth.bits & 1 << UInt16(element) != 0 {
        canvas.put(Cell("●", .good), column: nameColumns + element, row: row)
      }
    case .register:
      let last = lab.truth.lastWritten.map { ", last written \($0)" } ?? ""
      canvas.write(
        Span("\(lab.shownInTruth) wins\(last)", .good), column: nameColumns, row: row,
        width: canvas.width - nameColumns)
      return
    }
    canvas.write(
      String(lab.shownInTruth), column: shownColumn(lab, canvas.width), row: row, role: .good, emphasis: .bold
    )
  }
}
