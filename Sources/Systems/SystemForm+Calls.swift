import Diagnostics
import Documents
import LabKit

extension SystemForm {
  private static let ofCall = [
    "to", "pick", "timeout", "deadline", "retry", "hedge", "breaker", "limit", "pool", "fallback", "wire", "share",
    "weights", "points", "coalesce",
  ]

  /// The calls of a node: of a source one, of a station those of its steps.
  mutating func readCalls(_ index: Int) throws(BadInput) {
    let said = fields[index], name = names[index]
    let first = blueprint.calls.count
    switch blueprint.nodes[index].kind {
    case .source(let position):
      blueprint.sources[position].call = try readCall(said["call"]!, of: index, path: "\(name).call", name, position)
    case .station(let position):
      if let miss = said["miss"] {
        guard said["store"] != nil else { throw document.error(miss, expecting: "a store beside it") }
        let call = try readCall(miss, of: index, path: "\(name).miss", name, nil)
        blueprint.stations[position].steps.append(.look(call))
      }
      if let node = said["call"] {
        let label = said["miss"] == nil ? name : "\(name).call"
        let call = try readCall(node, of: index, path: "\(name).call", label, nil)
        blueprint.stations[position].steps.append(.calls(call..<call + 1, needed: 1))
      }
      if let steps = said["steps"] { try readSteps(steps, of: index, position) }
      blueprint.stations[position].calls = first..<blueprint.calls.count
    }
  }

  /// `[{work: 5 ms}, {call: {to: a}}, {all: [{to: a}, {to: b}]}, {first: 1, of: [...]}, {choose: [...]}]`.
  private mutating func readSteps(_ node: Node, of index: Int, _ station: Int) throws(BadInput) {
    if let call = fields[index]["call"] ?? fields[index]["miss"] {
      throw document.error(call, expecting: "it among the steps")
    }
    let kinds = ["work", "call", "all", "first", "of", "choose"]
    for (number, entry) in try entries(node).enumerated() {
      let said = try fields(entry, kinds, of: "a step")
      let kind = said.keys.filter { $0 != "of" }
      guard kind.count == 1, let key = kind.first, (said["of"] != nil) == (key == "first") else {
        throw document.error(entry, expecting: "one of work, call, all, first with of, or choose")
      }
      if key == "work" {
        let path = "\(names[index]).work-\(number + 1)"
        blueprint.stations[station].steps.append(try work(said["work"]!, path))
        continue
      }
      let first = blueprint.calls.count
      let list =
        try key == "call" ? [said["call"]!] : document.list(said["of"] ?? said[key]!, expecting: "a list of calls")
      guard (1...20).contains(list.count) else { throw document.error(entry, expecting: "1 to 20 calls") }
      for (position, call) in list.enumerated() {
        let path = names[index] + ".step-\(number + 1)" + (key == "call" ? "" : ".\(position + 1)")
        _ = try readCall(call, of: index, path: path, path, nil)
      }
      let range = first..<blueprint.calls.count
      switch key {
      case "choose":
        let sum = range.reduce(0) { $0 + blueprint.calls[$1].share }
        guard abs(sum - 1) < 1e-9 else { throw document.error(said[key]!, expecting: "shares that come to 100 %") }
        blueprint.stations[station].steps.append(.choose(range))
      case "first":
        let needed = Int(try value(said[key]!, .whole(1...range.count)))
        blueprint.stations[station].steps.append(.calls(range, needed: needed))
      default: blueprint.stations[station].steps.append(.calls(range, needed: range.count))
      }
    }
  }

