import Engine
import LabKit
import Systems
import Testing

/// The scenarios that come with Marc Brooker's stability-sim (marcbrooker/stability-sim, commit 9c7a811,
/// `src/examples/index.ts`), as files, with its parameters: a queue's capacity there counts what is in service too, its
/// crashed server refuses, and a client without a timeout waits for 1 s.
@Suite("Scenarios of stability-sim") struct StabilityScenarioTests {
  /// Which part of the requests between two times is answered in time.
  private func goodput(_ bench: inout Bench, _ from: Double, _ to: Double) -> Double {
    bench.go(to: from)
    let (good, offered) = (bench.figure("clients.good"), bench.figure("clients.offered"))
    bench.go(to: to)
    return (bench.figure("clients.good") - good) / (bench.figure("clients.offered") - offered)
  }

  @Test func `a collector that slows its server down under load, and retries that keep it there`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var bench = try Bench(
        """
        system: gc-death-spiral
        nodes:
          clients: {arrivals: 80/s, call: {to: server, timeout: 1 s, retry: {times: 3}}}
          crowd: {burst: {count: 100, at: 10 s}, call: {to: server, timeout: 1 s}}
          server:
            slots: 10
            queue: 190
            time: exponential 8 ms
            slowing: {shape: exponential, by: 4}
            abandoned: served
        """, seed: seed)
      // With all ten slots taken it serves 10 / (8 ms x e^4) = 23 a second, and 320 come. Five taken slots are enough
      // to get there, so that chance does it before the burst.
      #expect(goodput(&bench, 40, 60) < 0.3)
      #expect(bench.figure("server.wasted") > 500 && bench.broken == [])
    }
  }

  @Test func `a slow database keeps connections, and the queue in front of it stays full`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var bench = try Bench(
        """
        system: pool-exhaustion
        nodes:
          clients: {arrivals: 150/s, call: {to: app, timeout: 1500 ms, retry: {times: 2}}}
          app: {slots: 50, queue: 450, time: exponential 2 ms, abandoned: served, call: {to: database}}
          database:
            slots: 20
            queue: none
            time: exponential 5 ms
            slowing: {shape: power, by: 4, power: 3}
            abandoned: served
        faults: [{name: spike, key: d, set: {database.time: 75 ms}, says: The database is slow.}]
        """, seed: seed)
      #expect(goodput(&bench, 2, 8) > 0.98)
      try bench.inject("spike")
      bench.go(to: 13)
      try bench.heal("spike")
      #expect(bench.figure("app.refused") > 100)
      // 20 / (5 ms x 5) = 800 a second even at full utilization: more than 450 that come, so it heals.
      #expect(goodput(&bench, 40, 60) > 0.98)
      #expect(bench.broken == [])
    }
  }

  @Test func `misses fill a bounded queue while the database is slow`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var bench = try Bench(
        """
        system: stampede
        nodes:
          clients: {arrivals: 200/s, keys: uniform of 100, call: {to: cache, timeout: 2 s, retry: {times: 1}}}
          cache: {time: 0 ms, store: {entries: 80, ttl: 5 s, evict: lru}, miss: {to: database}}
          database:
            slots: 20
            queue: 60
            time: exponential 5 ms
            slowing: {shape: power, by: 3, power: 2}
            abandoned: served
        faults: [{name: spike, key: d, set: {database.time: 100 ms}, says: The database is slow.}]
        """, seed: seed)
      #expect(goodput(&bench, 5, 10) > 0.98)
      try bench.inject("spike")
      bench.go(to: 15)
      try bench.heal("spike")
      #expect(goodput(&bench, 40, 60) > 0.98)
      // At most 80 of 100 keys are there, and each for 5 s.
      let hits = bench.figure("cache.hits"), misses = bench.figure("cache.misses")
      #expect(hits / (hits + misses) > 0.5 && hits / (hits + misses) < 0.8 && bench.broken == [])
    }
  }

  @Test func `a flushed cache asks a slow database for each of 50 keys many times, and answers few`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var bench = try Bench(
        """
        system: flush
        nodes:
          clients:
            arrivals: 300/s
            course: {0 s: 0 %, 8 s: 100 %}
            keys: uniform of 50
            call: {to: cache, timeout: 2 s, retry: {times: 2}}
          cache: {time: 0 ms, store: {entries: 200, ttl: 30 s}, miss: {to: database}}
          database:
            slots: 30
            queue: none
            time: exponential 500 ms
            slowing: {shape: power, by: 5, power: 3}
            abandoned: served
        actions: [{name: flush, key: c, do: cache.store.clear, says: The cache is empty.}]
        """, seed: seed)
      bench.go(to: 10)
      try bench.inject("flush")
      let misses = bench.figure("cache.misses")
      #expect(goodput(&bench, 10, 14) < 0.9 && bench.figure("cache.misses") - misses > 200)
      #expect(bench.broken == [])
    }
  }

  @Test func `at full utilization waits exceed the timeout now and then`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var bench = try Bench(
        """
        system: timeout-cascade
        nodes:
          clients: {arrivals: 100/s, call: {to: server, timeout: 1 s}}
          server: {slots: 10, queue: none, time: exponential 100 ms, abandoned: served}
        """, seed: seed)
      bench.go(to: 300)
      let share = bench.figure("clients.good") / bench.figure("clients.offered")
      #expect(share > 0.05 && share < 0.99 && bench.broken == [])
    }
  }

  @Test func `a server that refuses at once draws nearly everything from least connections`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var bench = try Bench(
        """
        system: sinkhole
        nodes:
          clients:
            arrivals: 150/s
            call:
              to: servers
              pick: least connections
              timeout: 2 s
              retry: {times: 10, budget: 100 % of successes}
          servers: {replicas: 3, slots: 20, queue: none, time: exponential 50 ms, abandoned: served}
        faults: [{name: crash, key: d, set: {servers.1.state: crashed}, says: Server 1 refuses at once.}]
        """, seed: seed)
      #expect(goodput(&bench, 2, 8) > 0.98)
      try bench.inject("crash")
      let during = goodput(&bench, 10, 18)
      #expect(during < 0.75)
      try bench.heal("crash")
      #expect(goodput(&bench, 20, 60) > 0.98 && bench.broken == [])
    }
  }

  @Test func `a spike of 8 s leaves a queue of stale work for much longer`() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var bench = try Bench(
        """
        system: stale-queue
        nodes:
          clients: {arrivals: 90/s, call: {to: server, timeout: 1 s}}
          server: {slots: 10, queue: none, time: exponential 100 ms, abandoned: served}
        faults: [{name: spike, key: d, set: {server.time: 300 ms}, says: Everything takes three times as long.}]
        """, seed: seed)
      #expect(goodput(&bench, 2, 8) > 0.8)
      try bench.inject("spike")
      bench.go(to: 16)
      try bench.heal("spike")
      #expect(goodput(&bench, 18, 40) < 0.1)
      // The server is as busy as ever.
      #expect(bench.figure("server.wasted") > 1500 && bench.broken == [])
    }
  }
}
