import Diagnostics
import Documents
import Grid
import LabKit

extension SystemForm {
  /// The setting that a node names by its path.
  private func setting(named node: Node) throws(BadInput) -> Int {
    let path = try document.word(node, expecting: "a setting, such as \(blueprint.settings[0].path)")
    if let found = blueprint.settings.firstIndex(where: { $0.path == path }) { return found }
    throw BadInput(
      "\(document.place(node)): there is no setting '\(path.printable(upTo: 60))'", nearestTo: path,
      among: blueprint.settings.map(\.path))
  }

  /// `{set: PATH, from: VALUE, to: VALUE, step: VALUE}` or `{set: PATH, choices: [VALUE, VALUE]}`.
  mutating func readKnob(_ node: Node) throws(BadInput) {
    let said = try fields(
      node, ["set", "from", "to", "step", "choices"], of: "a knob", needed: [("set", "clients.arrivals")])
    let position = try setting(named: said["set"]!), setting = blueprint.settings[position]
    guard !blueprint.knobs.contains(where: { $0.setting == position }) else {
      throw document.error(said["set"]!, expecting: "a setting without a knob so far")
    }
    if said["choices"] == nil, setting.quantity.hasRange {
      let example = [("from", "0"), ("to", "10")]
      _ = try fields(node, ["set", "from", "to", "step"], of: "a knob with a range", needed: example)
      let bounds = [said["from"]!, said["to"]!]
      let low = try value(bounds[0], setting.quantity), high = try value(bounds[1], setting.quantity)
      guard low < high, high < .infinity else { throw document.error(bounds[1], expecting: "more than from") }
      guard low > 0 || !setting.isFactor else { throw document.error(bounds[0], expecting: "more than 0") }
      guard !setting.isOfSource || low == 0 else {
        let zero = setting.quantity == .rate ? "0/s" : "0"
        throw document.error(bounds[0], expecting: "\(zero): a system drains when nothing comes any more")
      }
      let step = try said["step"].map { node throws(BadInput) in try value(node, setting.quantity) }
      let usual = setting.quantity.isWhole ? 1 : (high - low) / 20
      guard step.map({ $0 > 0 && $0 <= high - low }) ?? true else {
        throw document.error(said["step"]!, expecting: "a step above 0 and within the range")
      }
      guard (low...high).contains(setting.value) else {
        throw BadInput("\(document.place(node)): the setting begins outside of this range, expected one around it")
      }
      add(position, range: low...high, step: step ?? usual)
    } else {
      _ = try fields(
        node, ["set", "choices"], of: "a knob with choices",
        needed: [("choices", "[\(setting.quantity.examples)]")])
      let list = try document.list(said["choices"]!, expecting: "a list of choices")
      var choices: [Double] = []
      for choice in list {
        let value = try value(choice, setting.quantity)
        guard !choices.contains(value) else { throw document.error(choice, expecting: "each choice once") }
        choices.append(value)
      }
      guard choices.contains(setting.value), (2...10).contains(choices.count) else {
        throw document.error(
          said["choices"]!, expecting: "2 to 10 choices, among them what the setting is at the start")
      }
      add(position, choices: choices)
    }
  }

  private mutating func add(
    _ position: Int, range: ClosedRange<Double> = 0...1, step: Double = 1, choices: [Double] = []
  ) {
    let setting = blueprint.settings[position], names = choices.map(setting.quantity.name)
    // Nothing comes in, nobody stands still and no message is lost while the law suite lets a system drain.
    let isUp = choices.firstIndex(of: 0).map(Double.init)
    let whileDraining = setting.isOfSource ? 0 : setting.path.hasSuffix(".state") ? isUp : nil
    let scale = setting.quantity.scale
    blueprint.knobs.append(
      Blueprint.Knob(
        setting: position,
        field: KnobField(
          key: setting.path, title: setting.title, unit: choices.isEmpty ? setting.quantity.unit : "",
          help: setting.help,
          kind: choices.isEmpty ? setting.quantity.isWhole ? .whole : .number : .choice(names),
          range: choices.isEmpty
            ? range.lowerBound * scale...range.upperBound * scale : 0...Double(choices.count - 1),
          step: choices.isEmpty ? step * scale : step, whileDraining: whileDraining), choices: choices))
  }

