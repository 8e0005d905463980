import Engine
import LabKit
import Patterns

extension SystemVerifications {
  /// The same capacity in three ways, and choices among a hundred servers.
  static let balancing: [Verification] = {
    let row = Verification.Source("Mitzenmacher 2001", family: "balancing")
    @Sendable func servers(_ count: Int, _ load: Double, _ pick: String) -> String {
      """
        callers: {arrivals: \(Double(count) * load)/s, call: {to: servers, pick: \(pick)}}
        servers: {replicas: \(count), slots: 1, queue: 1000, time: exponential 1 s, abandoned: served}
      """
    }
    let split = Verification.Source("Kleinrock 1975", family: "balancing")
    return [
      split("Load 0.8, two servers by chance: mean time, in service times", 5, .relative(0.04)) {
        mean(servers(2, 0.8, "random"), to: 20_000, time(in: 1000))
      },
      split("Load 0.8, two slots and one queue", 2.777778, .relative(0.03)) {
        mean(
          """
            callers: {arrivals: 1.6/s, call: {to: server}}
            server: {slots: 2, queue: 1000, time: exponential 1 s, abandoned: served}
          """, to: 20_000, time(in: 1000))
      },
      split("Load 0.8, one server of twice the speed", 2.5, .relative(0.03)) {
        mean(
          """
            callers: {arrivals: 1.6/s, call: {to: server}}
            server: {slots: 1, queue: 1000, time: exponential 500 ms, abandoned: served}
          """, to: 20_000, time(in: 1000))
      },
      row("100 servers, load 0.5, the better of two: mean time, in service times", 1.26569, .relative(0.02)) {
        mean(servers(100, 0.5, "best of two"), seeds: 8, to: 1000, time(in: 1000))
      },
      Verification(
        "balancing", source: "ours", "100 servers, load 0.9, the better of two different ones (exact chain)",
        expected: 2.645, .relative(0.03)
      ) { mean(servers(100, 0.9, "best of two"), seeds: 8, to: 2000, time(in: 1000)) },
      Verification(
        "balancing", source: "nginx, ngx_http_upstream_round_robin.c", "smooth weights 5, 1, 1: the first seven turns",
        expected: 1_121_311
      ) { weightedTurns() },
    ]
  }()

  /// Which server has one more after each of seven calls, counted from 1.
  private static func weightedTurns() -> Double {
    let nodes = """
        callers: {arrivals: constant 1/s, call: {to: servers, pick: weighted, weights: [5, 1, 1]}}
        servers: {replicas: 3, time: 1 h}
      """
    var run = Run(Plan(blueprint(nodes)), seed: 1)
    var before = [0, 0, 0], turns: [Int] = []
    for second in 1...7 {
      run.advance(until: .start + .seconds(Double(second) + 0.5), limit: .max)
      let now = View(run).lab.replicas.map(\.busy)
      turns.append(1 + (now.indices.first { now[$0] > before[$0] } ?? 8))
      before = now
    }
    return Verification.digits(turns)
  }

  /// Calls that are made at once, and what a second try is good for where some are slow.
  static let fanOut: [Verification] = {
    @Sendable func calls(_ count: Int, _ extra: String = "") -> String {
      "[" + Array(repeating: "{to: leaf\(extra)}", count: count).joined(separator: ", ") + "]"
    }
    @Sendable func slow(_ hedge: String) -> String {
      """
        callers: {arrivals: 100/s, call: {to: root, timeout: 60 ms}}
        root: {time: 0 ms, steps: [{all: \(calls(20, hedge))}]}
        leaf: {time: 10 ms, steps: [{choose: [{to: quick, share: 99 %}, {to: slow, share: 1 %}]}]}
        quick: {time: 0 ms}
        slow: {time: 1 s}
      """
    }
    let arithmetic = Verification.Source("Dean and Barroso 2013; arithmetic", family: "fan-out")
    return [
      Verification(
        "fan-out", source: "arithmetic, H_10", "the slowest of 10 exponential times: mean", expected: 2.9290,
        .relative(0.01)
      ) {
        mean(
          """
            callers: {arrivals: 20/s, call: {to: root}}
            root: {time: 0 ms, steps: [{all: \(calls(10))}]}
            leaf: {time: exponential 100 ms}
          """, seeds: 5, to: 1000, time(in: 100))
      },
      Verification(
        "fan-out", source: "arithmetic, 1/10", "the fastest of 10 exponential times: mean", expected: 0.1,
        .relative(0.02)
      ) {
        mean(
          """
            callers: {arrivals: 20/s, call: {to: root}}
            root: {time: 0 ms, steps: [{first: 1, of: \(calls(10))}]}
            leaf: {time: exponential 100 ms}
          """, seeds: 5, to: 1000, time(in: 100))
      },
      arithmetic("20 calls of which 1 % are slow: at least one is, 1 - 0.99^20", 0.182093, .relative(0.03)) {
        mean(slow(""), seeds: 2, to: 500, share(.failed, of: .offered))
      },
      arithmetic("the same with one hedge each: 1 - (1 - 0.01^2)^20", 0.0019982, .absolute(0.0006)) {
        mean(slow(", hedge: 20 ms"), seeds: 2, to: 500, share(.failed, of: .offered))
      },
      arithmetic("requests that one hedge adds", 0.01, .relative(0.05)) {
        mean(slow(", hedge: 20 ms"), seeds: 2, to: 500) { end, _ in
          let calls = 1..<21
          return Double(calls.reduce(0) { $0 + end.total(.of(.hedges, at: $1)) })
            / Double(calls.reduce(0) { $0 + end.total(.of(.attempts, at: $1)) })
        }
      },
    ]
  }()

