import Checks
import Engine
import LabKit
import Systems
import Testing

/// The rules that decide outcomes, each on the smallest system that shows it.
@Suite("Rules of systems") struct SystemRuleTests {
  private func stalling(_ call: String = "", _ server: String = "abandoned: served") -> String {
    """
    system: still
    nodes:
      callers: {arrivals: 10/s, call: {to: server\(call)}}
      server: {slots: 2, queue: 5, time: 100 ms, \(server)}
    knobs: [{set: callers.arrivals, from: 0/s, to: 100/s}]
    faults: [{name: stall, key: d, set: {server.state: stalled}, says: It stands still.}]
    """
  }

  @Test func `a server that stands still keeps its work and its queue, and goes on with both`() throws {
    var bench = try Bench(stalling())
    bench.go(to: 3)
    try bench.inject("stall")
    let before = bench.figure("callers.good")
    bench.go(to: 13)
    #expect(bench.figure("callers.good") == before, "nothing is answered")
    #expect(bench.figure("server.waiting") == 5, "the queue fills up, the rest is refused")
    #expect(bench.figure("server.refused") > 50)
    try bench.turn("callers.arrivals", to: "0")
    try bench.heal("stall")
    bench.go(to: 15)
    #expect(bench.run.isDrained && bench.broken == [])
    #expect(bench.figure("callers.offered") == bench.figure("callers.good") + bench.figure("callers.failed"))
    #expect(bench.figure("server.served") == bench.figure("callers.good"))
  }

  @Test func `healed twice at one moment is healed once`() throws {
    var bench = try Bench(
      """
      system: twice
      nodes:
        web: {arrivals: constant 50/s, call: {to: app, timeout: 4 s}}
        app:
          slots: 40
          queue: 100
          abandoned: served
          steps: [{call: {to: database, timeout: 300 ms, retry: {times: 3, wait: 100 ms}}}, {work: 50 ms}, {call: {to: database}}]
        database: {slots: 4, queue: 20, time: exponential 70 ms, abandoned: served}
      faults: [{name: stall, key: d, set: {app.state: stalled}, says: It stands still.}]
      """)
    for second in 1...10 {
      bench.go(to: Double(second))
      try bench.inject("stall")
      bench.go(to: Double(second) + 0.5)
      for _ in 0..<2 {
        try bench.heal("stall")
        try bench.inject("stall")
      }
      try bench.heal("stall")
    }
    try bench.turn("web.arrivals", to: "0")
    bench.go(to: 60)
    #expect(bench.run.isDrained && bench.broken == [])
    // No step is passed over: who was answered has asked the database twice.
    #expect(bench.figure("app.step-3.attempts") >= bench.figure("app.served"))
  }

  @Test func `what remains of a service is what remains when the server goes on`() throws {
    // Constant times and one request: 100 ms of work, of which the pause is no part.
    var bench = try Bench(stalling())
    try bench.turn("callers.arrivals", to: "1")
    while bench.figure("server.arrived") == 0 { _ = bench.run.step(notAfter: .start + .seconds(100)) }
    let came = bench.run.now
    try bench.turn("callers.arrivals", to: "0")
    bench.go(to: came.seconds + 0.04)
    try bench.inject("stall")
    bench.go(to: came.seconds + 5)
    try bench.heal("stall")
    bench.go(to: came.seconds + 5.0599)
    #expect(bench.figure("callers.good") == 0)
    bench.go(to: came.seconds + 5.0601)
    #expect(bench.figure("callers.good") == 1)
  }

  @Test func `abandoned work is served, or dropped where the file says so`() throws {
    for drops in [false, true] {
      var bench = try Bench(
        stalling(", timeout: 300 ms, retry: {times: 1}", drops ? "abandoned: dropped" : "abandoned: served"))
      bench.go(to: 2)
      try bench.inject("stall")
      bench.go(to: 4)
      try bench.heal("stall")
      bench.go(to: 20)
      // What was in service is done either way: it was begun.
      #expect((bench.figure("server.wasted") > 2) == !drops)
      #expect((bench.figure("server.dropped") > 0) == drops)
      #expect(bench.figure("callers.retries") > 0 && bench.broken == [])
    }
  }

