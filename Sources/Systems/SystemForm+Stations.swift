import Diagnostics
import Documents
import LabKit
import Patterns

extension SystemForm {
  static let ofStation = [
    "replicas", "slots", "queue", "order", "time", "slowing", "errors", "abandoned", "store", "miss", "call", "steps",
    "topic", "from",
  ]

  mutating func readStation(_ index: Int, _ node: Node) throws(BadInput) {
    let name = names[index], said = fields[index], station = blueprint.stations.count
    let count = try said["replicas"].map { node throws(BadInput) in try value(node, .whole(1...100)) } ?? 1
    let first = blueprint.replicas.count
    guard first + Int(count) <= Blueprint.mostReplicas else {
      throw document.error(said["replicas"] ?? node, expecting: "at most \(Blueprint.mostReplicas) replicas in all")
    }
    let present = add("\(name).replicas", .whole(1...Int(count)), count)
    let slots = try setting("\(name).slots", .most(1...1000), said["slots"], usual: .infinity)
    if said["slots"] != nil, said["abandoned"] == nil {
      throw BadInput("\(document.place(node)): found no 'abandoned', expected one, such as 'abandoned: served'")
    }
    let queue = try setting("\(name).queue", .most(0...100_000), said["queue"], usual: 1000)
    let order = try setting("\(name).order", .word(["fifo", "lifo", "priority"]), said["order"], usual: 0)
    let errors = try setting("\(name).errors", .share(orNone: false), said["errors"], usual: 0)
    let abandoned = try setting("\(name).abandoned", .word(["served", "dropped"]), said["abandoned"], usual: 0)
    var made = Blueprint.Station(
      name: name, node: index, slots: slots, queue: queue, order: order, abandoned: abandoned, errors: errors,
      present: present, replicas: first..<first + Int(count))
    if let slowing = said["slowing"] { made.slowing = try self.slowing(slowing) }
    if let node = said["time"] { made.steps.append(try work(node, "\(name).time")) }
    if let store = said["store"] { made.store = try readStore(store, of: name, said["miss"]) }
    if let topic = said["topic"] { made.steps.append(.publish(try readTopic(topic, of: name, station))) }
    for number in 1...Int(count) {
      let path = count > 1 ? "\(name).\(number)" : name
      let state = try setting("\(path).state", .word(Blueprint.states), nil, usual: 0)
      blueprint.replicas.append(.init(name: path, station: station, state: state))
    }
    blueprint.nodes.append(.init(name: name, kind: .station(station)))
    blueprint.stations.append(made)
  }

  /// `{places: 1000, deliveries: 3}`.
  private mutating func readTopic(_ node: Node, of name: String, _ station: Int) throws(BadInput) -> Int {
    let said = try fields(node, ["places", "deliveries"], of: "a topic")
    blueprint.topics.append(
      .init(
        station: station,
        places: try setting("\(name).topic.places", .most(1...100_000), said["places"], usual: 10_000),
        deliveries: try setting("\(name).topic.deliveries", .whole(1...20), said["deliveries"], usual: 3)))
    return blueprint.topics.count - 1
  }

  /// Tells each topic who consumes it; one that nobody consumes only fills up.
  mutating func linkTopics() throws(BadInput) {
    for (index, station) in blueprint.stations.enumerated() {
      guard let node = fields[station.node]["from"] else { continue }
      let name = try document.word(node, expecting: "the name of a topic")
      let names = blueprint.topics.map { blueprint.stations[$0.station].name }
      guard let topic = names.firstIndex(of: name) else {
        throw BadInput(
          "\(document.place(node)): there is no topic '\(name.printable(upTo: 40))'", nearestTo: name, among: names)
      }
      blueprint.topics[topic].consumers.append(index)
    }
    for topic in blueprint.topics where topic.consumers.isEmpty {
      let station = blueprint.stations[topic.station]
      throw BadInput(
        "\(document.place(fields[station.node]["topic"]!)): nobody consumes \(station.name), "
          + "expected a station with 'from: \(station.name)'")
    }
  }

  mutating func work(_ node: Node, _ path: String) throws(BadInput) -> Blueprint.Step {
    let (mean, shape) = try time(node)
    return .work(time: add(path, .time, mean), shape: shape)
  }

  /// `{shape: linear, by: 4}`, `{shape: power, by: 4, power: 3}`, `{shape: exponential, by: 4}`.
  private func slowing(_ node: Node) throws(BadInput) -> Slowing {
    let said = try fields(
      node, ["shape", "by", "power"], of: "slowing", needed: [("shape", "linear"), ("by", "4")])
    let by = try number(said["by"]!, 0...20)
    switch try value(said["shape"]!, .word(["linear", "power", "exponential"])) {
    case 0: return .power(by: by, power: 1)
    case 1:
      return .power(by: by, power: try said["power"].map { node throws(BadInput) in try number(node, 0...10) } ?? 2)
    default: return .exponential(by: by)
    }
  }

