import Grid
import LabKit

/// The first line: lab, running or paused, virtual time, speed, seed, laws and faults.
///
/// Each part has several wordings. What does not fit takes shorter ones, the least important part first, so
/// that at 80 columns the seed goes before a fault does, and a violated law never.
struct StatusLine {
  /// One part.
  struct Part {
    /// From the longest to the shortest; the last may be empty.
    var wordings: [[Span]]
    /// The higher, the longer it keeps its wording.
    var priority: Int

    var columns: Int { wordings[0].reduce(0) { $0 + $1.columns } }
  }

  private let parts: [Part]

  /// The line for a state.
  init(_ state: DashboardState) {
    parts = [
      Self.title(state), Self.motion(state), Self.time(state), Self.speed(state), Self.seed(state), Self.laws(state),
      Self.faults(state),
    ]
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) {
    var column = 0
    for part in fitted(to: canvas.width) where part.columns > 0 {
      for span in part.wordings[0] {
        column = canvas.write(span.text, column: column, row: 0, role: span.role, emphasis: span.emphasis)
      }
      column += Self.gap
    }
  }

  private static let gap = 2

  /// The parts in the longest wordings that fit together.
  private func fitted(to width: Int) -> [Part] {
    var parts = parts
    while parts.reduce(-Self.gap, { $0 + ($1.columns > 0 ? $1.columns + Self.gap : 0) }) > width {
      let open = parts.indices.filter { parts[$0].wordings.count > 1 }
      guard let least = open.min(by: { parts[$0].priority < parts[$1].priority }) else { break }
      parts[least].wordings.removeFirst()
    }
    return parts
  }

  private static func title(_ state: DashboardState) -> Part {
    Part(wordings: [[Span(state.entry.title, .title, .bold)], []], priority: 3)
  }

  private static func motion(_ state: DashboardState) -> Part {
    let span = state.isPaused ? Span("‖ paused ", .warning, .bold) : Span("▶ running", .good)
    return Part(wordings: [[span], [Span(String(span.text.prefix(1)), span.role, span.emphasis)]], priority: 7)
  }

  private static func time(_ state: DashboardState) -> Part {
    Part(wordings: [[Span(state.snapshot.map { Clock.text($0.now) } ?? "0:00:00.0", .text, .bold)]], priority: 9)
  }

  /// What was asked for; and what was reached, when that is noticeably less.
  private static func speed(_ state: DashboardState) -> Part {
    let asked = Speed.text(state.speed)
    var words = [Span(asked)]
    let isBehind = !state.isPaused && state.actualSpeed < 0.93 * state.speed
    if isBehind { words.append(Span(", really \(Speed.text(state.actualSpeed))", .warning)) }
    // Padded where there is room, so that falling behind moves nothing that stands to the right.
    let length = words.reduce(0) { $0 + $1.columns }
    let padded = words + [Span(String(repeating: " ", count: max(0, 18 - length)))]
    return Part(wordings: state.width >= 120 ? [padded, words] : [words], priority: 5)
  }

  private static func seed(_ state: DashboardState) -> Part {
    guard let seed = state.snapshot?.seed else { return Part(wordings: [[]], priority: 0) }
    // All of it or none: half a seed is no seed. The help has it too.
    return Part(wordings: [[Span("seed ", .muted), Span("\(seed)")], []], priority: 2)
  }

  private static func laws(_ state: DashboardState) -> Part {
    let laws = state.laws
    guard !laws.isEmpty else { return Part(wordings: [[]], priority: 0) }
    let held = laws.count { $0.verdict == .held }, violated = laws.count { $0.verdict == .violated }
    guard violated == 0 else {
      let scream: (String) -> Span = { Span($0, .bad, [.bold, .reversed]) }
      return Part(
        wordings: [
          [Span("laws ✓\(held) held "), scream(" ✗\(violated) VIOLATED ")], [scream(" ✗\(violated) VIOLATED ")],
        ], priority: 10)
    }
    return Part(
      wordings: [
        [Span("laws "), Span("✓\(held) held", .good), Span(" ✗0 violated", .muted)],
        [Span("laws "), Span("✓\(held)", .good), Span(" ✗0", .muted)], [],
      ], priority: 4)
  }

  private static func faults(_ state: DashboardState) -> Part {
    let titles = state.faults.map { state.entry.actions[$0].declaration.title }
    guard !titles.isEmpty else { return Part(wordings: [[]], priority: 0) }
    var wordings = [titles.map { "● \($0)" }.joined(separator: " ")]
    for count in stride(from: titles.count - 1, to: 0, by: -1) {
      let shown = titles.prefix(count).map { "● \($0)" }.joined(separator: " ")
      wordings.append("\(shown) +\(titles.count - count)")
    }
    if titles.count > 1 { wordings.append("● \(titles.count) faults") }
    wordings.append("●\(titles.count)")
    return Part(wordings: wordings.map { [Span($0, .bad, .bold)] }, priority: 8)
  }
}
