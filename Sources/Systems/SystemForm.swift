import Diagnostics
import Documents
import LabKit

/// Reads the file of a system, and complains in one line with the place, what was found and what was expected.
struct SystemForm {
  let document: Document
  /// The keys that a lab cannot have.
  let reservedKeys: Set<Character>
  var blueprint = Blueprint()
  /// The names of the nodes, and what the file says of each.
  private(set) var names: [String] = [], fields: [[String: Node]] = []

  static let keys = ["system", "title", "about", "nodes", "knobs", "faults", "promises"]
  private static let ofSource = ["arrivals", "call"]
  private static let ofStation = ["replicas", "slots", "queue", "time", "abandoned", "call"]

  init(text: String, file: String, reservedKeys: Set<Character>) throws(BadInput) {
    document = try Document(text, file: file, kind: "a system", keys: ["system", "nodes"])
    self.reservedKeys = reservedKeys
    let said = try self.fields(
      document.root, SystemForm.keys, of: "a system", needed: [("system", "retry-storm"), ("nodes", "...")])
    blueprint.name = try self.name(said["system"]!, upTo: 40)
    blueprint.title = try self.text(said["title"], upTo: 60) ?? blueprint.name
    blueprint.about = try self.text(said["about"], upTo: 300) ?? "A system from \(file.printable)."
    try readNodes(said["nodes"]!)
    for entry in try entries(said["knobs"]) { try readKnob(entry) }
    for entry in try entries(said["faults"]) { try readFault(entry) }
    for entry in try entries(said["promises"]) { try readPromise(entry) }
    addArrivalKnobs()
    try checkAmounts(said["nodes"]!)
  }

  /// What a mapping says, by its keys.
  func fields(
    _ node: Node, _ keys: [String], of what: String, needed: [(key: String, example: String)] = []
  ) throws(BadInput) -> [String: Node] {
    var found: [String: Node] = [:]
    for (key, value) in try document.pairs(of: node, expecting: "\(what): \(keys.joined(separator: ", "))") {
      found[try document.key(key, among: keys)] = value
    }
    for (key, example) in needed where found[key] == nil {
      throw BadInput("\(document.place(node)): found no '\(key)', expected one, such as '\(key): \(example)'")
    }
    return found
  }

  /// The elements of a list of knobs, faults or promises; none where the file says nothing.
  private func entries(_ node: Node?) throws(BadInput) -> [Node] {
    guard let node else { return [] }
    let list = try document.list(node, expecting: "a list")
    guard list.count <= 30 else { throw document.error(node, expecting: "at most 30 entries") }
    return list
  }

  func text(_ node: Node?, upTo length: Int) throws(BadInput) -> String? {
    guard let node else { return nil }
    return try document.word(node, expecting: "a text").printable(upTo: length)
  }

