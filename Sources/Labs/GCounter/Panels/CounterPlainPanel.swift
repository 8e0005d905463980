import Engine
import FirstEdition
import Grid

extension CounterLab {
  /// What replicas without the pattern make of the same messages.
  static let plainPanel = Panel<CounterLab>(
    "Plain numbers", topics: [Topic.plain], knobs: ["loss", "duplication", "reordering"],
    actions: [.partition, .crash, .incrementA, .mergeNow], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let error = (0..<view.model.members).map { abs(view.model.plainError($0)) }.max() ?? 0
      return error == 0 ? "right, so far" : "off by up to \(error)"
    },
    draw: { view, canvas in
      switch view.knobs.type {
      case .gCounter, .pnCounter: numbers(view, on: &canvas)
      case .orSet: sets(view, on: &canvas)
      case .register: values(view, on: &canvas)
      }
    })

  private static func numbers(_ view: LabView<CounterLab>, on canvas: inout Canvas) {
    let lab = view.model, members = 0..<lab.members
    let merged = members.map(lab.shown)
    let sums = members.map { lab.replicas[$0].plain.sum }, heard = members.map { lab.replicas[$0].plain.last }
    let truth = lab.truth.total
    let scale = Double(max(1, [truth, merged.max()!, sums.max()!, heard.max()!].max()!))
    let rows: [(String, Int64, [Int64], Role)] = [
      ("truth", truth, [truth], .good),
      (lab.knobs.type == .gCounter ? "G-Counter" : "PN-Counter", truth, merged, .series1),
      ("adds", truth, sums, .series2), ("overwrites", truth, heard, .series4),
    ]
    for (row, (label, truth, values, role)) in rows.enumerated() {
      // The one that is farthest off.
      let shown = values.max { abs($0 - truth) < abs($1 - truth) } ?? 0
      let off = shown - truth
      let word = row == 0 ? "" : off == 0 ? " right" : " \(off > 0 ? "+" : "−")\(abs(off))"
      canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) {
        Gauge(
          label, value: Double(max(0, shown)), of: scale, role: role,
          reading: Span("\(shown)\(word)", row > 1 && off != 0 ? .bad : .text), labelWidth: 10,
          readingWidth: 13
        ).draw(on: &$0)
      }
    }
    let lost = view.meters[count: .plainLost], doubled = view.meters[count: .plainDoubled]
    var column = canvas.write("adding lost ", column: 0, row: 4, role: .muted)
    column = canvas.write(Figure.count(Double(lost)), column: column, row: 4, role: lost > 0 ? .bad : .text)
    column = canvas.write("  counted twice ", column: column, row: 4, role: .muted)
    canvas.write(Figure.count(Double(doubled)), column: column, row: 4, role: doubled > 0 ? .bad : .text)
    guard canvas.height >= 9 else { return }
    canvas.inside(Rectangle(column: 0, row: 5, width: canvas.width, height: canvas.height - 5)) {
      let most = AreaChart.samples(forWidth: $0.width, level: .block)
      AreaChart(
        [.init("a plain sum is off by", view.levels(.plainError, most: most, every: 5), role: .series2)],
        sampleCount: view.context.history.count / 5
      ).draw(on: &$0)
    }
  }

  private static func sets(_ view: LabView<CounterLab>, on canvas: inout Canvas) {
    let lab = view.model
    canvas.write(
      Span("a plain set merged by union: × came back, ○ missing", .muted), column: 0, row: 0,
      width: canvas.width)
    let bands = bands(lab.members, in: canvas.height - 1)
    for (row, band) in bands.enumerated() {
      let replica = band.lowerBound
      canvas.write(name(replica), column: 0, row: row + 1, role: .series(replica), emphasis: .bold)
      let bits = lab.replicas[replica].plain.bits
      for element in 0..<elementCount {
        let isHeld = bits & 1 << UInt16(element) != 0, isTrue = lab.truth.bits & 1 << UInt16(element) != 0
        let cell: Cell =
          isHeld
          ? (isTrue ? Cell("●", .good) : Cell("×", .bad, .bold))
          : (isTrue ? Cell("○", .warning, .bold) : Cell("·", .muted))
        canvas.put(cell, column: 3 + element, row: row + 1)
      }
    }
  }

  private static func values(_ view: LabView<CounterLab>, on canvas: inout Canvas) {
    let lab = view.model
    canvas.write(
      Span("a plain value is what was heard last", .muted), column: 0, row: 0, width: canvas.width)
    let bands = bands(lab.members, in: canvas.height - 2)
    for (row, band) in bands.enumerated() {
      let replica = band.lowerBound
      canvas.write(name(replica), column: 0, row: row + 1, role: .series(replica), emphasis: .bold)
      let isRight = lab.plainError(replica) == 0
      let end = canvas.write(String(lab.replicas[replica].plain.value), column: 3, row: row + 1)
      canvas.write(
        isRight ? "the winner" : "another", column: end + 1, row: row + 1, role: isRight ? .good : .bad)
    }
    let lost = view.meters[count: .writesLost], all = view.meters[count: .operations]
    let share = Figure.percent(all == 0 ? 0 : Double(lost) / Double(all))
    canvas.write(
      Span("the register lost \(lost) of \(all) writes, \(share), to clocks ahead", .warning), column: 0,
      row: bands.count + 1, width: canvas.width)
  }
}
