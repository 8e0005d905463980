import Engine

/// A valid system by chance, and what is done in a run of it.
struct SystemVariety {
  let text: String
  let inputs: [String]

  init(seed: UInt64, mostNodes: Int = 20) {
    var random = Random(seed: seed)
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    func one(_ texts: [String]) -> String { texts[below(texts.count)] }
    let count = 1 + below(mostNodes - 5), sources = 1 + below(2)
    var replicas: [Int] = [], text = "system: variety\nnodes:\n"
    for _ in 0..<count { replicas.append(1 + below(3)) }
    /// A call to a later station, so that there is no cycle.
    func call(after station: Int, extra: String = "") -> String {
      let target = station + 1 + below(min(3, count - station - 1)), n = replicas[target]
      var parts = ["to: s\(target)"]
      parts.append(
        "pick: "
          + one([
            "round robin", "random", "weighted", "least connections", "least response time", "best of two", "hash",
            "ring",
          ]))
      if below(4) > 0 { parts.append("timeout: \(one(["50 ms", "200 ms", "1 s"]))") }
      if below(3) == 0 { parts.append("deadline: passed on") }
      if station < 2, below(2) == 0 {
        let growth = one(["constant", "exponential", "equal jitter", "full jitter", "decorrelated"])
        parts.append(
          "retry: {times: \(1 + below(2)), wait: \(one(["0 s", "10 ms", "100 ms"])), growth: \(growth), most: 1 s, "
            + "budget: \(one(["none", "10 % of successes"]))}")
      }
      if below(6) == 0 { parts.append("hedge: \(one(["10 ms", "60 ms"]))") }
      if below(5) == 0 { parts.append("breaker: {opens: 50 %, wait: 1 s, window: \(5 + below(20))}") }
      if below(6) == 0 { parts.append("limit: {rate: \(10 + below(100))/s, burst: \(1 + below(10))}") }
      if below(5) == 0 { parts.append("pool: {size: \(1 + below(10)), line: \(below(10))}") }
      if below(6) == 0 { parts.append("fallback: empty") }
      if below(5) == 0 { parts.append("wire: {delay: \(below(20)) ms, loss: \(below(20)) %}") }
      if below(5) == 0 { parts.append("weights: [\((0..<n).map { "\($0 + 1)" }.joined(separator: ", "))]") }
      return "{\(parts.joined(separator: ", "))\(extra)}"
    }
    for source in 0..<sources {
      let kind = one([
        "arrivals: \(5 + below(60))/s", "arrivals: constant \(5 + below(40))/s",
        "users: \(1 + below(30)), think: exponential 500 ms",
        "arrivals: \(5 + below(60))/s, course: {0 s: 20 %, 10 s: 150 %, 20 s: 50 %, every: 30 s}",
        "arrivals: 10/s, burst: {count: \(1 + below(200)), at: 5 s}",
      ])
      let classes =
        below(3) == 0 ? ", classes: {gold: {share: 30 %, priority: 0}, rest: {share: 70 %, priority: 1}}" : ""
      let keys = one([", keys: uniform of 50", ", keys: zipf 1.0 of 200", ", keys: hot 90 % to 5 of 100", ""])
      text += "  c\(source): {\(kind)\(classes)\(keys), call: \(call(after: -1))}\n"
    }
    for station in 0..<count {
      var parts = ["replicas: \(replicas[station])"]
      let shape = one([
        "", "exponential ", "uniform ", "erlang ", "normal ", "lognormal ", "hyperexponential ",
      ])
      let variation = [
        "uniform ": " cv 0.3", "erlang ": " cv 0.5", "normal ": " cv 0.2", "lognormal ": " cv 2",
        "hyperexponential ": " cv 2",
      ]
      parts.append("time: \(shape)\(below(40)) ms\(variation[shape] ?? "")")
      if below(4) > 0 {
        parts.append("slots: \(1 + below(6)), queue: \(below(60)), order: \(one(["fifo", "lifo", "priority"]))")
      }
      parts.append("abandoned: \(one(["served", "dropped"]))")
      if below(4) == 0 { parts.append("errors: \(below(30)) %") }
      if below(5) == 0 { parts.append("slowing: {shape: \(one(["linear", "power", "exponential"])), by: 2}") }
      if station + 1 < count {
        switch below(6) {
        case 0:
          let store =
            "store: {entries: \(1 + below(60)), ttl: \(one(["none", "1 s", "5 s"])), evict: \(one(["lru", "lfu", "fifo"])), warm: \(one(["true", "false"])), jitter: 10 %}"
          parts.append("\(store), miss: \(call(after: station, extra: ", coalesce: \(one(["none", "by key"]))"))")
        case 1: parts.append("call: \(call(after: station))")
        case 2:
          parts.append("steps: [{all: [\(call(after: station)), \(call(after: station))]}, {work: exponential 5 ms}]")
        case 3: parts.append("steps: [{first: 1, of: [\(call(after: station)), \(call(after: station))]}]")
        case 4:
          parts.append(
            "steps: [{choose: [\(call(after: station, extra: ", share: 30 %")), \(call(after: station, extra: ", share: 70 %"))]}]"
          )
        default: break
        }
      }
      text += "  s\(station): {\(parts.joined(separator: ", "))}\n"
    }
    if below(3) == 0 {
      text +=
        "  c9: {arrivals: 10/s, call: {to: t0}}\n  t0: {topic: {places: \(5 + below(50)), deliveries: \(1 + below(4))}}\n"
      text +=
        "  w0: {replicas: 2, slots: 2, queue: 0, time: exponential 50 ms, abandoned: served, errors: 20 %, from: t0}\n"
      if below(2) == 0 { text += "  w1: {time: exponential 20 ms, from: t0, call: {to: t0, timeout: 1 s}}\n" }
    }
    let place = { (station: Int, number: Int) in replicas[station] > 1 ? "s\(station).\(number)" : "s\(station)" }
    text += "zones: {east: [\(Set((0..<count).map { place($0, 1) }).sorted().joined(separator: ", "))]}\n"
    text += "knobs:\n  - {set: \(place(0, 1)).state, choices: [up, slow, stalled, crashed, silent]}\n"
    text += "  - {set: s0.abandoned, choices: [served, dropped]}\n"
    text += "  - {set: c0.call.wire.delay, from: 0 ms, to: 100 ms}\n"
    text += "faults:\n"
    for (number, state) in ["slow", "stalled", "crashed", "silent"].enumerated() {
      let station = below(count)
      text +=
        "  - {name: \(state), key: \(["d", "e", "f", "g"][number]), set: {\(place(station, 1 + below(replicas[station]))).state: \(state)}, says: It is \(state).}\n"
    }
    text += "  - {name: cut, key: i, set: {c0.call.wire.state: cut}, says: No message comes through.}\n"
    text += "  - {name: zone, key: o, set: {east.state: crashed}, says: The zone is gone.}\n"
    text +=
      "  - {name: lossy, key: u, set: {c0.call.wire.loss: 30 %, c0.call.wire.delay: 30 ms}, says: Messages are lost.}\n"
    text += "promises: [{says: It works, meter: c0.good, at least: 90 %, of: c0.offered, over: 10 s}]\n"
    self.text = text
    inputs = ["slow", "stalled", "crashed", "silent", "cut", "zone", "lossy"]
  }
}