  @Test func `a call is tried at most so often, and a budget ends that`() throws {
    var bench = try Bench(
      """
      system: budget
      nodes:
        callers: {arrivals: 50/s, call: {to: server, timeout: 1 s, retry: {times: 3, wait: 100 ms, budget: none}}}
        server: {slots: 1, queue: 0, time: 1 s, abandoned: served}
      knobs: [{set: callers.call.retry.budget, choices: [none, 10 % of successes]}]
      """)
    bench.go(to: 60)
    let (offered, attempts) = (bench.figure("callers.offered"), bench.figure("callers.attempts"))
    #expect(attempts > 3.8 * offered && attempts <= 4 * offered)
    try bench.turn("callers.call.retry.budget", to: "10-percent")
    bench.go(to: 61)
    let before = bench.figure("callers.retries")
    bench.go(to: 121)
    // Ten at first, then a tenth of one success a second.
    #expect(bench.figure("callers.retries") - before <= 10 + 0.1 * 60 + 1)
    #expect(bench.figure("callers.held-back") > 2000 && bench.broken == [])
  }

  static let chain = """
    system: chain
    nodes:
      web: {arrivals: 40/s, call: {to: app, timeout: 500 ms, retry: {times: 2}}}
      batch: {arrivals: 5/s, call: {to: database, pick: random}}
      app:
        replicas: 3
        slots: 4
        queue: 20
        time: exponential 30 ms
        abandoned: dropped
        call: {to: database, timeout: 200 ms, retry: {times: 1, wait: 20 ms, budget: 20 % of successes}}
      database: {replicas: 2, slots: 3, queue: 50, time: exponential 40 ms, abandoned: served}
    knobs:
      - {set: app.slots, from: 1, to: 10}
      - {set: app.queue, from: 0, to: 50}
      - {set: app.abandoned, choices: [served, dropped]}
      - {set: app.call.timeout, from: 50 ms, to: 1 s}
      - {set: database.time, from: 10 ms, to: 200 ms}
      - {set: database.2.state, choices: [up, stalled]}
    faults:
      - {name: stall, key: d, set: {app.1.state: stalled}, says: One app stands still.}
      - {name: slow, key: e, set: {database.time: 1 s, database.slots: 1}, says: The database is slow.}
      - {name: dark, key: f, set: {database.1.state: stalled, database.2.state: stalled}, says: No database.}
    promises:
      - {says: Web is answered, meter: web.good, at least: 90 %, of: web.offered, over: 5 s}
      - {says: The database works for somebody, meter: database.served, at least: 50 %, of: database.arrived, over: 5 s}
    """

  @Test func `laws hold in a chain of calls whatever is turned and broken`() throws {
    let lab = try SystemCatalogue.lab(text: Self.chain, file: "chain.yaml")
    #expect(lab.breaches() == [])
    let found = try LawSuite(lab, runs: isOptimized ? 200 : 10).findings(jobs: 2)
    #expect(found.isClean, "\(found.text)")
    let walks = try WalkSuite(lab, walks: isOptimized ? 50 : 5).findings(jobs: 2)
    #expect(walks.failure == nil, "\(walks.text)")
  }

  @Test func `a station gives up when its own call fails`() throws {
    var bench = try Bench(Self.chain)
    try bench.inject("dark")
    bench.go(to: 20)
    #expect(bench.figure("web.good") == 0 && bench.figure("app.broken") > 20)
    #expect(bench.figure("web.failed") > 500)
    try bench.heal("dark")
    bench.go(to: 100)
    #expect(bench.figure("web.good") > 2000 && bench.broken == [])
  }
}
