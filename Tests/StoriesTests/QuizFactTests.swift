import Engine
import LabKit
import Labs
import Runs
import Testing

/// Facts that a class is asked about, each as a run that anybody can repeat with the command above it.
@Suite struct QuizFactTests {
  /// `squall run LAB --for SECONDSs --set SETTING ... --at INPUT ...`, with seed 1.
  private func run(
    _ lab: String, for seconds: Double, set settings: [String] = [], at inputs: [String] = []
  ) throws -> Report {
    let entry = try #require(Catalogue.all.first { $0.id == lab })
    let script = try Script(entry, settings: settings, inputs: inputs)
    let run = try HeadlessRun(script, seed: 1, until: .start + .seconds(seconds))
    return Report(run, played: run.play(), notes: .detail)
  }

  /// squall run g-counter --for 2s --set replicas=3 --set increments=0 --set gossip=0
  ///   --at 0s:increment.a (three times) --at 0s:increment.b (twice) --at 0s:increment.c (five times)
  ///   --at 1s:merge.now
  @Test func `three replicas that counted 3, 2 and 5 show 10 when they have merged`() throws {
    let alone = ["a", "a", "a", "b", "b", "c", "c", "c", "c", "c"].map { "0s:increment.\($0)" }
    let settings = ["replicas=3", "increments=0", "gossip=0"]
    let before = try run("g-counter", for: 2, set: settings, at: alone)
    #expect(before.figure("value.lowest") == 2)
    #expect(before.figure("value.highest") == 5)
    let after = try run("g-counter", for: 2, set: settings, at: alone + ["1s:merge.now"])
    #expect(after.figure("value.lowest") == 10)
    #expect(after.figure("value.highest") == 10)
    #expect(after.figure("truth") == 10)
  }

  /// squall run load-shedding --for 60s --set traffic=1100
  /// squall run load-shedding --for 60s --set traffic=1600
  @Test func `analytics are shed first, then the core, and payments never`() throws {
    let near = try run("load-shedding", for: 60, set: ["traffic=1100"])
    #expect(near.figure("shed.p2") > 10_000)
    #expect(near.figure("shed.p1") == 0)
    #expect(near.figure("shed.p0") == 0)
    let over = try run("load-shedding", for: 60, set: ["traffic=1600"])
    #expect(over.figure("shed.p2") >= 0.98 * over.figure("offered.p2"))
    #expect(over.figure("shed.p1") > 1000)
    #expect(over.figure("shed.p0") == 0)
  }

  /// squall run saga --for 10s --set rate=0 --at 1s:fail.step3 --notes=detail
  @Test func `a failure at step 3 of 5 undoes step 2 and then step 1`() throws {
    let saga = try run("saga", for: 10, set: ["rate=0"], at: ["1s:fail.step3"])
    #expect(saga.figure("steps.tried") == 3)
    #expect(saga.figure("compensations") == 2)
    #expect(saga.figure("orders.undone") == 1)
    let undone = try #require(saga.notes).map(\.text).filter { $0.contains("is undone") }
    #expect(undone.map { $0.contains("step 2") } == [true, false])
    #expect(undone.map { $0.contains("step 1") } == [false, true])
  }

  /// squall run shop --for 10s --set traffic=0 --at 1s:fail.step3 --notes=detail
  @Test func `a failure at the shop's step 3 refunds and then releases`() throws {
    let shop = try run("shop", for: 10, set: ["traffic=0"], at: ["1s:fail.step3"])
    #expect(shop.figure("saga.compensations") == 2)
    #expect(shop.figure("orders.compensated") == 1)
    let back = try #require(shop.notes).map(\.text).filter { $0.contains("refund") || $0.contains("release") }
    #expect(back.map { $0.contains("refund") } == [true, false])
  }

  /// squall run outbox --for 30s --set mode=dual-write --set rate=0 --at 1s:crash.before-publish
  ///   --at 1s:order --at 10s:order
  /// The same with mode=poller and with mode=capture.
  @Test func `a crash between database and broker loses an event of two writes and none of an outbox`() throws {
    let inputs = ["1s:crash.before-publish", "1s:order", "10s:order"]
    let dual = try run("outbox", for: 30, set: ["mode=dual-write", "rate=0"], at: inputs)
    #expect(dual.figure("orders.committed") == 2)
    #expect(dual.figure("events.lost") == 1)
    #expect(dual.figure("effects") == 1)
    for mode in ["poller", "capture"] {
      let outbox = try run("outbox", for: 30, set: ["mode=\(mode)", "rate=0"], at: inputs)
      #expect(outbox.figure("crashes") == 1)
      #expect(outbox.figure("events.lost") == 0)
      #expect(outbox.figure("effects") == 2)
    }
  }

  /// squall run backpressure --for 60s
  /// squall run backpressure --for 60s --set high.water=20000 --at 0s:consumers.slow
  @Test func `slow consumers poll less often, and what they do not take waits in the log`() throws {
    let quick = try run("backpressure", for: 60)
    let slow = try run("backpressure", for: 60, set: ["high.water=20000"], at: ["0s:consumers.slow"])
    #expect(slow.figure("polls") < 0.1 * quick.figure("polls"))
    #expect(slow.figure("produced") == quick.figure("produced"))
    #expect(slow.figure("lag") > 10_000)
    #expect(slow.figure("lag") + slow.figure("consumed") == slow.figure("produced"))
    #expect(slow.figure("evicted.poll") + slow.figure("lost") + slow.figure("rejected") == 0)
  }
}

extension Report {
  /// The first figure of a meter: the total of a counter, the last level of a gauge.
  fileprivate func figure(_ meter: String) -> Double {
    meters.first { $0.declaration.name == meter }?.figures.first?.value ?? .nan
  }
}
