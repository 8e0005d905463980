import Engine
import LabKit
import Systems
import Testing

/// Policies of calls, states of servers and what sources do, each on the smallest system that shows it.
@Suite("Policies and states of systems") struct SystemPolicyTests {
  private func bench(_ call: String, _ server: String, _ more: String = "", rate: String = "100/s") throws -> Bench {
    try Bench(
      """
      system: policy
      nodes:
        web: {arrivals: constant \(rate), call: {to: server\(call)}}
        server: {\(server)}
      \(more)
      """)
  }

  @Test func `a breaker stops calling what fails, and tries again after its wait`() throws {
    let fault = "faults: [{name: dark, key: d, set: {server.errors: 100 %}, says: It fails.}]"
    var bench = try bench(", breaker: {opens: 50 %, wait: 2 s, window: 20}", "time: 1 ms", fault)
    bench.go(to: 5)
    #expect(bench.figure("web.turned-away") == 0)
    try bench.inject("dark")
    bench.go(to: 20)
    // Twenty to open it, then five probes every two seconds.
    #expect(bench.figure("server.broken") < 70 && bench.figure("web.turned-away") > 1300)
    try bench.heal("dark")
    bench.go(to: 24)
    let before = bench.figure("web.failed")
    bench.go(to: 30)
    #expect(bench.figure("web.failed") == before && bench.broken == [])
    #expect(bench.texts.contains("The breaker of web opens: it calls no more."))
  }

  @Test func `a limit lets so many through, a pool has so many under way, and a fallback does without`() throws {
    var limited = try bench(", limit: {rate: 20/s, burst: 5}, fallback: empty", "time: 1 ms")
    limited.go(to: 60)
    #expect(abs(limited.figure("server.arrived") - (5 + 20 * 60)) <= 2)
    #expect(limited.figure("web.fallbacks") == limited.figure("web.turned-away"))
    #expect(limited.figure("web.good") == limited.figure("web.offered"))

    var pooled = try bench(", timeout: 1 s, pool: {size: 3, line: 10}", "time: 100 ms")
    pooled.go(to: 60)
    #expect(abs(pooled.figure("server.arrived") - 30 * 60) < 5)
    #expect(pooled.figure("server.busy") == 3 && pooled.broken == [])
  }

  @Test func `a deadline that is passed on spares the work that comes too late`() throws {
    for isPassedOn in [false, true] {
      var bench = try Bench(
        """
        system: deadline
        nodes:
          web:
            burst: {count: 100, at: 1 s}
            call: {to: server, timeout: 310 ms, deadline: \(isPassedOn ? "passed on" : "own")}
          server: {slots: 1, queue: 100, time: 20 ms, abandoned: served}
        """)
      bench.go(to: 10)
      #expect(bench.figure("web.good") == 15)
      #expect(bench.figure("server.wasted") == (isPassedOn ? 1 : 85))
      #expect(bench.figure("server.dropped") == (isPassedOn ? 84 : 0) && bench.broken == [])
    }
  }

  @Test func `a wire delays each way, loses some, and can be cut`() throws {
    let fault = "faults: [{name: cut, key: d, set: {web.call.wire.state: cut}, says: Nothing comes through.}]"
    var bench = try bench(", timeout: 1 s, wire: {delay: 30 ms, loss: 10 %}", "time: 10 ms", fault)
    bench.go(to: 100)
    let part = bench.figure("web.good") / bench.figure("web.offered")
    // Both ways: 0.9 x 0.9.
    #expect(abs(part - 0.81) < 0.02, "\(part)")
    try bench.inject("cut")
    bench.go(to: 102)
    let before = bench.figure("web.good")
    bench.go(to: 110)
    #expect(bench.figure("web.good") == before && bench.broken == [])
  }