  /// `{entries: 1000, ttl: 10 s, evict: lru, warm: true, jitter: 10 %}`.
  private mutating func readStore(_ node: Node, of name: String, _ miss: Node?) throws(BadInput) -> Blueprint.Store {
    let said = try fields(
      node, ["entries", "ttl", "evict", "warm", "jitter"], of: "a store", needed: [("entries", "1000")])
    guard let miss else {
      throw BadInput("\(document.place(node)): found no 'miss' beside it, expected one, such as 'miss: {to: database}'")
    }
    let coalesce = try document.pairs(of: miss, expecting: "the call for what is not there").first {
      $0.key.text == "coalesce"
    }
    let words = ["lru", "lfu", "fifo"]
    let evict = try said["evict"].map { node throws(BadInput) in try value(node, .word(words)) } ?? 0
    let warm = try said["warm"].map { node throws(BadInput) in try value(node, .word(["false", "true"])) } ?? 0
    let jitter = try said["jitter"].map { node throws(BadInput) in try value(node, .share(orNone: false)) } ?? 0
    return Blueprint.Store(
      entries: try setting("\(name).store.entries", .whole(1...Blueprint.mostKeys), said["entries"], usual: 1),
      ttl: try setting("\(name).store.ttl", .patience, said["ttl"], usual: .infinity),
      coalesce: try setting("\(name).miss.coalesce", .word(["none", "by key"]), coalesce?.value, usual: 0),
      eviction: KeyedCache.Eviction(rawValue: UInt8(evict))!, jitter: jitter, isWarm: warm == 1)
  }

  /// Tells each store how many keys there are: those of the sources whose requests come to it.
  mutating func linkStores() throws(BadInput) {
    for source in blueprint.sources.indices {
      var reached = Set<Int>(), next = [blueprint.calls[blueprint.sources[source].call].target]
      while let station = next.popLast() {
        guard reached.insert(station).inserted else { continue }
        next += blueprint.stations[station].calls.map { blueprint.calls[$0].target }
        next += blueprint.topics.filter { $0.station == station }.flatMap(\.consumers)
        guard blueprint.stations[station].store != nil else { continue }
        let keys = blueprint.sources[source].keys?.count ?? 1
        let most = blueprint.stations[station].store!.keys
        if keys > most {
          blueprint.stations[station].store!.keys = keys
          blueprint.stations[station].store!.use = source
        }
      }
    }
  }

  /// `{east: [servers.1, database]}`.
  mutating func readZones(_ node: Node) throws(BadInput) {
    for (key, value) in try document.pairs(of: node, expecting: "zones by their names") {
      let name = try name(key)
      guard !names.contains(name) else { throw document.error(key, expecting: "a name that no node has") }
      guard blueprint.zones.count < 10 else { throw document.error(node, expecting: "at most 10 zones") }
      var replicas: [Int] = []
      for entry in try entries(value) {
        let word = try document.word(entry, expecting: "a replica, such as \(blueprint.replicas[0].name)")
        let all = blueprint.replicas.map(\.name), stations = blueprint.stations.map(\.name)
        if let station = stations.firstIndex(of: word) {
          replicas += Array(blueprint.stations[station].replicas)
        } else if let replica = all.firstIndex(of: word) {
          replicas.append(replica)
        } else {
          throw BadInput(
            "\(document.place(entry)): there is no replica '\(word.printable(upTo: 40))'", nearestTo: word,
            among: all + stations)
        }
      }
      let state = try setting("\(name).state", .word(Blueprint.states), nil, usual: 0)
      blueprint.zones.append(.init(state: state, replicas: replicas))
    }
  }

  /// `{station: servers, target: 70 %, from: 2, every: 15 s}`.
  mutating func readScaler(_ node: Node) throws(BadInput) {
    let said = try fields(
      node, ["station", "target", "from", "every"], of: "what scales a station",
      needed: [("station", "servers"), ("target", "70 %")])
    let found = try station(said["station"]!)
    guard !blueprint.scalers.contains(where: { $0.station == found }) else {
      throw document.error(said["station"]!, expecting: "a station that nothing else scales")
    }
    guard blueprint.settings[blueprint.stations[found].slots].value.isFinite else {
      throw document.error(said["station"]!, expecting: "a station with slots")
    }
    let most = blueprint.stations[found].replicas.count
    let from = try said["from"].map { node throws(BadInput) in try value(node, .whole(1...most)) } ?? 1
    let every = try said["every"].map { node throws(BadInput) in try value(node, .time) / 1000 } ?? 15
    guard every >= 0.1 else { throw document.error(said["every"]!, expecting: "at least 100 ms") }
    let path = "\(blueprint.stations[found].name).target"
    let target = try setting(path, .share(orNone: false), said["target"], usual: 0)
    guard blueprint.settings[target].value >= 0.01 else {
      throw document.error(said["target"]!, expecting: "at least 1 %")
    }
    blueprint.scalers.append(.init(station: found, every: every, range: Int(from)...most, target: target))
  }

  /// The station that a node names.
  func station(_ node: Node) throws(BadInput) -> Int {
    let stations = blueprint.stations.map(\.name)
    let name = try document.word(node, expecting: "the name of a station")
    if let found = stations.firstIndex(of: name) { return found }
    throw BadInput(
      "\(document.place(node)): there is no station '\(name.printable(upTo: 40))'", nearestTo: name, among: stations)
  }
}
