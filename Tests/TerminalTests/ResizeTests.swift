import Glibc
import Testing

@Suite(.serialized) struct ResizeTests {
  @Test func anySizeAndAnyKeys() {
    let terminal = PseudoTerminal(arguments: ["--fps", "60"])
    terminal.wait { $0.draws >= 1 }
    var noise = Noise(42)
    for round in 1...1000 {
      let columns = 1 + noise.below(300), rows = 1 + noise.below(100)
      terminal.resize(columns: columns, rows: rows)
      // Neither q, which quits, nor X, which crashes, nor signals.
      terminal.send(noise.bytes().filter { ![0x71, 0x58, 0x03, 0x1A, 0x1C].contains($0) })
      terminal.readOnce(milliseconds: 0)
      guard round % 20 == 0 else { continue }
      let title = String("probe \(columns)x\(rows) draw".prefix(columns))
      guard terminal.wait("no «\(title)» in round \(round)", until: { $0.emulator.text[0].hasPrefix(title) })
      else { return }
    }
    terminal.resize(columns: 80, rows: 24)
    terminal.wait(for: "probe 80x24")
    #expect(terminal.emulator.margins == 0..<24)
    #expect(terminal.status == nil)
  }

  @Test func inheritedSizesAreIgnored() {
    let terminal = PseudoTerminal(columns: 70, rows: 20, environment: ["LINES=5", "COLUMNS=10"])
    terminal.wait(for: "probe 70x20")
    terminal.resize(columns: 90, rows: 25)
    terminal.wait(for: "probe 90x25")
    terminal.wait(for: "resized 90x25")
  }

  @Test func aTerminalWithoutASizeCountsAs80By24() {
    let terminal = PseudoTerminal(columns: 70, rows: 20)
    terminal.wait(for: "probe 70x20")
    terminal.setSize(columns: 0, rows: 0)
    terminal.wait(for: "probe 80x24")
  }
}
