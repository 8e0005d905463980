import Foundation
import Testing

@Suite("The dashboard on a screen", .serialized)
struct DashboardOnScreenTests {
  @Test func `all five panels are there at 80 by 24`() throws {
    let terminal = try Tmux(["--seed", "5"])
    try terminal.expect("five panels") { screen in
      ["G-Counter", "Load shedding", "Saga timeline", "Circuit breakers", "Queue depth", "seed 5"].allSatisfy(
        screen.contains)
    }
    try terminal.expect("traffic that moves") { !$0.contains("0:00:00.0") && $0.contains("running") }
  }

  @Test func `the right arrow raises the traffic`() throws {
    let terminal = try Tmux(["--seed", "5"])
    try terminal.expect("600 at the start") { $0.contains("600/s") }
    try terminal.press("Right")
    try terminal.expect("650 after one step") { $0.contains("650/s") }
    try terminal.press("L")
    try terminal.expect("1150 after ten more") { $0.contains("1150/s") }
    try terminal.press("H", "h")
    try terminal.expect("and back") { $0.contains("600/s") }
  }

  @Test func `3 fails the next order at shipment and undoes it in reverse`() throws {
    let terminal = try Tmux(["--seed", "5", "--set", "traffic=0"])
    try terminal.expect("the shop") { $0.contains("Saga timeline") }
    try terminal.press("3")
    try terminal.expect("a compensated order") { $0.contains("compensated") }
    try terminal.expect("refund before release") { screen in
      let lines = screen.split(separator: "\n")
      guard let payment = lines.first(where: { $0.contains("2 ") && $0.contains("◄") }),
        let inventory = lines.first(where: { $0.contains("1 ") && $0.contains("◄") }),
        let shipment = lines.first(where: { $0.contains("3 ") && $0.contains("✗") })
      else { return false }
      func column(_ line: Substring) -> Int {
        line.distance(from: line.startIndex, to: line.range(of: "◄")!.lowerBound)
      }
      return column(payment) < column(inventory) && !shipment.contains("◄")
    }
  }

  @Test func `payment down opens its breaker and healing closes it`() throws {
    let terminal = try Tmux(["--seed", "5"])
    try terminal.expect("closed") { $0.contains("all closed") }
    try terminal.press("p")
    try terminal.expect("open") { screen in
      screen.split(separator: "\n").contains { $0.contains("payment") && $0.contains("OPEN") }
    }
    try terminal.expect("the fault in the status line") { $0.contains("● payment down") }
    try terminal.press("p")
    try terminal.expect("closed again") { $0.contains("all closed") }
  }

  @Test func `space stops the clock and lets it go on`() throws {
    let terminal = try Tmux(["--seed", "5"])
    try terminal.expect("running") { $0.contains("running") }
    try terminal.press("Space")
    try terminal.expect("paused") { $0.contains("paused") }
    let before = try terminal.screen()
    // Looking thirty times takes longer than several frames would.
    for _ in 0..<30 { #expect(try terminal.screen() == before) }
    try terminal.press(".")
    try terminal.expect("running again") { $0.contains("running") }
  }

  @Test func `the next event of a panel is one key away`() throws {
    let terminal = try Tmux(["--seed", "5", "--set", "traffic=100"])
    try terminal.expect("running") { $0.contains("running") }
    try terminal.press("Space")
    try terminal.expect("paused") { $0.contains("paused") }
    let before = try terminal.screen()
    try terminal.press("]")
    try terminal.expect("another moment") { $0 != before && $0.contains("paused") }
  }

  @Test func `zoom, help, palette and theme`() throws {
    let terminal = try Tmux(["--seed", "5"])
    try terminal.expect("the shop") { $0.contains("Queue depth") }
    try terminal.press("Enter")
    try terminal.expect("one panel alone") { !$0.contains("Queue depth") && $0.contains("G-Counter") }
    try terminal.press("Escape")
    try terminal.expect("all of them") { $0.contains("Queue depth") }
    try terminal.press("?")
    try terminal.expect("help") { $0.contains("► Help") }
    try terminal.press("Escape")
    // Escape and a key right behind it would be that key with Alt.
    try terminal.expect("the panels again") { $0.contains("Queue depth") && $0.contains("Saga") }
    try terminal.press(":")
    try terminal.expect("the palette") { $0.contains("► Palette") }
    try terminal.press("-l", "traffic 1500")
    try terminal.press("Enter")
    try terminal.expect("the palette set the knob") { $0.contains("1500/s") }
  }

  @Test func `q leaves the terminal as it was`() throws {
    let terminal = try Tmux(["--seed", "5"])
    try terminal.expect("the shop") { $0.contains("Queue depth") }
    try terminal.press("q")
    try terminal.expect("the shell") {
      $0.contains("before") && $0.contains("ended 0") && !$0.contains("Queue depth")
    }
  }

  @Test func `a small terminal says what it needs, and grows`() throws {
    let terminal = try Tmux(columns: 20, rows: 5, ["--seed", "5"])
    try terminal.expect("needed and actual size") { $0.contains("20") && $0.contains("5") }
    try terminal.resize(columns: 120, rows: 40)
    try terminal.expect("all of it") { $0.contains("Queue depth") }
    try terminal.press("q")
    try terminal.expect("the end") { $0.contains("ended 0") }
  }
}