  /// A source without a knob of its own gets one: arrivals can always be stopped, so that a system can drain.
  mutating func addSourceKnobs() {
    for source in blueprint.sources {
      let position = source.arrivals ?? source.users!
      guard !blueprint.knobs.contains(where: { $0.setting == position }) else { continue }
      let value = blueprint.settings[position].value
      let most = max(10, 3 * value.rounded(.up))
      let bound = source.arrivals == nil ? 10_000 : Quantity.mostRate
      add(position, range: 0...min(most, bound), step: max(1, (min(most, bound) / 20).rounded()))
    }
  }

  /// `{name: NAME, key: KEY, set: {PATH: VALUE}, says: SENTENCE}`.
  mutating func readFault(_ node: Node) throws(BadInput) {
    let said = try fields(
      node, ["name", "key", "set", "says"], of: "a fault",
      needed: [("name", "stall"), ("key", "d"), ("set", "{servers.1.state: stalled}"), ("says", "A server stops.")])
    let name = try name(said["name"]!, upTo: 12)
    try refuseTaken(name, at: said["name"]!)
    let character = try key(said["key"]!)
    var changes: [(setting: Int, value: Double)] = []
    for (path, value) in try document.pairs(of: said["set"]!, expecting: "settings and their values") {
      let position = try setting(named: path)
      changes.append((position, try self.value(value, blueprint.settings[position].quantity)))
    }
    guard !changes.isEmpty else { throw document.error(said["set"]!, expecting: "a setting and its value") }
    blueprint.faults.append(.init(name: name, key: character, says: try sentence(said["says"]!), changes: changes))
  }

  private func refuseTaken(_ name: String, at node: Node) throws(BadInput) {
    let taken = ["all", "heal", "drain"] + blueprint.faults.map(\.name) + blueprint.deeds.map(\.name)
    guard !taken.contains(name) else { throw document.error(node, expecting: "a name that nothing else has") }
  }

  /// A key that does nothing else.
  private func key(_ node: Node) throws(BadInput) -> Character {
    let key = try document.word(node, expecting: "a key, such as d")
    guard key.unicodeScalars.count == 1, let character = key.first, let code = character.asciiValue,
      (0x21...0x7E).contains(code)
    else { throw document.error(node, expecting: "one letter, digit or sign") }
    let taken = reservedKeys.union(blueprint.faults.map(\.key) + blueprint.deeds.map(\.key))
    guard !taken.contains(character) else {
      let free = "defgimoruvwxyz".filter { !taken.contains($0) }
      throw document.error(node, expecting: "a key that does nothing else, such as one of \(free)")
    }
    return character
  }

  /// `{name: NAME, key: KEY, do: STATION.store.clear, says: SENTENCE}`, or `do: SOURCE.burst`.
  mutating func readDeed(_ node: Node) throws(BadInput) {
    let said = try fields(
      node, ["name", "key", "do", "says"], of: "an action",
      needed: [("name", "flush"), ("key", "c"), ("do", "cache.store.clear"), ("says", "The cache is empty.")])
    let name = try name(said["name"]!, upTo: 12)
    try refuseTaken(name, at: said["name"]!)
    let clears = blueprint.stations.indices.filter { blueprint.stations[$0].store != nil }
      .map { ("\(blueprint.stations[$0].name).store.clear", Blueprint.Deed.Kind.clear(station: $0)) }
    let bursts = blueprint.sources.indices.filter { blueprint.sources[$0].burst != nil }
      .map { ("\(blueprint.sources[$0].name).burst", Blueprint.Deed.Kind.burst(source: $0)) }
    let word = try document.word(said["do"]!, expecting: "something that can be done, such as cache.store.clear")
    guard let kind = (clears + bursts).first(where: { $0.0 == word })?.1 else {
      throw BadInput(
        "\(document.place(said["do"]!)): there is no '\(word.printable(upTo: 40))' to do", nearestTo: word,
        among: (clears + bursts).map(\.0))
    }
    blueprint.deeds.append(
      .init(name: name, key: try key(said["key"]!), says: try sentence(said["says"]!), kind: kind))
  }

