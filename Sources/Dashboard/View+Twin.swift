import Grid
import LabKit

extension DashboardView {
  /// Draws of each of two runs which it is, and its outcome as a number and a curve; below both, what differs in words.
  ///
  /// Both are told apart by their letters and not by colours: a colour means the same in a lab and in its twin.
  func draw(_ twin: Twin, _ places: TwinPlan, on canvas: inout Canvas) {
    guard let snapshot = state.snapshot, let readings = state.twinReadings else { return }
    let words = TwinCaption(state), left = places.left, right = places.right
    canvas.inside(left.caption) { Self.draw("A", words.left, state.laws, state.promises, on: &$0) }
    canvas.inside(right.caption) { Self.draw("B", words.right, twin.snapshot.laws, twin.snapshot.promises, on: &$0) }
    guard let meter = state.comparedMeter, readings.lines.indices.contains(meter) else { return }
    let line = readings.lines[meter]
    let numbers = [(line.left, snapshot), (line.right, twin.snapshot)].map { readings.number(line, $0.0, $0.1) }
    canvas.inside(left.headline) { draw(line, numbers[0], against: numbers[1], readings, on: &$0) }
    canvas.inside(right.headline) { draw(line, numbers[1], against: numbers[0], readings, on: &$0) }
    let course = TwinCourse(line, snapshot, twin, columns: max(1, left.curve.width - Self.axis))
    canvas.inside(left.curve) { draw(course.left, course, line, readings, snapshot, on: &$0) }
    canvas.inside(right.curve) { draw(course.right, course, line, readings, twin.snapshot, on: &$0) }
    canvas.inside(places.comparison) { drawWords(line, readings, snapshot, twin, on: &$0) }
  }

  private static func draw(
    _ name: String, _ words: String, _ laws: [LawLine], _ promises: [PromiseLine], on canvas: inout Canvas
  ) {
    let verdict = verdict(laws, promises)
    let column = canvas.write(" \(name) ", column: 0, row: 0, role: .title, emphasis: [.bold, .reversed]) + 1
    canvas.write(Span(words, .text, .bold), column: column, row: 0, width: canvas.width - column - verdict.columns - 1)
    canvas.write(verdict, column: canvas.width - verdict.columns, row: 0, width: verdict.columns)
  }

  /// A law that is violated first: then nothing else counts.
  private static func verdict(_ laws: [LawLine], _ promises: [PromiseLine]) -> Span {
    let violated = laws.count { $0.verdict == .violated }
    if violated > 0 { return Span(" ✗\(violated) VIOLATED ", .bad, [.bold, .reversed]) }
    let broken = promises.filter { $0.verdict == .broken }
    if let worst = broken.first {
      return Span(broken.count == 1 ? "✗ \(worst.declaration.words)" : "✗ \(broken.count) broken", .bad, .bold)
    }
    return promises.isEmpty ? Span("") : Span("✓ kept", .good)
  }

  /// The number of one run: `✗ goodput p1  0/s now`.
  private func draw(
    _ line: TwinReadings.Line, _ number: Double?, against other: Double?, _ readings: TwinReadings,
    on canvas: inout Canvas
  ) {
    canvas.write([" "] + readings.headline(line, number, against: other, [.bold, .reversed]), column: 0, row: 0)
  }

  /// The columns of the axis beside a curve.
  private static let axis = 8

  private func draw(
    _ values: [Double], _ course: TwinCourse, _ line: TwinReadings.Line, _ readings: TwinReadings,
    _ snapshot: any LabSnapshot, on canvas: inout Canvas
  ) {
    let role = state.entry.panel(showing: line.meter)?.role ?? .series1
    AreaChart(
      [.init("", values, role: role == .text || role == .muted ? .series1 : role)], range: course.range,
      sampleCount: Int(snapshot.now.seconds * 10) / course.every, samplePeriod: Double(course.every) / 10,
      format: { readings.text(line, $0).number }
    ).draw(on: &canvas)
  }

  /// What is compared, when the two part in it for good, and what else differs.
  private func drawWords(
    _ line: TwinReadings.Line, _ readings: TwinReadings, _ snapshot: any LabSnapshot, _ twin: Twin,
    on canvas: inout Canvas
  ) {
    canvas.write(
      readings.words(line, snapshot, twin.snapshot) + [Span("  ")] + [parting], column: 0, row: 0, upTo: canvas.width)
    let others = readings.ranked.filter { $0.meter != line.meter }
    for (row, other) in others.prefix(max(0, canvas.height - 1)).enumerated() {
      canvas.write(readings.words(other, snapshot, twin.snapshot), column: 2, row: row + 1, upTo: canvas.width)
    }
  }

  /// When the two part for good in the meter that is compared.
  private var parting: Span {
    if let at = state.parting?.at { return Span("≠ they part for good at \(Clock.text(at))", .warning) }
    guard let difference = state.map?.twin?.difference else { return Span("so far both do the same", .muted) }
    return Span("≠ first difference at \(Clock.text(difference.at))", .muted)
  }
}
