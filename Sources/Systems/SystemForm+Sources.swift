import Diagnostics
import Documents
import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension SystemForm {
  static let ofSource = ["arrivals", "users", "think", "course", "burst", "classes", "keys", "call"]

  mutating func readSource(_ index: Int, _ node: Node) throws(BadInput) {
    let name = names[index], said = fields[index], position = blueprint.sources.count
    if let users = said["users"], said["arrivals"] != nil {
      throw document.error(users, expecting: "either arrivals or users")
    }
    var source = Blueprint.Source(
      name: name, node: index, arrivals: try said["users"] == nil ? arrivals(said["arrivals"], of: name) : nil,
      users: try said["users"].map { node throws(BadInput) in
        try setting("\(name).users", .whole(0...10_000), node, usual: 0)
      })
    if said["arrivals"]?.text?.hasPrefix("constant ") == true { source.spacing = .constant }
    if let think = said["think"] {
      guard source.users != nil else { throw document.error(think, expecting: "users, who think between requests") }
      let (mean, shape) = try time(think)
      source.think = (add("\(name).think", .time, mean), shape)
    } else if source.users != nil {
      source.think = (add("\(name).think", .time, 1000), Shape(.exponential, variation: nil)!)
    }
    if let node = said["course"] { source.course = try course(node, hasArrivals: source.arrivals != nil) }
    if let node = said["burst"] {
      let said = try fields(node, ["count", "at"], of: "a burst", needed: [("count", "100")])
      let at = try said["at"].map { node throws(BadInput) in try value(node, .time) / 1000 }
      source.burst = (Int(try value(said["count"]!, .whole(1...10_000))), at)
    }
    source.keys = try said["keys"].map { node throws(BadInput) in try keys(node) }
    if let node = said["classes"] { source.classes = try readClasses(node, of: name) }
    blueprint.nodes.append(.init(name: name, kind: .source(position)))
    blueprint.sources.append(source)
  }

  /// `70/s`, `constant 70/s`.
  private mutating func arrivals(_ node: Node?, of name: String) throws(BadInput) -> Int {
    let path = "\(name).arrivals"
    guard let node, let text = node.text, text.hasPrefix("constant ") else {
      return try setting(path, .rate, node, usual: 0)
    }
    guard let rate = Quantity.rate.value(String(text.dropFirst("constant ".count))) else {
      throw document.error(node, expecting: "a rate such as constant 70/s")
    }
    return add(path, .rate, rate)
  }

  /// `{0 s: 0 %, 8 s: 100 %}`, joined by lines; with `every` it begins again.
  private func course(_ node: Node, hasArrivals: Bool) throws(BadInput) -> Course {
    guard hasArrivals else { throw document.error(node, expecting: "arrivals, whose course it is") }
    var points: [(at: Double, part: Double)] = [], period: Double?
    for (key, value) in try document.pairs(of: node, expecting: "times and percentages, such as {0 s: 0 %, 8 s: 100 %}")
    {
      if key.text == "every" {
        period = try self.value(value, .time) / 1000
        guard period! >= 1 else { throw document.error(value, expecting: "at least 1 s") }
        continue
      }
      let at = try self.value(key, .time) / 1000
      guard points.last.map({ at > $0.at }) ?? true else { throw document.error(key, expecting: "a later time") }
      guard let percent = Quantity.number(value.text ?? "", before: "%", upTo: 1000) else {
        throw document.error(value, expecting: "a percentage up to 1000 %")
      }
      points.append((at, percent / 100))
    }
    guard !points.isEmpty, points.count <= 100 else { throw document.error(node, expecting: "1 to 100 times") }
    return Course(points: points, period: period)
  }

  /// `uniform of 100`, `zipf 1.0 of 1000`, `hot 90 % to 10 of 1000`.
  private func keys(_ node: Node) throws(BadInput) -> KeyUse {
    let expected = "keys such as uniform of 100, zipf 1.0 of 1000 or hot 90 % to 10 of 1000"
    let text = try document.word(node, expecting: expected)
    let parts = text.components(of: " of ")
    guard parts.count == 2, let count = Int(parts[1]), (1...Blueprint.mostKeys).contains(count) else {
      throw document.error(node, expecting: "\(expected), at most \(Blueprint.mostKeys)")
    }
    if parts[0] == "uniform" { return KeyUse(weights: Array(repeating: 1, count: count)) }
    if parts[0].hasPrefix("zipf "), let power = Quantity.number(String(parts[0].dropFirst(5)), before: "", upTo: 10) {
      return KeyUse(weights: (1...count).map { pow(Double($0), -power) })
    }
    let hot = parts[0].hasPrefix("hot ") ? String(parts[0].dropFirst(4)).components(of: " to ") : []
    if hot.count == 2, let share = Quantity.percentage(hot[0]), let few = Int(hot[1]), few > 0, few < count {
      return KeyUse(
        weights: (0..<count).map { $0 < few ? share / Double(few) : (1 - share) / Double(count - few) })
    }
    throw document.error(node, expecting: expected)
  }

  /// `{gold: {share: 20 %, priority: 0}, rest: {share: 80 %, priority: 1}}`.
  private mutating func readClasses(_ node: Node, of source: String) throws(BadInput) -> Range<Int> {
    let first = blueprint.classes.count
    var sum = 0.0
    for (key, value) in try document.pairs(of: node, expecting: "classes by their names") {
      let said = try fields(value, ["share", "priority"], of: "a class", needed: [("share", "20 %")])
      let priority = try said["priority"].map { node throws(BadInput) in try self.value(node, .whole(0...3)) } ?? 0
      sum += try self.value(said["share"]!, .share(orNone: false))
      blueprint.classes.append(
        .init(name: "\(source).\(try name(key))", priority: Int(priority), upTo: sum))
    }
    guard abs(sum - 1) < 1e-9, blueprint.classes.count <= first + 8 else {
      throw document.error(node, expecting: "up to 8 classes whose shares come to 100 %")
    }
    return first..<blueprint.classes.count
  }
}

extension String {
  /// The parts between a separator.
  func components(of separator: String) -> [String] { split(separator: separator).map(String.init) }
}
