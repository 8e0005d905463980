import Engine
import Grid
import LabKit
import Labs
import Testing

/// One order on its way through the shop, as its panel shows it.
@Suite("One order of the shop") struct ShopFollowTests {
  private static let shop = Catalogue.all.first { $0.id == "shop" }!

  private static func action(_ id: String) -> Int { shop.actions.firstIndex { $0.id == id }! }

  /// The panel row by row, from which nothing is left out.
  private static func rows(_ snapshot: any LabSnapshot) -> [String] {
    let panel = shop.panels.firstIndex { $0.title == "One order" }!
    var canvas = Canvas(width: 78, height: 40)
    snapshot.draw(panel: panel, isAlone: false, on: &canvas)
    return canvas.grid.text.filter { !$0.isEmpty }
  }

  /// The milliseconds in the first column of a stop; nil for other rows.
  private static func after(_ row: String) -> Double? {
    let parts = row.split(separator: " ")
    guard parts.count > 3, let value = Double(parts[0]) else { return nil }
    return ["s": 1000, "ms": 1, "µs": 0.001][parts[1]].map { value * $0 }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `the next order comes to each stop after the one before, and is counted`(seed: UInt64) {
    var run = Self.shop.start(seed, nil, false)
    _ = run.advance(until: .start + .seconds(2), limit: .max)
    run.act(Self.action("follow.next"), isOn: true)
    _ = run.advance(until: .start + .seconds(6), limit: .max)
    let rows = Self.rows(run.snapshot), instants = rows.compactMap(Self.after)
    #expect(rows[0].contains("counted once, by region"))
    #expect(instants.count >= 12 && zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 }, "\(rows)")
    for place in ["shedder", "gateway", "pool", "inventory", "payment", "shipping", "notification", "client", "outbox"]
      + ["relay", "partition", "region"]
    {
      #expect(rows.contains { $0.contains("✓ \(place)") }, "\(place)")
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>, [1, 2, 3, 4])
  func `an order that fails at a step shows what is undone, the latest first`(seed: UInt64, step: Int) {
    var run = Self.shop.start(seed, nil, false)
    _ = run.advance(until: .start + .seconds(2), limit: .max)
    run.act(Self.action("fail.step\(step)"), isOn: true)
    _ = run.advance(until: .start + .seconds(30), limit: .max)
    let rows = Self.rows(run.snapshot)
    #expect(rows[0].contains("failed, and nothing of it is left"))
    let undone = ["inventory", "payment", "shipping"].prefix(step - 1).reversed()
    let found = rows.filter { $0.contains("◄") }.dropFirst()
    #expect(found.count == undone.count && zip(found, undone).allSatisfy { $0.contains($1) }, "\(rows)")
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func `twins follow the same order`(seed: UInt64) {
    var run = Self.shop.start(seed, nil, false)
    _ = run.advance(until: .start + .seconds(2), limit: .max)
    run.beginTwin(.knob(Self.shop.knobs.firstIndex { $0.key == "outbox" }!, 0))
    run.act(Self.action("crash.before-publish"), isOn: true)
    run.act(Self.action("follow.next"), isOn: true)
    _ = run.advance(until: .start + .seconds(8), limit: .max)
    let (here, there) = (Self.rows(run.snapshot), Self.rows(run.twinSnapshot!))
    let number = here[0].split(separator: " ").prefix(2)
    #expect(number.first == "Order" && there[0].split(separator: " ").prefix(2) == number)
    #expect(here.contains { $0.contains("row committed with it") } && there.contains { $0.contains("publish") })
  }

  @Test func `nobody is followed before somebody is asked for, and then the newest that failed`() {
    var run = Self.shop.start(3, nil, false)
    #expect(Self.rows(run.snapshot)[0].contains("No order yet"))
    run.turn(Self.shop.knobs.firstIndex { $0.key == "shipping.errors" }!, to: 50)
    run.turn(Self.shop.knobs.firstIndex { $0.key == "retries" }!, to: 0)
    _ = run.advance(until: .start + .seconds(10), limit: .max)
    #expect(Self.rows(run.snapshot).contains { $0.contains("✗ shipping") })
  }
}
