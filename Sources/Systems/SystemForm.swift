import Diagnostics
import Documents
import LabKit

/// Reads the file of a system, and complains in one line with the place, what was found and what was expected.
struct SystemForm {
  let document: Document
  /// The keys that a lab cannot have.
  let reservedKeys: Set<Character>
  var blueprint = Blueprint()
  /// What is probably not meant, each with its place.
  var warnings: [String] = []
  /// The names of the nodes, what the file says of each, and where.
  private(set) var names: [String] = [], fields: [[String: Node]] = []

  static let keys = [
    "system", "title", "about", "seed", "nodes", "zones", "scale", "knobs", "faults", "actions", "promises", "story",
  ]

  init(text: String, file: String, reservedKeys: Set<Character>) throws(BadInput) {
    document = try Document(text, file: file, kind: "a system", keys: ["system", "nodes"])
    self.reservedKeys = reservedKeys
    let said = try self.fields(
      document.root, SystemForm.keys, of: "a system", needed: [("system", "retry-storm"), ("nodes", "...")])
    blueprint.name = try self.name(said["system"]!, upTo: 40)
    blueprint.title = try self.text(said["title"], upTo: 60) ?? blueprint.name
    blueprint.about = try self.text(said["about"], upTo: 300) ?? "A system from \(file.printable)."
    if let node = said["seed"] {
      guard let seed = UInt64(node.text ?? "") else { throw document.error(node, expecting: "a whole number") }
      blueprint.seed = seed
    }
    try readNodes(said["nodes"]!)
    if let zones = said["zones"] { try readZones(zones) }
    for entry in try entries(said["scale"]) { try readScaler(entry) }
    for entry in try entries(said["knobs"]) { try readKnob(entry) }
    for entry in try entries(said["faults"]) { try readFault(entry) }
    for entry in try entries(said["actions"]) { try readDeed(entry) }
    for entry in try entries(said["promises"]) { try readPromise(entry) }
    addSourceKnobs()
    try checkAmounts(said["nodes"]!)
    if let story = said["story"] { try readTale(story) }
    warn(said["nodes"]!)
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
  func entries(_ node: Node?) throws(BadInput) -> [Node] {
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
      fields.append(try nodeFields(value))
    }
    for (index, pair) in pairs.enumerated() {
      if isSource(index) { try readSource(index, pair.value) } else { try readStation(index, pair.value) }
    }
    for index in names.indices { try readCalls(index) }
    guard !blueprint.sources.isEmpty else {
      throw BadInput(
        "\(document.place(node)): found no source, expected a node with 'arrivals', such as 'arrivals: 70/s'")
    }
    try linkStores()
    try linkTopics()
    try refuseCycles(node)
  }

  /// Whether a node is where requests come from.
  func isSource(_ index: Int) -> Bool { SystemForm.beginnings.contains { fields[index][$0] != nil } }

  private static let beginnings = ["arrivals", "users", "burst"]

  private func nodeFields(_ value: Node) throws(BadInput) -> [String: Node] {
    let isSource = try document.pairs(of: value, expecting: "what the node is").contains {
      SystemForm.beginnings.contains($0.key.text ?? "")
    }
    let said = try fields(
      value, isSource ? SystemForm.ofSource : SystemForm.ofStation, of: isSource ? "a source" : "a station",
      needed: isSource ? [("call", "{to: servers}")] : [])
    guard isSource || said["time"] != nil || said["steps"] != nil || said["topic"] != nil else {
      throw BadInput("\(document.place(value)): found no 'time', expected one, such as 'time: 100 ms'")
    }
    return said
  }

  /// Adds a setting, and gives its position; where the file says nothing it has its usual value.
  mutating func setting(_ path: String, _ quantity: Quantity, _ node: Node?, usual: Double) throws(BadInput) -> Int {
    let value = try node.map { node throws(BadInput) in try self.value(node, quantity) } ?? usual
    return add(path, quantity, value)
  }

  mutating func add(_ path: String, _ quantity: Quantity, _ value: Double) -> Int {
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

  /// A plain number.
  func number(_ node: Node, _ range: ClosedRange<Double>) throws(BadInput) -> Double {
    let expected = "a number from \(Quantity.plain(range.lowerBound)) to \(Quantity.plain(range.upperBound))"
    let text = try document.word(node, expecting: expected)
    guard let value = Quantity.number(text, before: "", upTo: range.upperBound), range.contains(value) else {
      throw document.error(node, expecting: expected)
    }
    return value
  }

  /// `100 ms`, `exponential 100 ms` or `lognormal 100 ms cv 2`.
  func time(_ node: Node) throws(BadInput) -> (mean: Double, shape: Shape) {
    let expected = "a time such as 100 ms, exponential 100 ms or lognormal 100 ms cv 2"
    let text = try document.word(node, expecting: expected)
    var words = text.split(separator: " ").map(String.init)
    let kinds = Shape.Kind.allCases.map(\.rawValue)
    var kind = Shape.Kind.constant
    if let first = words.first, first.first?.isLetter == true {
      guard let found = Shape.Kind(rawValue: first) else {
        throw BadInput(
          "\(document.place(node)): found '\(text.printable(upTo: 40))', expected \(expected)", nearestTo: first,
          among: kinds)
      }
      kind = found
      words.removeFirst()
    }
    var variation: Double?
    if words.count > 2, words[words.count - 2] == "cv" {
      variation = Quantity.number(words[words.count - 1], before: "", upTo: 100)
      guard variation != nil else { throw document.error(node, expecting: expected) }
      words.removeLast(2)
    }
    guard let mean = Quantity.time(words.joined(separator: " ")), let shape = Shape(kind, variation: variation) else {
      throw document.error(node, expecting: expected)
    }
    return (mean, shape)
  }
}
