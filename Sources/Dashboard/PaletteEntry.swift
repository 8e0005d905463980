import LabKit

/// One line of the palette.
struct PaletteEntry {
  /// What it is called, and what is searched.
  let name: String
  /// One sentence.
  let help: String
  /// The key that does the same; empty when there is none.
  var key = ""
  /// Other words by which it is found.
  var words: [String] = []
  /// What it does.
  let command: Command
}

extension PaletteEntry {
  /// Everything that can be done: the lab's actions, its knobs and panels, what every lab has, labs and
  /// themes.
  static func all(_ state: DashboardState) -> [PaletteEntry] {
    actions(state) + knobs(state) + globals + panels(state) + patterns(state) + meters(state) + places(state)
      + choices(state)
  }

  private static func actions(_ state: DashboardState) -> [PaletteEntry] {
    state.entry.actions.enumerated().map { index, action in
      let declaration = action.declaration
      let verb = declaration.kind == .once ? "" : state.isInjected(index) ? " · heal" : " · inject"
      return PaletteEntry(
        name: declaration.title + verb, help: declaration.help, key: String(declaration.key),
        command: .act(index))
    }
  }

  private static func knobs(_ state: DashboardState) -> [PaletteEntry] {
    state.entry.knobs.enumerated().map { index, field in
      let value = field.reading(state.value(ofKnob: index))
      return PaletteEntry(
        name: "\(field.key) \(value)", help: "\(field.help) Type '\(field.key) VALUE' to set it.",
        command: .focusKnob(index))
    }
  }

  /// What a knob can be set to, where that has a name.
  private static func choices(_ state: DashboardState) -> [PaletteEntry] {
    state.entry.knobs.enumerated().flatMap { index, field -> [PaletteEntry] in
      guard case .choice(let names) = field.kind else { return [] }
      return names.enumerated().map { position, name in
        PaletteEntry(
          name: "set \(field.key) = \(name)", help: field.help, command: .setKnob(index, Double(position)))
      }
    }
  }

  private static let globals: [PaletteEntry] =
    KeyMap.bindings.filter { $0.command != .palette }.map {
      PaletteEntry(name: $0.label, help: $0.help, key: $0.keys[0].name, command: $0.command)
    } + [
      PaletteEntry(
        name: "promises", help: "Shows every promise and every law, and whether it holds.", words: ["laws"],
        command: .laws),
      PaletteEntry(
        name: "how the story ended", help: "Shows what the story came to, why, and what to try now.", command: .ending),
      PaletteEntry(name: "expectations", help: "Shows what the story expects and what came of it.", command: .story),
    ]

  private static func panels(_ state: DashboardState) -> [PaletteEntry] {
    state.entry.panels.enumerated().map {
      PaletteEntry(name: "panel: \($1.title)", help: "Focuses this panel.", command: .focusPanel($0))
    }
  }

  /// The labs of the focused panel's patterns, and the way back from one.
  private static func patterns(_ state: DashboardState) -> [PaletteEntry] {
    let key = KeyMap.bindings.first { $0.command == .patternLab(nil) }!.keys[0].name
    let back = state.left.map {
      PaletteEntry(
        name: "back to \($0.entry.id)", help: "Goes back to the run that was left.", key: key,
        command: .patternLab(nil))
    }
    return back
      + state.visits.enumerated().map { position, visit in
        let faults = visit.faults.isEmpty ? "" : " with \(visit.faults.joined(separator: ", ")) injected"
        return PaletteEntry(
          name: "pattern's lab: \(visit.lab.title)", help: "Opens it\(faults); \(key) comes back to this run.",
          command: .patternLab(position))
      }
  }

  private static func meters(_ state: DashboardState) -> [PaletteEntry] {
    guard state.twin != nil else { return [] }
    return state.entry.meters.enumerated().map {
      PaletteEntry(name: "compare: \($1.name)", help: $1.help, command: .compareMeter($0))
    }
  }

  private static func places(_ state: DashboardState) -> [PaletteEntry] {
    Place.all(labs: state.labs, stories: state.stories).map { place in
      let (what, command) =
        switch place.kind {
        case .lab(let index): ("open lab", Command.openLab(index))
        case .story(let index): ("story", .playStory(index))
        }
      return PaletteEntry(
        name: "\(what): \(place.title)", help: place.summary, words: place.words, command: command)
    }
      + state.themes.enumerated().map {
        PaletteEntry(name: "theme: \($1)", help: "Shows this theme.", command: .theme($0))
      }
  }
}