  /// A call and its policies.
  private mutating func readCall(
    _ node: Node, of index: Int, path: String, _ label: String, _ source: Int?
  ) throws(BadInput) -> Int {
    let keys = SystemForm.ofCall.filter { $0 != "coalesce" || path.hasSuffix(".miss") }
    let said = try fields(node, keys, of: "a call", needed: [("to", "servers")])
    let target = try station(said["to"]!)
    guard blueprint.calls.count < 100 else { throw document.error(node, expecting: "at most 100 calls in all") }
    func part(_ key: String, _ keys: [String], _ needed: String, _ example: String) throws(BadInput) -> [String: Node]?
    {
      try said[key].map { node throws(BadInput) in try fields(node, keys, of: key, needed: [(needed, example)]) }
    }
    let retry = try part("retry", ["times", "wait", "growth", "most", "budget"], "times", "3")
    let breaker = try part("breaker", ["opens", "wait", "window"], "opens", "50 %")
    let limit = try part("limit", ["rate", "burst"], "rate", "100/s")
    let pool = try part("pool", ["size", "line"], "size", "20")
    let wire = try said["wire"].map { node throws(BadInput) in try fields(node, ["delay", "loss"], of: "a wire") }
    let replicas = blueprint.stations[target].replicas.count
    var weights: [Int] = []
    if let node = said["weights"] {
      weights = try document.list(node, expecting: "a list of weights").map { node throws(BadInput) in
        Int(try value(node, .whole(0...1000)))
      }
      guard weights.count == replicas, weights.contains(where: { $0 > 0 }) else {
        throw document.error(node, expecting: "a weight for each of the \(replicas) replicas, one above 0")
      }
    }
    let percent = Quantity.share(orNone: true)
    blueprint.calls.append(
      .init(
        name: label, caller: names[index], target: target, node: index, source: source,
        pick: try setting("\(path).pick", .word(Blueprint.picks), said["pick"], usual: 0),
        timeout: try setting("\(path).timeout", .patience, said["timeout"], usual: .infinity),
        deadline: try setting("\(path).deadline", .word(["own", "passed on"]), said["deadline"], usual: 0),
        times: try setting("\(path).retry.times", .whole(0...10), retry?["times"], usual: 0),
        wait: try setting("\(path).retry.wait", .time, retry?["wait"], usual: 0),
        growth: try setting("\(path).retry.growth", .word(Blueprint.growths), retry?["growth"], usual: 0),
        longest: try setting("\(path).retry.most", .patience, retry?["most"], usual: .infinity),
        budget: try setting("\(path).retry.budget", .budget, retry?["budget"], usual: .infinity),
        hedge: try setting("\(path).hedge", .patience, said["hedge"], usual: .infinity),
        breaker: try setting("\(path).breaker.opens", percent, breaker?["opens"], usual: .infinity),
        breakerWait: try setting("\(path).breaker.wait", .time, breaker?["wait"], usual: 5000),
        breakerWindow: try setting("\(path).breaker.window", .whole(1...1000), breaker?["window"], usual: 20),
        limit: try setting("\(path).limit.rate", .limit, limit?["rate"], usual: .infinity),
        burst: try setting("\(path).limit.burst", .whole(1...10_000), limit?["burst"], usual: 1),
        pool: try setting("\(path).pool.size", .most(1...10_000), pool?["size"], usual: .infinity),
        line: try setting("\(path).pool.line", .whole(0...100_000), pool?["line"], usual: 0),
        fallback: try setting("\(path).fallback", .word(["none", "empty"]), said["fallback"], usual: 0),
        delay: try setting("\(path).wire.delay", .time, wire?["delay"], usual: 0),
        loss: try setting("\(path).wire.loss", .share(orNone: false), wire?["loss"], usual: 0),
        wire: try setting("\(path).wire.state", .word(["up", "cut"]), nil, usual: 0),
        share: try said["share"].map { node throws(BadInput) in try value(node, .share(orNone: false)) } ?? 1,
        weights: weights.isEmpty ? Array(repeating: 1, count: replicas) : weights,
        points: try said["points"].map { node throws(BadInput) in Int(try value(node, .whole(1...1000))) } ?? 100,
        place: document.place(node)))
    return blueprint.calls.count - 1
  }
}
