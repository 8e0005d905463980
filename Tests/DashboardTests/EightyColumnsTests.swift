import Dashboard
import Engine
import Grid
import LabKit
import Testing

/// What every lab shows on the smallest screen that a class is taught on: 80 columns, 24 rows.
@Suite("Every lab at 80x24") struct EightyColumnsTests {
  /// The lab on an ordinary day and in every mode, each of its keys pressed once, a fault healed again; all screens on the
  /// way.
  private func lesson(_ lab: LabEntry, visit: (Bench, _ after: String) -> Void) {
    for (knob, position) in modes(lab) {
      var bench = Bench(lab, width: 80, height: 24)
      let mode = "\(lab.knobs[knob].key)=\(lab.knobs[knob].text(Double(position)))"
      bench.run.turn(knob, to: Double(position))
      bench.go(seconds: 12)
      visit(bench, mode)
      for (index, action) in lab.actions.enumerated() {
        bench.type(String(action.declaration.key))
        for _ in 0..<4 {
          bench.go(seconds: 1)
          visit(bench, "\(mode), \(action.id)")
        }
        if action.declaration.kind == .fault, index % 2 == 0 { bench.type(String(action.declaration.key)) }
      }
    }
  }

  /// The positions of the lab's first choice; its first knob as it is when there is none.
  private func modes(_ lab: LabEntry) -> [(knob: Int, position: Int)] {
    for (index, field) in lab.knobs.enumerated() {
      if case .choice(let names) = field.kind { return names.indices.map { (index, $0) } }
    }
    return [(0, Int(lab.defaults[0]))]
  }

  @Test(arguments: Bench.labs.map(\.id))
  func `no word and no figure is cut`(id: String) {
    var cut: [String: String] = [:]
    lesson(Bench.labs.first { $0.id == id }!) { bench, after in
      for line in bench.screen.text {
        let cells = Array(line)
        for (column, cell) in cells.enumerated() where cell == "…" && column > 0 {
          // As a sign of its own it stands for something that waits.
          let before = cells[column - 1]
          if before.isLetter || before.isNumber || before == "." { cut[line] = cut[line] ?? after }
        }
      }
    }
    for (line, after) in cut.sorted(by: { $0.key < $1.key }).prefix(6) {
      Issue.record("\(id), after \(after): \(line)")
    }
  }

  @Test(arguments: Bench.labs.map(\.id))
  func `what the class should hear fits the line above the keys`(id: String) {
    var long: Set<String> = []
    lesson(Bench.labs.first { $0.id == id }!) { bench, _ in
      for note in bench.run.snapshot.notes(20, upTo: .headline) where note.text.columns > 70 {
        long.insert(note.text)
      }
    }
    for text in long.sorted() { Issue.record("\(text.columns) columns: \(text)") }
  }

  /// A key that no footer ever names is a key that nobody finds.
  @Test(arguments: Bench.labs.map(\.id))
  func `every key belongs to a panel, whose footer names its first one`(id: String) {
    let lab = Bench.labs.first { $0.id == id }!
    var bench = Bench(lab, width: 80, height: 24)
    for (position, panel) in lab.panels.enumerated() {
      if position > 0 { bench.press(.tab) }
      let footer = "  " + bench.screen.text[23] + "  "
      for (index, action) in lab.actions.enumerated() {
        let hint = "  \(action.declaration.key) \(action.declaration.title)  "
        let isNamed = footer.contains(hint)
        #expect(isNamed || panel.actions.first != index, "\(panel.title) does not name \(hint)")
      }
    }
    for (index, action) in lab.actions.enumerated() {
      #expect(lab.panels.contains { $0.actions.contains(index) }, "no panel names \(action.id)")
    }
  }

  @Test(arguments: Bench.labs.map(\.id))
  func `a fault is marked while it is on, and its notes say who injected and who healed it`(id: String) {
    let lab = Bench.labs.first { $0.id == id }!
    var bench = Bench(lab, width: 80, height: 24)
    bench.go(seconds: 2)
    for (index, action) in lab.actions.map(\.declaration).enumerated() {
      // What the world does not have now does nothing, such as a crash of the sixth of five nodes.
      guard bench.run.snapshot.refusal(ofAction: index) == nil else { continue }
      bench.type(String(action.key))
      bench.go(seconds: 0.2)
      let notes = bench.run.snapshot.notes(200, upTo: .headline).map(\.text)
      #expect(notes.contains("you: \(action.title)"), "\(action.key)")
      guard action.kind == .fault else { continue }
      #expect(bench.screen.text[0].contains("● \(action.title)"), "\(bench.screen.text[0])")
      bench.type(String(action.key))
      bench.go(seconds: 0.2)
      #expect(bench.run.snapshot.notes(200, upTo: .headline).contains { $0.text == "healed: \(action.title)" })
      #expect(!bench.screen.text[0].contains("● \(action.title)"), "\(bench.screen.text[0])")
    }
  }
}