  @Test func `a crashed server refuses and has lost its work, a silent one takes everything and answers nothing`()
    throws
  {
    let faults = """
      faults:
        - {name: crash, key: d, set: {server.state: crashed}, says: It is gone.}
        - {name: hush, key: e, set: {server.state: silent}, says: It says nothing.}
        - {name: slow, key: f, set: {server.state: slow}, says: It is slow.}
      """
    var bench = try bench("", "slots: 5, queue: 10, time: 40 ms, abandoned: served", faults)
    bench.go(to: 2.005)
    try bench.inject("crash")
    bench.go(to: 4)
    #expect(bench.figure("server.vanished") > 0 && bench.figure("server.refused") > 190)
    #expect(bench.figure("server.waiting") == 0)
    try bench.heal("crash")
    bench.go(to: 6)
    try bench.inject("hush")
    let (good, failed) = (bench.figure("web.good"), bench.figure("web.failed"))
    bench.go(to: 8)
    #expect(bench.figure("web.good") - good <= 5 && bench.figure("web.failed") == failed, "nobody hears anything")
    try bench.heal("hush")
    bench.go(to: 10)
    #expect(bench.figure("web.failed") > failed + 150, "the connections break when it starts anew")
    try bench.inject("slow")
    bench.go(to: 20)
    #expect(bench.figure("server.refused") > 700 && bench.broken == [])
  }

  @Test func `replicas of a zone fail together`() throws {
    var bench = try Bench(
      """
      system: zones
      nodes:
        web: {arrivals: constant 100/s, call: {to: servers, pick: round robin}}
        servers: {replicas: 4, time: 1 ms}
      zones: {east: [servers.1, servers.2]}
      faults: [{name: dark, key: d, set: {east.state: crashed}, says: The east is gone.}]
      """)
    bench.go(to: 10)
    #expect(bench.figure("web.failed") == 0)
    try bench.inject("dark")
    bench.go(to: 20)
    #expect(abs(bench.figure("web.failed") - 500) < 5 && bench.broken == [])
  }

  @Test func `those who wait are taken in the order that the file says`() throws {
    // Twice as many come as it serves, 40 % of them gold.
    func answered(_ order: String) throws -> (gold: Double, rest: Double) {
      var bench = try Bench(
        """
        system: order
        nodes:
          web:
            arrivals: constant 20/s
            classes: {rest: {share: 60 %, priority: 1}, gold: {share: 40 %, priority: 0}}
            call: {to: server, timeout: 1 s}
          server: {slots: 1, queue: 2000, order: \(order), time: 100 ms, abandoned: served}
        """)
      bench.go(to: 100)
      #expect(bench.broken == [])
      func part(_ name: String) -> Double { bench.figure("web.\(name).good") / bench.figure("web.\(name).offered") }
      return (part("gold"), part("rest"))
    }
    let fifo = try answered("fifo"), lifo = try answered("lifo"), priority = try answered("priority")
    #expect(fifo.gold < 0.05 && fifo.rest < 0.05, "everybody waits for too long: \(fifo)")
    #expect(abs(lifo.gold - 0.5) < 0.05 && abs(lifo.rest - 0.5) < 0.05, "the newest are in time: \(lifo)")
    #expect(priority.gold > 0.8 && priority.rest < 0.1, "\(priority)")
  }

  @Test func `a course turns the rate, and again after its period`() throws {
    var bench = try Bench(
      """
      system: course
      nodes:
        web:
          arrivals: constant 100/s
          course: {0 s: 0 %, 10 s: 100 %, 20 s: 0 %, every: 20 s}
          call: {to: server}
        server: {time: 1 ms}
      """)
    for half in 1...4 {
      let before = bench.figure("web.offered")
      bench.go(to: 10 * Double(half))
      #expect(abs(bench.figure("web.offered") - before - 500) < 15, "\(half)")
    }
    #expect(bench.broken == [])
  }

  @Test func `coalescing asks once for a key that many want`() throws {
    for coalesces in [false, true] {
      var bench = try Bench(
        """
        system: coalesce
        nodes:
          web: {arrivals: constant 100/s, keys: uniform of 1, call: {to: cache}}
          cache:
            time: 0 ms
            store: {entries: 10, ttl: 2 s}
            miss: {to: origin, coalesce: \(coalesces ? "by key" : "none")}
          origin: {time: 500 ms}
        """)
      bench.go(to: 25)
      // Every 2.5 s the key is gone for 500 ms; without coalescing each answer of those 50 keeps it for 2 s more.
      #expect(coalesces ? bench.figure("origin.arrived") == 10 : bench.figure("origin.arrived") > 400)
      #expect((bench.figure("cache.joined") > 400) == coalesces)
      #expect(bench.figure("web.failed") == 0 && bench.broken == [])
    }
  }
}
