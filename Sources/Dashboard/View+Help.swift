import Engine
import Grid
import LabKit

extension DashboardView {
  /// The keys that matter on one screen; below them all keys by topic, the knobs, the laws and the card of the lab.
  var helpPage: Page {
    var page = Page()
    addEssentials(to: &page)
    page.heading(state.entry.title)
    page.text([Span(state.entry.summary)])
    if let seed = state.snapshot?.seed { page.text([Span("Seed \(seed).", .muted)]) }
    addFocusedPanel(to: &page)
    addLabKeys(to: &page)
    addFocusedKnob(to: &page)
    addGlobalKeys(to: &page)
    addKnobs(to: &page)
    addLaws(to: &page)
    addCard(to: &page)
    return page
  }

  private func addEssentials(to page: inout Page) {
    page.heading("The keys that matter")
    let faults = state.entry.actions.map(\.declaration).filter { $0.kind == .fault }
    if let fault = faults.first {
      page.item(
        Span(String(fault.key), .focus, .bold), width: 7,
        [Span(fault.title, .text, .bold), Span(": breaks something; the same key heals it.")])
    }
    for binding in KeyMap.essentials {
      let isTurn = binding.command == .turn(steps: 1)
      page.item(
        Span(isTurn ? "← →" : binding.keys[0].name, .focus, .bold), width: 7,
        [Span(isTurn ? "Turn the focused knob down and up." : binding.help)])
    }
    page.text([Span("↓ all keys by topic   / searches   Esc closes", .muted)])
  }

  private func addLabKeys(to page: inout Page) {
    guard !state.entry.actions.isEmpty else { return }
    page.heading("Keys of this lab")
    let own = state.focusedPanelField?.actions ?? []
    let others = state.entry.actions.indices.filter { !own.contains($0) }
    for index in own + others {
      let action = state.entry.actions[index].declaration
      let isOn = state.isInjected(index)
      page.item(
        Span(String(action.key), .focus, .bold), width: 4,
        [
          Span(action.title + (isOn ? " ● injected" : ""), isOn ? .bad : .text, .bold),
          Span(": " + action.help),
          Span(action.kind == .fault ? " The same key heals it." : "", .muted),
        ])
    }
  }

  private func addFocusedKnob(to page: inout Page) {
    guard let control = KnobControl(state, width: 0) else { return }
    page.heading("The focused knob")
    let value = control.field.reading(control.value)
    page.text([
      Span(control.field.title, .focus, .bold), Span(" \(value)", .text, .bold),
      Span(": " + control.field.help),
      Span(control.positions.isEmpty ? " \(control.rangeText)." : "", .muted),
    ])
  }

  private func addGlobalKeys(to page: inout Page) {
    for topic in KeyMap.topics {
      page.heading("Keys: \(topic.title.lowercased())")
      for binding in topic.bindings {
        let names = binding.keys.map(\.name).joined(separator: " ")
        page.item(Span(names, .focus, .bold), width: 11, [Span(binding.help)])
      }
    }
    page.text([Span("The mouse drags the slider, focuses panels and knobs, and clicks the keys below.", .muted)])
  }

  private func addKnobs(to page: inout Page) {
    guard !state.entry.knobs.isEmpty else { return }
    page.heading("Knobs")
    for (index, field) in state.entry.knobs.enumerated() {
      let value = field.reading(state.value(ofKnob: index))
      page.item(Span(field.title, .title), width: 20, [Span(value, .text, .bold), Span(": " + field.help)])
    }
  }

  private func addCard(to page: inout Page) {
    for (heading, lines) in [
      ("When to use it", state.entry.whenToUse), ("When not", state.entry.whenNot),
      ("What the model simplifies", state.entry.simplifies),
    ] where !lines.isEmpty {
      page.heading(heading)
      for line in lines { page.item("·", width: 2, [Span(line)]) }
    }
  }

  /// Every law with its verdict.
  var lawsPage: Page {
    var page = Page()
    addPromises(to: &page)
    addLaws(to: &page)
    return page
  }

  private func addPromises(to page: inout Page) {
    guard !state.promises.isEmpty else { return }
    page.heading("Promises: what the pattern is for, and whether they are kept in this run")
    for promise in state.promises {
      let excepted = promise.declaration.exceptions.map { state.entry.actions[$0].declaration.title }
      let (sign, role) = promise.look
      page.item(
        Span("\(sign) \(promise.verdict.rawValue)", role, .bold), width: 14,
        [
          Span(promise.declaration.sentence),
          Span(promise.breaks == 0 ? "" : " Broken: \(promise.history).", .bad, .bold),
          Span(promise.breaks == 0 ? "" : promise.reason),
          Span(excepted.isEmpty ? "" : " Not made under: \(excepted.joined(separator: ", ")).", .muted),
          Span(promise.declaration.off.map { " Broken with \(state.entry.words($0))." } ?? "", .muted),
        ])
    }
  }

  private func addLaws(to page: inout Page) {
    guard !state.laws.isEmpty else { return }
    page.heading("Laws: what is claimed, and whether it holds in this run")
    for law in state.laws {
      let (glyph, role) = Self.look(of: law.verdict)
      let isBroken = law.verdict == .violated
      page.item(
        Span("\(glyph) \(law.verdict.rawValue)", role, isBroken ? [.bold, .reversed] : .bold), width: 14,
        [
          Span(law.declaration.name, .title, .bold), Span(" (\(law.declaration.kind.rawValue)) ", .muted),
          Span(law.declaration.claim), Span(isBroken ? LawAlarm.evidence(law) : "", .bad, .bold),
        ])
    }
  }

  private static func look(of verdict: Verdict) -> (glyph: String, role: Role) {
    switch verdict {
    case .held: ("✓", .good)
    case .violated: ("✗", .bad)
    case .notReached: ("○", .muted)
    case .pending: ("…", .muted)
    }
  }
}