  /// `{says: SENTENCE, meter: METER, at least: SHARE, of: METER, over: TIME}`, with `except: [FAULT]` and
  /// `broken: {set: {PATH: VALUE}, under: FAULT}`.
  mutating func readPromise(_ node: Node) throws(BadInput) {
    let said = try fields(
      node, ["says", "meter", "at least", "of", "over", "except", "broken"], of: "a promise",
      needed: [
        ("says", "Requests are answered in time"), ("meter", "clients.good"), ("at least", "95 %"),
        ("of", "clients.offered"), ("over", "10 s"),
      ])
    guard blueprint.promises.count < 5 else { throw document.error(node, expecting: "at most five promises") }
    let share = try document.word(said["at least"]!, expecting: "a share, such as 95 %")
    guard let least = Quantity.percentage(share), least > 0 else {
      throw document.error(said["at least"]!, expecting: "a share above 0 %, such as 95 %")
    }
    let time = try value(said["over"]!, .time)
    guard (1000...600_000).contains(time) else {
      throw document.error(said["over"]!, expecting: "1 s to 10 m")
    }
    var exceptions: [Int] = []
    for fault in try entries(said["except"]) { exceptions.append(try self.fault(named: fault)) }
    blueprint.promises.append(
      .init(
        says: try sentence(said["says"]!), good: try counter(said["meter"]!),
        all: try counter(said["of"]!), least: least, seconds: time / 1000,
        exceptions: exceptions, off: try said["broken"].map(breaking)))
  }

  /// How a promise is broken: `{set: {PATH: VALUE}, under: FAULT}`.
  private func breaking(_ node: Node) throws(BadInput) -> (settings: [(key: String, value: String)], fault: Int?) {
    let said = try fields(
      node, ["set", "under"], of: "how it is broken", needed: [("set", "{clients.call.retry.budget: none}")])
    var settings: [(key: String, value: String)] = []
    for (path, value) in try document.pairs(of: said["set"]!, expecting: "settings and their values") {
      let position = try setting(named: path), number = try self.value(value, blueprint.settings[position].quantity)
      guard let knob = blueprint.knobs.first(where: { $0.setting == position }) else {
        throw document.error(path, expecting: "a setting with a knob")
      }
      let field = knob.field
      guard let turned = blueprint.position(of: knob, at: number) else {
        let range = "\(field.text(field.range.lowerBound)) to \(field.reading(field.range.upperBound))"
        throw document.error(value, expecting: knob.choices.isEmpty ? range : "one of the knob's choices")
      }
      settings.append((field.key, field.text(turned)))
    }
    return (settings, try said["under"].map(happening))
  }

  /// The fault, or what is done once, that a node names: faults come first.
  private func happening(named node: Node) throws(BadInput) -> Int {
    let name = try document.word(node, expecting: "the name of a fault or an action")
    let known = blueprint.faults.map(\.name) + blueprint.deeds.map(\.name)
    if let found = known.firstIndex(of: name) { return found }
    throw BadInput(
      "\(document.place(node)): there is no fault or action '\(name.printable(upTo: 40))'", nearestTo: name,
      among: known)
  }

  /// The fault that a node names.
  private func fault(named node: Node) throws(BadInput) -> Int {
    let name = try document.word(node, expecting: "the name of a fault")
    if let found = blueprint.faults.firstIndex(where: { $0.name == name }) { return found }
    throw BadInput(
      "\(document.place(node)): there is no fault '\(name.printable(upTo: 40))'", nearestTo: name,
      among: blueprint.faults.map(\.name))
  }

  /// A text that finds room in the line above the keys.
  private func sentence(_ node: Node) throws(BadInput) -> String {
    let expected = "a sentence of at most 70 columns"
    let text = try document.word(node, expecting: expected).printable(upTo: 200)
    guard text.columns <= 70 else { throw document.error(node, expecting: expected) }
    return text
  }

  /// The counter that a node names.
  private func counter(_ node: Node) throws(BadInput) -> Readings<SystemLab> {
    let name = try document.word(node, expecting: "a counter, such as \(blueprint.sources[0].name).good")
    let counters = SystemLab.counters(of: blueprint)
    if let found = counters.first(where: { $0.name == name }) { return found.readings }
    throw BadInput(
      "\(document.place(node)): there is no counter '\(name.printable(upTo: 60))'", nearestTo: name,
      among: counters.map(\.name))
  }
}

extension Blueprint.Setting {
  /// Whether it says how many requests come.
  var isOfSource: Bool { quantity == .rate || path.hasSuffix(".users") }
  /// Whether a system would stand still with it at 0.
  var isFactor: Bool { path.hasSuffix(".target") }
}