  /// A name that can be written on the command line and that finds room on the screen.
  func name(_ node: Node, upTo length: Int = 16) throws(BadInput) -> String {
    let expected = "a name that begins with a letter, of at most \(length) small letters, digits and hyphens"
    let name = try document.word(node, expecting: expected)
    let isPlain = name.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
    }
    guard isPlain, name.utf8.count <= length, (0x61...0x7A).contains(name.utf8.first!) else {
      throw document.error(node, expecting: expected)
    }
    return name
  }

  private mutating func readNodes(_ node: Node) throws(BadInput) {
    let pairs = try document.pairs(of: node, expecting: "nodes by their names")
    guard pairs.count <= Blueprint.mostNodes else {
      throw BadInput("\(document.place(node)): found \(pairs.count) nodes, expected at most \(Blueprint.mostNodes)")
    }
    for (key, value) in pairs {
      names.append(try name(key))
      let isSource = try document.pairs(of: value, expecting: "what the node is").contains {
        $0.key.text == "arrivals"
      }
      let what = isSource ? "a source" : "a station"
      fields.append(
        try self.fields(
          value, isSource ? SystemForm.ofSource : SystemForm.ofStation, of: what,
          needed: isSource ? [("call", "{to: servers}")] : [("time", "100 ms"), ("abandoned", "served")]))
    }
    for (index, pair) in pairs.enumerated() {
      if fields[index]["arrivals"] != nil {
        try readSource(index)
      } else {
        try readStation(index, pair.value)
      }
    }
    for index in names.indices { try readCall(index) }
    guard !blueprint.sources.isEmpty else {
      throw BadInput(
        "\(document.place(node)): found no source, expected a node with 'arrivals', such as 'arrivals: 70/s'")
    }
    try refuseCycles(node)
  }

  /// Adds a setting, and gives its position; where the file says nothing it has its usual value.
  mutating func setting(_ path: String, _ quantity: Quantity, _ node: Node?, usual: Double) throws(BadInput) -> Int {
    let value = try node.map { node throws(BadInput) in try self.value(node, quantity) } ?? usual
    return add(path, quantity, value)
  }

  private mutating func add(_ path: String, _ quantity: Quantity, _ value: Double) -> Int {
    blueprint.settings.append(Blueprint.Setting(path: path, quantity: quantity, value: value))
    return blueprint.settings.count - 1
  }

  /// The value that a node says.
  func value(_ node: Node, _ quantity: Quantity) throws(BadInput) -> Double {
    let text = try document.word(node, expecting: quantity.expected)
    if let value = quantity.value(text) { return value }
    if case .word(let words) = quantity {
      throw BadInput(
        "\(document.place(node)): found '\(text.printable(upTo: 40))', expected \(quantity.expected)",
        nearestTo: text, among: words)
    }
    throw document.error(node, expecting: quantity.expected)
  }

  private mutating func readSource(_ index: Int) throws(BadInput) {
    let path = "\(names[index]).arrivals"
    let arrivals = try setting(path, .rate, fields[index]["arrivals"], usual: 0)
    blueprint.nodes.append(.init(name: names[index], kind: .source(blueprint.sources.count)))
    blueprint.sources.append(.init(name: names[index], node: index, arrivals: arrivals, call: 0))
  }

  private mutating func readStation(_ index: Int, _ node: Node) throws(BadInput) {
    let name = names[index], said = fields[index], station = blueprint.stations.count
    let count = try said["replicas"].map { node throws(BadInput) in try value(node, .whole(1...50)) } ?? 1
    let first = blueprint.replicas.count
    guard first + Int(count) <= Blueprint.mostReplicas else {
      throw document.error(said["replicas"] ?? node, expecting: "at most \(Blueprint.mostReplicas) replicas in all")
    }
    let slots = try setting("\(name).slots", .whole(1...1000), said["slots"], usual: 1)
    let queue = try setting("\(name).queue", .whole(0...100_000), said["queue"], usual: 1000)
    let (mean, isExponential) = try time(said["time"]!)
    let time = add("\(name).time", .time, mean)
    let abandoned = try setting("\(name).abandoned", .word(["served", "dropped"]), said["abandoned"], usual: 0)
    for number in 1...Int(count) {
      let path = count > 1 ? "\(name).\(number)" : name
      let state = try setting("\(path).state", .word(["up", "stalled"]), nil, usual: 0)
      blueprint.replicas.append(.init(name: path, station: station, state: state))
    }
    blueprint.nodes.append(.init(name: name, kind: .station(station)))
    blueprint.stations.append(
      .init(
        name: name, node: index, slots: slots, queue: queue, time: time, abandoned: abandoned,
        isExponential: isExponential, replicas: first..<blueprint.replicas.count, call: nil))
  }

  /// `100 ms` or `exponential 100 ms`.
  private func time(_ node: Node) throws(BadInput) -> (mean: Double, isExponential: Bool) {
    let expected = "a time such as 100 ms or exponential 100 ms"
    let text = try document.word(node, expecting: expected), shape = "exponential "
    let isExponential = text.hasPrefix(shape)
    guard let mean = Quantity.time.value(isExponential ? String(text.dropFirst(shape.count)) : text) else {
      throw document.error(node, expecting: expected)
    }
    return (mean, isExponential)
  }

  private mutating func readCall(_ index: Int) throws(BadInput) {
    guard let node = fields[index]["call"] else { return }
    let name = names[index], path = "\(name).call"
    let said = try fields(node, ["to", "pick", "timeout", "retry"], of: "a call", needed: [("to", "servers")])
    let stations = blueprint.stations.map(\.name), to = said["to"]!
    let target = try document.word(to, expecting: "the name of a station")
    guard let station = stations.firstIndex(of: target) else {
      throw BadInput(
        "\(document.place(to)): there is no station '\(target.printable(upTo: 40))'", nearestTo: target,
        among: stations)
    }
    let retry = try said["retry"].map { node throws(BadInput) in
      try fields(node, ["times", "wait", "budget"], of: "retries", needed: [("times", "3")])
    }
    let pick = try setting("\(path).pick", .word(["round robin", "random"]), said["pick"], usual: 0)
    let timeout = try setting("\(path).timeout", .patience, said["timeout"], usual: .infinity)
    let times = try setting("\(path).retry.times", .whole(0...10), retry?["times"], usual: 0)
    let wait = try setting("\(path).retry.wait", .time, retry?["wait"], usual: 0)
    let budget = try setting("\(path).retry.budget", .budget, retry?["budget"], usual: .infinity)
    let call = blueprint.calls.count
    var source: Int?
    switch blueprint.nodes[index].kind {
    case .source(let position):
      source = position
      blueprint.sources[position].call = call
    case .station(let position): blueprint.stations[position].call = call
    }
    blueprint.calls.append(
      .init(
        caller: name, target: station, source: source, pick: pick, timeout: timeout, times: times, wait: wait,
        budget: budget))
  }
}
