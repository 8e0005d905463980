import Glibc
import Testing

@Suite(.serialized) struct ResizeTests {
  @Test func `any size and any keys are survived`() {
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

  @Test func `inherited sizes are ignored`() {
    let terminal = PseudoTerminal(columns: 70, rows: 20, environment: ["LINES=5", "COLUMNS=10"])
    terminal.wait(for: "probe 70x20")
    terminal.resize(columns: 90, rows: 25)
    terminal.wait(for: "probe 90x25")
    terminal.wait(for: "resized 90x25")
  }

  /// ncurses counts cells in 16 bits, the kernel does too, but without a sign.
  @Test(arguments: [(32768, 1), (1, 32768), (65535, 65535), (32767, 2), (1, 1)])
  func `any size that the kernel can say is drawn on`(_ columns: Int, _ rows: Int) {
    let terminal = PseudoTerminal(columns: 80, rows: 24)
    terminal.wait(for: "probe 80x24")
    let drawn = terminal.output.count
    terminal.setSize(columns: columns, rows: rows)
    terminal.wait { $0.output.count > drawn && $0.unreadOutput == 0 && $0.isIdle }
    let title = "probe \(min(columns, 2000))x\(min(rows, 500))".prefix(columns)
    #expect(String(decoding: terminal.output[drawn...], as: UTF8.self).contains(title))
    terminal.resize(columns: 80, rows: 24)
    terminal.wait(for: "probe 80x24")
    terminal.send("q")
    #expect(terminal.waitForEnd() == 0)
  }

  @Test func `a terminal without a size counts as 80 by 24`() {
    let terminal = PseudoTerminal(columns: 70, rows: 20)
    terminal.wait(for: "probe 70x20")
    terminal.setSize(columns: 0, rows: 0)
    terminal.wait(for: "probe 80x24")
  }
}
