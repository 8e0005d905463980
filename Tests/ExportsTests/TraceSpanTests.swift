import Engine
import Exports
import LabKit
import Labs
import Runs
import Testing

/// What took time, against what the meters counted.
@Suite("Spans") struct TraceSpanTests {
  /// Every span of a run, and the totals of its meters.
  private func recorded(_ id: String, _ seed: UInt64) throws -> (spans: [SpanEntry], totals: [String: Int]) {
    let lab = try Catalogue.all.named(id)
    let run = try Excerpts.run(lab, seed: seed, seconds: 30)
    var spans: [SpanEntry] = [], totals: [String: Int] = [:]
    try Excerpt(run, branch: 0, every: .seconds(1)).walk { stretch in
      spans += stretch.spans
      for (meter, reading) in zip(lab.meters, stretch.readings) {
        switch reading {
        case .counter(let total, _): totals[meter.name] = Int(total)
        case .latency(let all, _): totals[meter.name] = Int(all.count)
        case .gauge: break
        }
      }
    }
    #expect(spans.allSatisfy { $0.began <= $0.ended && $0.ended <= run.now && !$0.name.isEmpty && !$0.outcome.isEmpty })
    #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.ended <= $1.ended }, "in the order in which they end")
    return (spans, totals)
  }

  private func sum(_ totals: [String: Int], _ names: [String]) -> Int {
    names.reduce(0) { $0 + (totals[$1] ?? -1_000_000) }
  }

