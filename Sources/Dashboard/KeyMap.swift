import LabKit

/// One command that every lab has, with its keys and its words.
public struct KeyBinding: Sendable {
  /// The keys; the first one is shown in the footer.
  public let keys: [DashboardKey]
  /// A word or two for the footer and the palette.
  public let label: String
  /// One sentence for the help.
  public let help: String
  /// What it does.
  public let command: Command
  /// How late it drops out of the footer when there is little room; the keys of the focused panel count
  /// from 100 down.
  public let footer: Int

  init(_ keys: [DashboardKey], _ label: String, _ command: Command, footer: Int = 0, _ help: String) {
    self.keys = keys
    self.label = label
    self.help = help
    self.command = command
    self.footer = footer
  }
}

/// The one table of keys that every lab has; handling, footer, help and palette all derive from it.
public enum KeyMap {
  /// The keys by topic, in the order in which the footer and the help show them.
  public static let topics: [(title: String, bindings: [KeyBinding])] = [
    (
      "Time",
      [
        KeyBinding(
          [.character(" "), .character(".")], "pause", .togglePause, footer: 95,
          "Stops the virtual time, or lets it go on."),
        KeyBinding(
          [.character("<")], "back a second", .go(.seconds(-1)), footer: 4,
          "Pauses, and goes back a second; whatever is pressed there begins another branch."),
        KeyBinding([.character(">")], "on a second", .go(.seconds(1)), footer: 1, "Pauses, and goes on a second."),
        KeyBinding([.pageUp], "back a minute", .go(.seconds(-60)), "Pauses, and goes back a minute."),
        KeyBinding([.pageDown], "on a minute", .go(.seconds(60)), "Pauses, and goes on a minute."),
        KeyBinding(
          [.character("]")], "next event", .stepEvent(isForward: true), footer: 4,
          "Pauses, and goes to the next event of the focused panel."),
        KeyBinding(
          [.character("[")], "event before", .stepEvent(isForward: false), footer: 3,
          "Goes back to the event of the focused panel before this one."),
        KeyBinding(
          [.character("}")], "next note", .stepNote(isForward: true),
          "Pauses, and goes to the next note that a student looks for."),
        KeyBinding(
          [.character("{")], "note before", .stepNote(isForward: false), "Goes back to the note before this one."),
        KeyBinding(
          [.character("!")], "where it broke", .goToBreak, footer: 97,
          "Pauses, and goes to where a promise was broken first."),
        KeyBinding([.home], "beginning", .go(.beginning), "Goes back to the start of the run."),
        KeyBinding([.end], "latest", .go(.tip), footer: 94, "Goes to the latest moment of this branch."),
        KeyBinding(
          [.character("+"), .character("=")], "faster", .changeSpeed(by: 1), footer: 1,
          "The next higher speed, up to x100."),
        KeyBinding(
          [.character("-")], "slower", .changeSpeed(by: -1), footer: 1, "The next lower speed, down to x1/1000."),
        KeyBinding(
          [.character("z")], "slow motion", .slowDown,
          "Whether what takes less than a blink is slow while its panel is shown alone."),
      ]
    ),
    (
      "Twins and branches",
      [
        KeyBinding(
          [.character("t")], "twin", .twin, footer: 4,
          "Lets a second run go beside this one that differs in one thing; again, ends it."),
        KeyBinding(
          [.character("D")], "where they part", .goToDifference, footer: 93,
          "Goes to where the two runs part for good in the meter that is compared."),
        KeyBinding(
          [.character("M")], "next meter", .nextMeter, footer: 92, "Compares the next meter of the two runs."),
        KeyBinding(
          [.character("|")], "turn", .turnTwin, footer: 90,
          "Puts the two runs side by side or one above the other."),
        KeyBinding([.character("b")], "bookmark", .nameBookmark, footer: 1, "Gives this moment a name."),
        KeyBinding(
          [.character("s")], "branches", .menu(.branches), footer: 2,
          "Shows everything that was done as a tree, with its bookmarks, and goes there."),
      ]
    ),
    (
      "Finding and reading",
      [
        KeyBinding(
          [.character("?")], "help", .help, footer: 200, "Shows the keys that matter, then all of them; / searches."),
        KeyBinding(
          [.character(":")], "palette", .palette, footer: 6, "Finds every command, knob, lab and theme by name."),
        KeyBinding(
          [.character("n")], "notes", .notes, footer: 5,
          "Lists the notes: Tab shows more of them, Enter what one of them was caused by."),
        KeyBinding(
          [.character("y")], "why", .why, footer: 4, "Shows what led to the newest thing that happened in this panel."),
        KeyBinding(
          [.character("v")], "map", .map, footer: 6,
          "Shows the whole flow with its rates; Enter goes to a panel."),
        KeyBinding(
          [.character("G")], "pattern's lab", .patternLab(nil), footer: 4,
          "Opens the lab of this panel's pattern with the same faults; again, comes back."),
        KeyBinding([.tab], "panel", .choosePanel(by: 1), footer: 5, "Focuses the next panel."),
        KeyBinding([.backTab], "panel before", .choosePanel(by: -1), "Focuses the panel before this one."),
        KeyBinding([.enter], "zoom", .zoom, footer: 3, "Shows the focused panel alone."),
        KeyBinding([.escape], "back", .back, footer: 3, "Closes what is open, or leaves the zoom."),
        KeyBinding([.character("T")], "theme", .nextTheme, "Shows the next theme."),
        KeyBinding([.control("l")], "repaint", .repaint, "Paints the screen anew."),
      ]
    ),
    (
      "The run",
      [
        KeyBinding([.character("0")], "heal all", .healEverything, footer: 7, "Heals every fault at once."),
        KeyBinding([.character("R")], "restart", .restart(sameSeed: true), "Begins again with the same seed."),
        KeyBinding([.character("N")], "new seed", .restart(sameSeed: false), "Begins again with a new seed."),
        KeyBinding([.character("q"), .control("c")], "quit", .quit, footer: 91, "Ends Squall."),
      ]
    ),
    (
      "Knobs",
      [
        KeyBinding([.right, .character("l")], "turn up", .turn(steps: 1), "Turns the focused knob up by a step."),
        KeyBinding([.left, .character("h")], "turn down", .turn(steps: -1), "Turns the focused knob down by a step."),
        KeyBinding([.character("L")], "up by ten", .turn(steps: 10), "Turns the focused knob up by ten steps."),
        KeyBinding([.character("H")], "down by ten", .turn(steps: -10), "Turns the focused knob down by ten steps."),
        KeyBinding([.up, .character("k")], "knob before", .chooseKnob(by: -1), "Focuses the knob before this one."),
        KeyBinding([.down, .character("j")], "next knob", .chooseKnob(by: 1), footer: 2, "Focuses the next knob."),
      ]
    ),
  ]