  /// How much of what is asked for is there.
  static let caches: [Verification] = {
    @Sendable func cache(_ store: String, rate: Int) -> String {
      """
        callers: {arrivals: \(rate)/s, keys: zipf 1.0 of 10000, call: {to: cache}}
        cache: {time: 0 ms, store: {\(store)}, miss: {to: origin}}
        origin: {time: 0 ms}
      """
    }
    let row = Verification.Source("Che, Tung and Wang 2002", family: "caches")
    @Sendable func hits(_ store: String, rate: Int, from: Double) -> Double {
      mean(cache(store, rate: rate), seeds: 2, from: from, to: from + 60) { end, begin in
        let hits = end.total(.of(.hits, at: 0)) - begin.total(.of(.hits, at: 0))
        return Double(hits) / Double(hits + end.total(.of(.misses, at: 0)) - begin.total(.of(.misses, at: 0)))
      }
    }
    return [
      row("LRU, 1,000 of 10,000 keys, Zipf 1.0: hits", 0.6756, .absolute(0.01)) {
        hits("entries: 1000, evict: lru", rate: 2000, from: 30)
      },
      row("LRU, 100 of 10,000 keys, Zipf 1.0: hits", 0.3905, .absolute(0.01)) {
        hits("entries: 100, evict: lru", rate: 2000, from: 30)
      },
      Verification(
        "caches", source: "arithmetic", "time to live 10 s, Zipf 1.0, 1,000/s: hits", expected: 0.757, .absolute(0.005)
      ) { hits("entries: 10000, ttl: 10 s", rate: 1000, from: 30) },
      Verification(
        "caches", source: "arithmetic", "the same from the start, where the file says that it is warm", expected: 0.757,
        .absolute(0.01)
      ) { hits("entries: 10000, ttl: 10 s, warm: true", rate: 1000, from: 0) },
    ]
  }()

  /// What retries come to.
  static let retries: [Verification] = [
    Verification(
      "retries", source: "arithmetic, (1 - p^m) / (1 - p)", "half of all fails, 3 attempts: attempts a request",
      expected: 1.75, .relative(0.01)
    ) {
      mean(
        """
          callers: {arrivals: 100/s, call: {to: server, retry: {times: 2}}}
          server: {time: 1 ms, errors: 50 %}
        """, seeds: 5, to: 200, share(.attempts, of: .offered))
    },
    Verification(
      "retries", source: "SRE book, chapter 22", "4 attempts at each of 3 layers: calls of the last a request",
      expected: 64,
      .relative(0.001)
    ) {
      mean(
        """
          callers: {arrivals: constant 1/s, call: {to: one, retry: {times: 3}}}
          one: {time: 1 ms, call: {to: two, retry: {times: 3}}}
          two: {time: 1 ms, call: {to: three, retry: {times: 3}}}
          three: {time: 1 ms, errors: 100 %}
        """, seeds: 1, to: 100.9
      ) { end, _ in Double(end.total(.of(.attempts, at: 2))) / Double(end.total(.of(.offered, at: 0))) }
    },
    Verification(
      "retries", source: "ours", "all fails, a tenth of a success pays for a retry: retries in all", expected: 10
    ) {
      mean(
        """
          callers: {arrivals: 100/s, call: {to: server, retry: {times: 3, budget: 10 % of successes}}}
          server: {time: 1 ms, errors: 100 %}
        """, seeds: 1, to: 60
      ) { end, _ in Double(end.total(.of(.retries, at: 0))) }
    },
  ]

