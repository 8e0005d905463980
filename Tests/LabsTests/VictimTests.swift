import Testing

/// Who was lost, doubled or refused stays on the screen, with what became of it, until the next one.
struct VictimTests {
  /// What one panel says of a victim while a fault is on and long after it is healed.
  struct Case: Sendable, CustomTestStringConvertible {
    let lab: String, settings: [String: String], fault: String, panel: String, words: String
    var testDescription: String { "\(lab), \(fault): \(words)" }
  }

  static let cases = [
    Case(
      lab: "shop", settings: ["outbox": "off"], fault: "broker.down", panel: "Queue depth",
      words: "confirmed, and its event lost at 0:"),
    Case(
      lab: "outbox", settings: ["mode": "dual-write"], fault: "broker.down", panel: "Orders",
      words: "committed, and its event lost at 0:"),
    Case(
      lab: "circuit-breaker", settings: [:], fault: "dependency.down", panel: "States",
      words: "→ answered by the fallback at 0:"),
    Case(
      lab: "bulkhead", settings: [:], fault: "vendor.dead", panel: "Queues", words: "refused: pool and queue full at 0:"
    ),
    Case(lab: "sidecar", settings: [:], fault: "bottom.down", panel: "Fleet", words: "✗ request"),
  ]

  @Test(arguments: cases) func `the victim stays when its trouble is over`(_ one: Case) throws {
    var lab = try DrivenLab(one.lab, settings: one.settings)
    lab.go(5)
    #expect(!lab.text(one.panel, 90, 30).joined(separator: " ").contains(one.words))
    try lab.act(one.fault)
    lab.go(4)
    try lab.heal(one.fault)
    // What was under way when it was healed may still fail.
    lab.go(10)
    func pinned() -> [String] { lab.text(one.panel, 90, 30).filter { $0.contains("✗") && $0.contains(one.words) } }
    let victim = pinned()
    lab.go(20)
    #expect(victim.count == 1 && pinned() == victim, "\(lab.text(one.panel, 90, 30))")
  }

  @Test func `the first refused call stays while the breaker is open, and the next opening has another`() throws {
    var lab = try DrivenLab("circuit-breaker")
    func victim() -> String? { lab.text("States", 90, 30).first { $0.contains("✗ request") } }
    lab.go(5)
    try lab.act("dependency.down")
    for _ in 0..<20 where victim() == nil { lab.go(0.5) }
    let first = victim()
    lab.go(3)
    #expect(first != nil && victim() == first)
    // It waits for 5 s before it probes and opens again.
    lab.go(8)
    #expect(victim() != first)
  }

  @Test func `the saga panel follows the newest order that failed`() throws {
    var shop = try DrivenLab("shop")
    let panel = try #require(shop.entry.panels.firstIndex { $0.title == "Saga timeline" })
    shop.go(20)
    #expect(!shop.run.snapshot.status(panel: panel).hasPrefix("#0 "))
    try shop.act("payment.down")
    shop.go(3)
    let failed = shop.run.snapshot.status(panel: panel)
    #expect(failed.hasSuffix("compensated"))
    let lanes = shop.text("Saga timeline", 60, 8)
    #expect(lanes[0].contains("undo") && lanes[1].contains("✗"), "\(lanes)")
    try shop.heal("payment.down")
    shop.go(20)
    // The breaker lets calls through again: nobody fails, and the last one who did is still there.
    #expect(shop.run.snapshot.status(panel: panel).hasSuffix("compensated"))
  }

  @Test func `an order that a key ran stays until a key lets go of it`() throws {
    var shop = try DrivenLab("shop")
    let panel = try #require(shop.entry.panels.firstIndex { $0.title == "Saga timeline" })
    shop.go(2)
    try shop.act("fail.step3")
    shop.go(2)
    let chosen = shop.run.snapshot.status(panel: panel)
    #expect(chosen.hasSuffix("compensated, F lets go"))
    try shop.act("payment.down")
    shop.go(10)
    #expect(shop.run.snapshot.status(panel: panel) == chosen)
    try shop.act("follow.failures")
    shop.go(3)
    let followed = shop.run.snapshot.status(panel: panel)
    #expect(followed != chosen && followed.hasSuffix("compensated"))
  }

  @Test func `following an order changes nothing about the run`() throws {
    var runs = try (0..<2).map { _ in try DrivenLab("shop") }
    for run in runs.indices {
      runs[run].go(2)
      try runs[run].act("fail.step3")
      runs[run].go(1)
      try runs[run].act("payment.down")
      runs[run].go(2)
    }
    try runs[0].act("follow.failures")
    for run in runs.indices { runs[run].go(10) }
    let ended = ["orders.confirmed", "orders.compensated"]
    #expect(runs[0].sum(ended) == runs[1].sum(ended))
    #expect(runs[0].figure("calls.started") == runs[1].figure("calls.started"))
  }
}