  @Test(arguments: UInt64(1)...20)
  func `the shop's orders and calls`(seed: UInt64) throws {
    let (spans, totals) = try recorded("shop", seed)
    let orders = spans.filter { $0.name == "order" }, calls = spans.filter { $0.name != "order" }
    #expect(orders.count == sum(totals, ["orders.confirmed", "orders.compensated", "orders.stranded"]))
    #expect(orders.count { $0.outcome == "confirmed" } == totals["orders.confirmed"])
    #expect(Set(orders.map(\.trace)).count == orders.count)
    let refused = calls.filter { $0.outcome == "breaker open" }
    #expect(refused.count == totals["calls.refused"])
    #expect(refused.allSatisfy { $0.began == $0.ended })
    let bad = calls.count {
      !["ok", "refused by the service", "breaker open", "pool full"].contains($0.outcome)
    }
    #expect(bad == totals["calls.failed"])
    // A call belongs to its order.
    let byTrace = Dictionary(uniqueKeysWithValues: orders.map { ($0.trace, $0) })
    #expect(
      calls.allSatisfy { call in
        byTrace[call.trace].map { $0.began <= call.began && call.ended <= $0.ended } ?? true
      })
  }

  @Test(arguments: UInt64(1)...20)
  func `the saga lab's orders and steps`(seed: UInt64) throws {
    let (spans, totals) = try recorded("saga", seed)
    let orders = spans.filter { $0.name == "order" }
    #expect(orders.count == sum(totals, ["orders.completed", "orders.undone", "orders.halfdone"]))
    #expect(orders.count { $0.outcome.hasPrefix("completed") } == totals["orders.completed"])
    let undone = [
      "release stock", "refund card", "cancel carrier", "take points back", "withdraw confirmation",
    ]
    let tries = spans.filter { undone.contains($0.name) }
    #expect(tries.count { $0.outcome == "fails" } == totals["compensations.failed"])
    #expect(tries.count { $0.outcome == "ok" } == totals["compensations"])
    #expect(spans.count { $0.name.hasSuffix("waits for its row") } <= totals["lock.wait"] ?? 0)
    #expect(spans.filter { $0.name.hasSuffix("waits for its row") }.allSatisfy { $0.began < $0.ended })
  }

  @Test(arguments: UInt64(1)...20)
  func `the circuit breaker's requests and calls`(seed: UInt64) throws {
    let (spans, totals) = try recorded("circuit-breaker", seed)
    #expect(spans.count { $0.name == "request" } == totals["latency"])
    let calls = spans.filter { $0.name == "call" }
    #expect(calls.count { $0.outcome == "timed out" } == totals["calls.timedout"])
    #expect(calls.count { $0.outcome == "error" } == totals["calls.failed"])
  }

  @Test(arguments: UInt64(1)...20)
  func `the bulkhead's requests and threads`(seed: UInt64) throws {
    let (spans, totals) = try recorded("bulkhead", seed)
    for service in ["payment", "catalogue", "analytics"] {
      let requests = spans.filter { $0.name == "\(service) request" }
      #expect(requests.count { $0.outcome == "ok" } == totals["served.\(service)"])
      #expect(requests.count { $0.outcome == "timed out" } == totals["failed.\(service)"])
      #expect(requests.count { $0.outcome == "refused" } == totals["refused.\(service)"])
      #expect(requests.count { $0.outcome == "gave up in the queue" } == totals["gaveup.\(service)"])
      let threads = spans.count { $0.name == "\(service) on a thread" }
      #expect(threads == sum(totals, ["served.\(service)", "failed.\(service)"]))
    }
  }

  @Test(arguments: UInt64(1)...20)
  func `the sidecar's requests and attempts`(seed: UInt64) throws {
    let (spans, totals) = try recorded("sidecar", seed)
    let requests = spans.filter { $0.name == "request" }
    #expect(requests.count { $0.outcome == "ok" } == totals["requests.ok"])
    #expect(requests.count { $0.outcome != "ok" } == totals["requests.failed"])
    #expect(Set(requests.map(\.trace)).count == requests.count, "each request has a trace of its own")
    let calls = spans.filter { $0.name != "request" }
    #expect(calls.count { $0.outcome == "too slow" } == totals["calls.timeouts"])
    // A refusal takes no time; who called the one that was refused has failed for the same reason, later.
    let refused = calls.filter { $0.outcome == "breaker open" && $0.began == $0.ended }
    #expect(refused.count == totals["breaker.refused"])
  }

  @Test(arguments: UInt64(1)...20)
  func `load shedding's requests, attempts and work`(seed: UInt64) throws {
    let (spans, totals) = try recorded("load-shedding", seed)
    let requests = spans.filter { $0.name.hasSuffix(" request") }
    for priority in ["p0", "p1", "p2"] {
      let own = requests.filter { $0.name == priority.uppercased() + " request" }
      #expect(own.count { $0.outcome == "ok" } == totals["goodput.\(priority)"])
    }
    #expect(requests.count { $0.outcome == "refused" } == totals["refused"])
    #expect(requests.count { $0.outcome == "timed out" } == totals["failed"])
    #expect(spans.count { $0.name.hasPrefix("attempt ") && $0.outcome == "timed out" } == totals["timeouts"])
    let work = spans.filter { $0.name.hasPrefix("at the servers") }
    #expect(work.count == totals["throughput"])
    #expect(work.count { $0.outcome == "wasted" } == totals["wasted"])
  }

  @Test(arguments: UInt64(1)...20)
  func `the outbox's events and batches`(seed: UInt64) throws {
    let (spans, totals) = try recorded("outbox", seed)
    #expect(spans.count { $0.name == "publish" } == totals["delay.publish"])
    #expect(spans.count { $0.name == "event" } == totals["delay.effect"])
    #expect(spans.count { $0.name.hasPrefix("batch of ") } == totals["batches"])
  }

  @Test(arguments: UInt64(1)...20)
  func `backpressure's records and batches`(seed: UInt64) throws {
    let (spans, totals) = try recorded("backpressure", seed)
    let records = spans.filter { $0.name == "record" }
    for (outcome, meter) in [("processed", "consumed"), ("rejected", "rejected"), ("lost", "lost")] {
      #expect(records.count { $0.outcome == outcome } == totals[meter])
    }
    #expect(spans.count { $0.name.hasPrefix("batch of ") } <= totals["polls"] ?? 0)
  }

  @Test(arguments: UInt64(1)...20)
  func `the counter's messages`(seed: UInt64) throws {
    let (spans, totals) = try recorded("g-counter", seed)
    #expect(spans.count { $0.outcome == "lost" } == totals["messages.lost"])
    #expect(spans.count { $0.outcome == "arrived" } >= sum(totals, ["merges", "merges.idle"]))
  }
}
