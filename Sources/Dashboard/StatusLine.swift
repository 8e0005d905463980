import Grid
import LabKit

/// The first line: lab, running or paused, virtual time, speed, seed, violated laws and faults.
/// At 80 columns the seed goes before a fault does, and a violated law never.
struct StatusLine {
  typealias Part = FittedRow.Part

  private let row: FittedRow

  /// The line for a state.
  init(_ state: DashboardState) {
    row = FittedRow([
      Self.title(state), Self.motion(state), Self.time(state), Self.speed(state), Self.seed(state), Self.laws(state),
      Self.faults(state),
    ])
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) { row.draw(on: &canvas) }

  private static func title(_ state: DashboardState) -> Part {
    Part().orRather(4, Span(state.entry.title, .title, .bold))
  }

  private static func motion(_ state: DashboardState) -> Part {
    let isInPast = state.map?.isInPast == true
    if state.isPaused {
      return isInPast
        ? Part([Span("◄‖", .warning, .bold)]).orRather(8, Span("◄‖ in the past", .warning, .bold))
        : Part([Span("‖", .warning, .bold)]).orRather(8, Span("‖ paused ", .warning, .bold))
    }
    return isInPast
      ? Part([Span("◄▶", .warning)]).orRather(8, Span("◄▶ as it was", .warning))
      : Part([Span("▶", .good)]).orRather(8, Span("▶ running", .good))
  }

  private static func time(_ state: DashboardState) -> Part {
    Part([Span(state.snapshot.map { Clock.text($0.now) } ?? "0:00:00.0", .text, .bold)])
  }

  /// What was asked for; and what was reached, when that is noticeably less.
  private static func speed(_ state: DashboardState) -> Part {
    // Slow by itself, in words: else the time seems to stand still.
    if state.isSlow, !state.isPaused {
      return Part([Span("slow", .warning, .bold)]).orRather(8, Span("slow motion, z ends it", .warning, .bold))
    }
    let asked = Speed.text(state.speed)
    let isBehind = !state.isPaused && state.actualSpeed < 0.93 * state.speed
    let really = isBehind ? ", really \(Speed.text(state.actualSpeed))" : ""
    // Padded where there is room, so that falling behind moves nothing that stands to the right.
    let padding = state.width >= 120 ? max(0, 19 - asked.columns - really.columns) : 0
    return Part().orRather(6, Span(asked), Span(really, .warning))
      .orRather(2, Span(asked), Span(really, .warning), Span(String(repeating: " ", count: padding)))
  }

  /// All of it or none: half a seed is no seed. The help has it too.
  private static func seed(_ state: DashboardState) -> Part {
    guard let seed = state.snapshot?.seed else { return Part() }
    return Part().orRather(3, Span("seed ", .muted), Span("\(seed)"))
  }

  /// A law that holds is nothing to be shown: it says that the model is right, and not that the system is well.
  private static func laws(_ state: DashboardState) -> Part {
    let laws = state.laws
    let violated = laws.count { $0.verdict == .violated }
    guard violated > 0 else { return Part() }
    return Part([Span(" ✗\(violated) \(violated == 1 ? "LAW" : "LAWS") VIOLATED ", .bad, [.bold, .reversed])])
  }

  private static func faults(_ state: DashboardState) -> Part {
    let titles = state.faults.map { "● " + state.entry.actions[$0].declaration.title }
    guard !titles.isEmpty else { return Part() }
    var part = Part([Span("●\(titles.count)", .bad, .bold)])
    if titles.count > 1 { part = part.orRather(9, Span("● \(titles.count) faults", .bad, .bold)) }
    for count in titles.indices.dropFirst() {
      let shown = titles.prefix(count).joined(separator: " ")
      part = part.orRather(7, Span("\(shown) +\(titles.count - count)", .bad, .bold))
    }
    return part.orRather(7, Span(titles.joined(separator: " "), .bad, .bold))
  }
}
