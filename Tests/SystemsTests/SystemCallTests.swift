import Engine
import LabKit
import Systems
import Testing

/// Which replica a call asks, and what becomes of it when it has waited.
@Suite("Calls of systems") struct SystemCallTests {
  @Test func `two ways that meet again in their last calls have chances of their own`() throws {
    var bench = try Bench(
      """
      system: ways
      nodes:
        web: {arrivals: constant 100/s, call: {to: root}}
        root: {time: 0 ms, steps: [{all: [{to: left}, {to: right}]}]}
        left: {time: 0 ms, call: {to: app}}
        right: {time: 0 ms, call: {to: app}}
        app: {time: 0 ms, call: {to: proxy}}
        proxy: {time: 0 ms, call: {to: database}}
        database: {time: 1 ms, errors: 50 %}
      """)
    bench.go(to: 100)
    let part = bench.figure("web.good") / bench.figure("web.offered")
    #expect(abs(part - 0.25) < 0.02, "\(part)")
    #expect(bench.broken == [])
  }

  @Test func `a hedge asks another replica, however the first was chosen`() throws {
    let picks = [
      "round robin", "random", "weighted", "least connections", "least response time", "best of two", "hash", "ring",
    ]
    for pick in picks {
      for stalled in 1...2 {
        var bench = try Bench(
          """
          system: hedge
          nodes:
            web: {arrivals: constant 10/s, keys: uniform of 5, call: {to: servers, pick: \(pick), timeout: 1 s, hedge: 50 ms}}
            servers: {replicas: 2, slots: 5, queue: 1000, time: 10 ms, abandoned: dropped}
          faults: [{name: stall, key: d, set: {servers.\(stalled).state: stalled}, says: One stands still.}]
          """)
        try bench.inject("stall")
        bench.go(to: 20)
        #expect(bench.figure("web.hedges") > 0 || pick == "least connections", "\(pick)")
        #expect(bench.figure("web.failed") == 0 && bench.broken == [], "\(pick), \(stalled) stands still")
      }
    }
  }

  @Test func `a replica that never answers is not taken for the fastest`() throws {
    var bench = try Bench(
      """
      system: silence
      nodes:
        web:
          arrivals: constant 20/s
          call: {to: servers, pick: least response time, timeout: 200 ms, retry: {times: 1}}
        servers: {replicas: 3, time: 20 ms}
      faults:
        - {name: hush, key: d, set: {servers.1.state: silent}, says: One says nothing.}
        - {name: slow, key: e, set: {servers.1.state: silent, servers.3.state: slow}, says: One more is slow.}
      """)
    try bench.inject("slow")
    bench.go(to: 20)
    #expect(bench.figure("web.timeouts") < 20, "\(bench.figure("web.timeouts"))")
    #expect(bench.figure("servers.p99") <= 200 && bench.figure("servers.p50") == 20)
  }

  @Test func `how long a replica takes does not count the attempts before`() throws {
    // Every third answer comes by a second attempt, 1 s after the first.
    var bench = try Bench(
      """
      system: attempts
      nodes:
        web:
          arrivals: constant 10/s
          call: {to: servers, pick: least response time, retry: {times: 3, wait: 1 s}}
        servers: {replicas: 2, time: 10 ms, errors: 30 %}
      faults: [{name: slow, key: d, set: {servers.2.state: slow}, says: One is slow.}]
      """)
    try bench.inject("slow")
    bench.go(to: 60)
    #expect(bench.figure("web.retries") > 100)
    #expect(bench.figure("servers.p99") == 10 && bench.broken == [])
  }

  @Test func `a call that nobody wants any more is not made when its turn in the pool's line comes`() throws {
    var bench = try Bench(
      """
      system: line
      nodes:
        first: {burst: {count: 1, at: 900 ms}, call: {to: root}}
        second: {burst: {count: 1, at: 1 s}, call: {to: root}}
        root: {time: 0 ms, steps: [{first: 1, of: [{to: fast}, {to: slow, pool: {size: 1, line: 5}}]}]}
        fast: {time: 500 ms}
        slow: {time: 2 s}
      """)
    bench.go(to: 10)
    #expect(bench.figure("first.good") + bench.figure("second.good") == 2)
    #expect(bench.figure("slow.arrived") == 1, "the fast one has answered long before")
    #expect(bench.run.isDrained && bench.broken == [])
  }

  @Test func `users find a warm cache as warm as arrivals do`() throws {
    // Two users who think for 10 ms ask as often as 200 arrivals a second.
    for source in ["arrivals: constant 200/s", "users: 2, think: 10 ms"] {
      var bench = try Bench(
        """
        system: warm
        nodes:
          web: {\(source), keys: uniform of 50, call: {to: cache}}
          cache: {time: 0 ms, store: {entries: 50, ttl: 60 s, warm: true}, miss: {to: origin}}
          origin: {time: 1 ms}
        """)
      bench.go(to: 1)
      #expect(bench.figure("cache.hits") > 150 && bench.figure("cache.misses") < 10, "\(source)")
    }
  }
}
