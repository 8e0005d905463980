import Diagnostics
import Grid
import LabKit

/// What the palette finds for what was typed.
struct PaletteSearch {
  /// The entries, the best first.
  let found: [PaletteEntry]
  /// What cannot be, or what the typed text could have meant; nil when there is nothing to say.
  let complaint: BadInput?

  /// Searches everything that can be done in a state.
  init(_ state: DashboardState, _ text: String) {
    switch PaletteSearch.setting(state.entry, text) {
    case .success(let entry)?: (found, complaint) = ([entry], nil)
    case .failure(let problem)?: (found, complaint) = ([], problem)
    case nil:
      let all = PaletteEntry.all(state)
      let asked = text.split(separator: " ").joined(separator: " ")
      let ranked = all.enumerated().compactMap { index, entry in
        Self.score(asked, entry).map { (score: $0, index: index, entry: entry) }
      }
      found = ranked.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.entry)
      complaint =
        found.isEmpty
        ? BadInput("nothing is called '\(asked.printable)'", nearestTo: asked, among: all.map(\.name)) : nil
    }
  }

  /// By its name, by another word for it, and at last by a word of its sentence.
  private static func score(_ asked: String, _ entry: PaletteEntry) -> Int? {
    let named = [FuzzyMatch.score(asked, in: entry.name)] + entry.words.map { FuzzyMatch.score(word: asked, in: $0) }
    return named.compactMap { $0 }.max() ?? FuzzyMatch.score(word: asked, in: entry.help).map { $0 - 100 }
  }

  /// A knob's name, then `=` or a blank, then a value; nil when the text is not of this form.
  private static func setting(_ entry: LabEntry, _ text: String) -> Result<PaletteEntry, BadInput>? {
    // The longest name wins, so that a knob named like the beginning of another one does not hide it.
    let named = entry.knobs.enumerated().flatMap { index, field in
      [field.key, field.title].map { (index: index, name: $0) }
    }.filter { knob in
      let rest = text.dropFirst(knob.name.count)
      return text.lowercased().hasPrefix(knob.name.lowercased()) && (rest.first == " " || rest.first == "=")
    }
    guard let knob = named.max(by: { $0.name.count < $1.name.count }) else { return nil }
    let words = text.dropFirst(knob.name.count + 1).split(separator: " ")
    guard !words.isEmpty else { return nil }
    let field = entry.knobs[knob.index]
    // What follows a name and makes another command is no value: "traffic burst".
    let isCommand = entry.actions.contains { FuzzyMatch.score(text, in: $0.declaration.title) != nil }
    if isCommand { return nil }
    do throws(BadInput) {
      let value = try field.value(of: words.joined(separator: field.unit.isEmpty ? " " : ""))
      return .success(
        PaletteEntry(
          name: "\(field.key) = \(field.reading(value))", help: field.help,
          command: .setKnob(knob.index, value)))
    } catch { return .failure(error) }
  }

  /// What stands below the entries: what is wrong, or what the chosen entry does.
  func advice(selection: Int) -> Span {
    if let complaint { return Span(complaint.description, .warning, .bold) }
    guard found.indices.contains(selection) else { return "" }
    return Span(found[selection].help, .muted)
  }

  /// The first entry that is shown, so that the chosen one is among them.
  static func firstShown(selection: Int, rows: Int) -> Int { max(0, selection - max(1, rows) + 1) }
}