  /// All of them.
  public static let bindings = topics.flatMap(\.bindings)

  /// The ones that a lesson needs, beside those of the lab, in the order in which it needs them.
  public static let essentials: [KeyBinding] = [
    Command.turn(steps: 1), .chooseKnob(by: 1), .togglePause, .go(.seconds(-1)), .goToBreak, .why,
    .twin, .zoom, .palette,
  ].map { command in bindings.first { $0.command == command }! }

  /// Keys without a meaning yet; no lab may have them, so that what comes later finds them free.
  public static let keptFree: [DashboardKey] = "Q".map { .character($0) }

  /// What a key does in every lab; nil for the keys of labs and for those without a meaning.
  public static func command(for key: DashboardKey) -> Command? { commands[key] }

  private static let commands = Dictionary(
    bindings.flatMap { binding in binding.keys.map { ($0, binding.command) } },
    uniquingKeysWith: { first, _ in first })
}

/// The keys that no lab may have.
public enum GlobalKeys {
  /// The characters with a meaning in every lab, and those that are kept free.
  public static let reserved: Set<Character> = Set(
    (KeyMap.bindings.flatMap(\.keys) + KeyMap.keptFree).compactMap { key in
      if case .character(let character) = key { character } else { nil }
    })

  /// The keys of a lab that are the dashboard's, or that two of its actions share, in the order of the
  /// actions.
  public static func clashes(of entry: LabEntry) -> [Character] {
    clashes(among: entry.actions.map(\.declaration.key))
  }

  /// The same for bare keys.
  public static func clashes(among keys: [Character]) -> [Character] {
    keys.enumerated().filter { index, key in
      reserved.contains(key) || keys.prefix(index).contains(key)
    }.map(\.element)
  }
}