  /// How much is answered when parts fail by chance.
  static let availability: [Verification] = {
    let row = Verification.Source("arithmetic", family: "availability")
    @Sendable func beside(_ needed: Int, of count: Int) -> String {
      let calls = Array(repeating: "{to: part}", count: count).joined(separator: ", ")
      return """
          callers: {arrivals: 1000/s, call: {to: root}}
          root: {time: 0 ms, steps: [{first: \(needed), of: [\(calls)]}]}
          part: {time: 1 ms, errors: 1 %}
        """
    }
    @Sendable func failed(_ nodes: String) -> Double { mean(nodes, seeds: 5, to: 200, share(.failed, of: .offered)) }
    return [
      row("20 parts of 0.999 one after the other: failed, 1 - 0.999^20", 0.0198111, .relative(0.03)) {
        let parts = (1...20).map { number in
          "  part\(number): {time: 0 ms, errors: 0.1 %\(number < 20 ? ", call: {to: part\(number + 1)}" : "")}\n"
        }
        return failed("  callers: {arrivals: 500/s, call: {to: part1}}\n\(parts.joined())")
      },
      row("two parts of 0.99 beside each other: failed", 0.0001, .absolute(0.00004)) { failed(beside(1, of: 2)) },
      row("two of three parts of 0.99: failed", 0.000298, .absolute(0.00006)) { failed(beside(2, of: 3)) },
    ]
  }()

  /// Where keys go, and how many replicas there should be.
  static let placement: [Verification] = {
    let karger = Verification.Source("Karger et al. 1997; arithmetic", family: "placement")
    let kubernetes = Verification.Source("kubernetes/kubernetes, pkg/controller/podautoscaler", family: "scaling")
    @Sendable func moved(_ owner: (UInt64, Int) -> Int) -> Double {
      Double((0..<100_000 as Range<UInt64>).count { owner($0, 9) != owner($0, 10) }) / 100_000
    }
    @Sendable func replicas(_ current: Int, _ metric: Double, _ target: Double) -> Double {
      var scaler = ReplicaAutoscaler(target: target, range: 1...100)
      return Double(scaler.replicas(current: current, metric: metric, at: .zero))
    }
    return [
      karger("ring, 10 nodes of 100 points: relative deviation of a share, mean of 50 rings", 0.0948, .relative(0.1)) {
        let deviations = (0..<50).map { ring in deviation(ofRing: ring) }
        return deviations.reduce(0, +) / 50
      },
      karger("ring, from 9 to 10 nodes of 100 points: keys that move", 0.1, .absolute(0.02)) {
        let rings = [9, 10].map { HashRing(nodes: $0, pointsPerNode: 100) }
        return moved { rings[$1 - 9].node(of: $0)! }
      },
      karger("modulo, from 9 to 10 nodes: keys that move", 0.9, .absolute(0.005)) {
        moved { Int(HashRing.hash($0) % UInt64($1)) }
      },
      kubernetes("4 at 90 against 75", 5) { replicas(4, 90, 75) },
      kubernetes("3 at 105 against 100", 3) { replicas(3, 105, 100) },
      kubernetes("from 1 towards 100: the last of seven looks", 100) {
        var scaler = ReplicaAutoscaler(target: 1, range: 1...100), current = 1
        for step in 1...6 { current = scaler.replicas(current: current, metric: 1000, at: .seconds(15 * step)) }
        return Double(current)
      },
      Verification(
        "scaling", source: "arithmetic, ceil(4 x 0.9 / 0.62)",
        "a station of 4 at 90 %, aimed at 62 %: replicas after a look",
        expected: 6
      ) { scaled() },
    ]
  }()

  /// How unevenly ten nodes share 20,000 keys.
  private static func deviation(ofRing number: Int) -> Double {
    // Other nodes of a larger ring make another ring of ten.
    let ring = HashRing(nodes: 10 * number + 10, pointsPerNode: 100), first = 10 * number
    var counts = [Double](repeating: 0, count: 10)
    for key in 0..<20_000 as Range<UInt64> { counts[ring.node(of: key) { $0 >= first }! - first] += 1 }
    return (counts.reduce(0) { $0 + ($1 / 2000 - 1) * ($1 / 2000 - 1) } / 10).squareRoot()
  }

  /// A station that begins with four replicas of ten and is looked at once.
  private static func scaled() -> Double {
    let text = """
      system: row
      nodes:
        callers: {arrivals: constant 360/s, call: {to: servers, pick: least connections}}
        servers: {replicas: 10, slots: 10, queue: 100, time: 100 ms, abandoned: served}
      scale: [{station: servers, target: 62 %, from: 4, every: 15 s}]
      """
    var run = Run(Plan(try! SystemForm(text: text, file: "row", reservedKeys: []).blueprint), seed: 1)
    run.advance(until: .start + .seconds(16), limit: .max)
    return Double(View(run).lab.stations[0].present)
  }
}
