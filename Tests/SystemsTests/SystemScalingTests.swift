import Engine
import Grid
import LabKit
import Systems
import Testing

/// How many replicas there are, and what is shown of them.
@Suite("Scaling of systems") struct SystemScalingTests {
  @Test func `a number that is turned goes before what a controller wants, until it is turned back`() throws {
    var bench = try Bench(
      """
      system: scaled
      nodes:
        web: {arrivals: constant 100/s, call: {to: servers, pick: least connections}}
        servers: {replicas: 8, slots: 1, queue: 100, time: 10 ms, abandoned: served}
      scale: [{station: servers, target: 50 %, from: 2, every: 5 s}]
      knobs: [{set: servers.replicas, from: 1, to: 8}]
      """)
    bench.go(to: 61)
    #expect(bench.figure("servers.present") == 2, "as many as half of the slots of are taken")
    try bench.turn("servers.replicas", to: "6")
    bench.go(to: 62)
    #expect(bench.figure("servers.present") == 6)
    bench.go(to: 600)
    #expect(bench.figure("servers.present") == 6)
    try bench.turn("servers.replicas", to: "8")
    bench.go(to: 601)
    #expect(bench.figure("servers.present") == 2 && bench.broken == [])
  }

  @Test func `a replica that is added takes messages at once`() throws {
    var bench = try Bench(
      """
      system: consumers
      nodes:
        web: {burst: {count: 20, at: 1 s}, call: {to: jobs}}
        jobs: {topic: {}}
        workers: {replicas: 4, slots: 1, queue: 0, time: 1 h, abandoned: served, from: jobs}
      scale: [{station: workers, target: 50 %, from: 1, every: 15 s}]
      """)
    bench.go(to: 14.9)
    #expect(bench.figure("workers.1.busy") == 1 && bench.figure("jobs.lag") == 19)
    bench.go(to: 15.1)
    #expect(bench.figure("workers.2.busy") == 1 && bench.figure("jobs.lag") == 18)
  }

  @Test func `a box shows the replicas that there are, and what is down most`() throws {
    var bench = try Bench(
      """
      system: box
      nodes:
        web: {arrivals: constant 10/s, call: {to: servers}}
        servers: {replicas: 5, slots: 2, queue: 100, time: 10 ms, abandoned: served}
      knobs: [{set: servers.replicas, from: 1, to: 5}]
      faults:
        - {name: few, key: d, set: {servers.1.state: slow, servers.2.state: crashed, servers.3.state: crashed}, says: Three.}
        - {name: last, key: e, set: {servers.5.state: crashed}, says: The last one is gone.}
      """)
    func box() throws -> Topology.Node { try #require(bench.run.snapshot.map(selected: 0)).nodes[1] }
    try bench.inject("few")
    bench.go(to: 1)
    #expect(try box().lines[0].text == "2 crashed")
    try bench.heal("few")
    try bench.inject("last")
    bench.go(to: 2)
    #expect(try box().state == .broken && box().lines[0].text == "1 crashed")
    try bench.turn("servers.replicas", to: "3")
    bench.go(to: 3)
    #expect(try box().state == .healthy && box().replicas.count == 3 && box().lines[0].text.hasSuffix("/6 busy"))
  }
}
