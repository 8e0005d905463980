import Diagnostics
import Engine
import Grid
import LabKit

/// One line of a list to choose from.
struct MenuLine {
  /// What stands there.
  var spans: [Span]
  /// What stands at its right end.
  var detail: Span = ""
  /// What choosing it does; a line about a knob begins a twin with its value.
  var command: Command?
  /// The knob it is about.
  var knob: Int?
  /// The branch it is about.
  var branch: Int?
  /// Whether it says where the run is, or is what was proposed.
  var isHere = false

  /// The lines of a list.
  static func all(_ menu: Menu, _ state: DashboardState) -> [MenuLine] {
    switch menu {
    case .branches: state.map.map { tree($0, state) } ?? []
    case .twin: modes(state, after: patternOn(state)) + faults(state) + knobs(state)
    case .keep: keep(state)
    }
  }

  /// Where a promise is broken: the run with its pattern on.
  private static func patternOn(_ state: DashboardState) -> [MenuLine] {
    var knobs: [Int] = []
    return state.promises.filter { $0.verdict == .broken }.flatMap { promise in
      state.entry.patternOn(promise.declaration, state.value(ofKnob:)).compactMap { knob, value -> MenuLine? in
        guard !knobs.contains(knob) else { return nil }
        knobs.append(knob)
        let field = state.entry.knobs[knob]
        return MenuLine(
          spans: [Span("\(field.title) "), Span(field.text(value), .title, .bold)],
          detail: Span("keeps '\(promise.declaration.words)'", .good), command: .beginTwin(.knob(knob, value)))
      }
    }
  }

  /// Switching a pattern off, or to another mode, is what twins are mostly for; those of the focused panel come first.
  private static func modes(_ state: DashboardState, after first: [MenuLine]) -> [MenuLine] {
    let own = state.focusedPanelField?.knobs ?? []
    let all = state.entry.knobs.indices.filter { state.entry.knobs[$0].isMode }
    let modes = (all.filter(own.contains) + all.filter { !own.contains($0) }).flatMap { index -> [MenuLine] in
      let field = state.entry.knobs[index], here = state.value(ofKnob: index)
      return (0..<field.positions).map(field.value(at:)).filter { $0 != here }.map { value in
        MenuLine(
          spans: [Span("\(field.title) "), Span(field.text(value), .title, .bold)],
          detail: Span("\(field.text(here)) here", .muted), command: .beginTwin(.knob(index, value)),
          isHere: state.proposedSwitch == index)
      }
    }
    return first + modes.filter { mode in !first.contains { $0.command == mode.command } }
  }

  private static func faults(_ state: DashboardState) -> [MenuLine] {
    state.entry.actions.enumerated().map { index, action in
      let isFault = action.declaration.kind == .fault, isOn = state.isInjected(index)
      return MenuLine(
        spans: [
          Span("\(action.declaration.title) "),
          Span(!isFault ? "once" : isOn ? "healed" : "injected", .title, .bold),
        ],
        detail: Span(!isFault ? "" : isOn ? "injected here" : "", .muted),
        command: .beginTwin(.action(index, isOn: !(isFault && isOn))))
    }
  }

  private static func knobs(_ state: DashboardState) -> [MenuLine] {
    state.entry.knobs.indices.compactMap { index in
      let field = state.entry.knobs[index]
      guard !field.isMode else { return nil }
      let here = field.reading(state.value(ofKnob: index))
      return MenuLine(spans: [Span(field.title)], detail: Span("\(here) here", .muted), knob: index)
    }
  }

  private static func keep(_ state: DashboardState) -> [MenuLine] {
    let words = TwinCaption(state)
    return [
      MenuLine(
        spans: [Span("go on with "), Span("A", .title, .bold), Span(" \(words.left)")],
        command: .endTwin(keepsTwin: false)),
      MenuLine(
        spans: [Span("go on with "), Span("B", .title, .bold), Span(" \(words.right)")],
        command: .endTwin(keepsTwin: true)),
      MenuLine(spans: [Span("go to where they part for good")], command: .goToDifference),
    ]
  }

  /// The branches, each below the one it left, with the bookmarks of each in the order of time.
  private static func tree(_ map: RunMap, _ state: DashboardState) -> [MenuLine] {
    let children = Dictionary(grouping: map.branches.indices) { map.branches[$0].parent }
    func lines(_ number: Int, depth: Int) -> [MenuLine] {
      let children = (children[number] ?? []).map { (at: map.branches[$0].fork, lines: lines($0, depth: depth + 1)) }
      let marks = map.bookmarks.filter { $0.branch == number }.map { mark in
        (at: mark.moment, lines: [bookmark(mark, depth: depth + 1)])
      }
      let below = (children + marks).enumerated().sorted {
        ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
      }
      return [branch(number, map, state, depth)] + below.flatMap(\.element.lines)
    }
    return lines(0, depth: 0)
  }

  private static func branch(_ number: Int, _ map: RunMap, _ state: DashboardState, _ depth: Int) -> MenuLine {
    let branch = map.branches[number], isHere = number == map.branch
    let text = depth == 0 ? "the first run" : branch.difference.map(state.entry.inWords) ?? "a copy"
    return MenuLine(
      spans: [
        Span(indent(depth, "└ "), .muted), Span(isHere ? "● " : "○ ", isHere ? .good : .muted),
        Span("\(number + 1) ", .title, .bold),
        Span(depth == 0 ? "" : "from \(Clock.text(branch.fork.at)): ", .muted), Span(text.printable),
        Span(number == map.twin?.branch ? "  (twin)" : isHere ? "  (here)" : "", .focus),
      ],
      detail: Span("to \(Clock.text(branch.tip.at))", .muted), command: .go(.branch(number, at: nil)),
      branch: number, isHere: isHere)
  }

  private static func bookmark(_ mark: Bookmark, depth: Int) -> MenuLine {
    MenuLine(
      spans: [Span(indent(depth, "⚑ "), .focus), Span(mark.name.printable)],
      detail: Span("at \(Clock.text(mark.moment.at))", .muted),
      command: .go(.branch(mark.branch, at: mark.moment)))
  }

  private static func indent(_ depth: Int, _ sign: String) -> String {
    depth == 0 ? "" : String(repeating: "  ", count: min(depth, 8) - 1) + sign
  }
}

extension LabEntry {
  /// A line of the journal as a person would say it.
  func inWords(_ text: String) -> String { ActionLine.inWords(text, actions, done: { $0 }, healed: { $0 + " healed" }) }
}

extension KnobField {
  /// Whether it switches something, or chooses one of a few.
  fileprivate var isMode: Bool {
    switch kind {
    case .toggle, .choice: true
    case .number, .whole: false
    }
  }
}
