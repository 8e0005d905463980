import Dashboard
import Engine
import Grid
import LabKit
import Testing

/// A large screen is no use when its panels are half empty.
@Suite("Every lab at 200x50") struct FilledPanelsTests {
  /// A panel as it is seen: its title, and the rows inside its frame.
  private struct SeenPanel {
    let title: String, rows: [String]

    var blank: Int { rows.count { $0.allSatisfy { $0 == " " } } }
    var isHalfEmpty: Bool { 3 * blank > rows.count }
  }

  /// The panels on a screen, found by their frames; frames inside them, such as boxes of a diagram, have no title.
  private func panels(on screen: CellGrid, titles: [String]) -> [SeenPanel] {
    let lines = screen.text.map(Array.init)
    var found: [SeenPanel] = []
    for (row, line) in lines.enumerated() {
      for column in line.indices where line[column] == "┌" || line[column] == "╔" {
        let text = String(line[(column + 3)...])
        guard let title = titles.first(where: { text.hasPrefix($0 + " ") }) else { continue }
        let right = line[column...].firstIndex { $0 == "┐" || $0 == "╗" }!
        let bottom = lines.indices.first { $0 > row && (lines[$0][column] == "└" || lines[$0][column] == "╚") }!
        found.append(SeenPanel(title: title, rows: (row + 1..<bottom).map { String(lines[$0][column + 1..<right]) }))
      }
    }
    return found
  }

  @Test(arguments: Bench.labs.map(\.id))
  func `no panel leaves more than a third of its rows blank`(id: String) {
    let lab = Bench.labs.first { $0.id == id }!
    var bench = Bench(lab, width: 200, height: 50)
    var worst: [String: (share: Double, when: String)] = [:]
    let always = lab.panels.filter { !$0.isOnDemand }.count
    func look(_ when: String, isOnDemand: Bool = false) {
      let seen = panels(on: bench.screen, titles: lab.panels.map(\.title))
      #expect(seen.count == (isOnDemand ? always + 1 : always), "\(id), \(when): \(seen.map(\.title))")
      for panel in seen where panel.isHalfEmpty {
        let share = Double(panel.blank) / Double(panel.rows.count)
        if share > worst[panel.title]?.share ?? 0 {
          worst[panel.title] = (share, "\(when): \(panel.blank) of \(panel.rows.count) rows")
        }
      }
    }
    bench.go(seconds: 60)
    look("after a minute")
    for action in lab.actions.map(\.declaration) where action.kind == .fault {
      bench.type(String(action.key))
      bench.go(seconds: 15)
      look(action.title)
      bench.type(String(action.key))
      bench.go(seconds: 5)
    }
    // And each that comes when it is asked for.
    for panel in lab.panels where panel.isOnDemand {
      bench.type(String(lab.actions[panel.actions[0]].declaration.key))
      bench.press(.escape)
      bench.go(seconds: 5)
      look(panel.title, isOnDemand: true)
    }
    for (title, found) in worst.sorted(by: { $0.key < $1.key }) { Issue.record("\(id), \(title), \(found.when)") }
  }
}
