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
    if setting.quantity.hasRange {
      let example = [("from", "0"), ("to", "10")]
      _ = try fields(node, ["set", "from", "to", "step"], of: "a knob with a range", needed: example)
      let bounds = [said["from"]!, said["to"]!]
      let low = try value(bounds[0], setting.quantity), high = try value(bounds[1], setting.quantity)
      guard low < high, high < .infinity else { throw document.error(bounds[1], expecting: "more than from") }
      guard setting.quantity != .rate || low == 0 else {
        throw document.error(bounds[0], expecting: "0/s: a system drains when nothing comes any more")
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
    // Nothing comes in and nobody stands still while the law suite lets a system drain.
    let isUp = choices.firstIndex(of: 0).map(Double.init)
    let whileDraining = setting.quantity == .rate ? 0 : setting.path.hasSuffix(".state") ? isUp : nil
    blueprint.knobs.append(
      Blueprint.Knob(
        setting: position,
        field: KnobField(
          key: setting.path, title: setting.title, unit: setting.quantity.unit, help: setting.help,
          kind: choices.isEmpty ? setting.quantity.isWhole ? .whole : .number : .choice(names),
          range: choices.isEmpty ? range : 0...Double(choices.count - 1), step: step,
          whileDraining: whileDraining), choices: choices))
  }

  /// A source without a knob of its own gets one: arrivals can always be stopped, so that a system can drain.
  mutating func addArrivalKnobs() {
    for source in blueprint.sources where !blueprint.knobs.contains(where: { $0.setting == source.arrivals }) {
      let rate = blueprint.settings[source.arrivals].value
      let most = min(Quantity.mostRate, max(10, 3 * rate.rounded(.up)))
      add(source.arrivals, range: 0...most, step: most / 20)
    }
  }

  /// `{name: NAME, key: KEY, set: {PATH: VALUE}, says: SENTENCE}`.
  mutating func readFault(_ node: Node) throws(BadInput) {
    let said = try fields(
      node, ["name", "key", "set", "says"], of: "a fault",
      needed: [("name", "stall"), ("key", "d"), ("set", "{servers.1.state: stalled}"), ("says", "A server stops.")])
    let name = try name(said["name"]!, upTo: 12)
    guard !["all", "heal", "drain"].contains(name), !blueprint.faults.contains(where: { $0.name == name }) else {
      throw document.error(said["name"]!, expecting: "a name that nothing else has")
    }
    let key = try document.word(said["key"]!, expecting: "a key, such as d")
    guard key.unicodeScalars.count == 1, let character = key.first, let code = character.asciiValue,
      (0x21...0x7E).contains(code)
    else { throw document.error(said["key"]!, expecting: "one letter, digit or sign") }
    guard !reservedKeys.contains(character), !blueprint.faults.contains(where: { $0.key == character }) else {
      let free = "defgimoruvwxyz".filter { !reservedKeys.contains($0) }
      throw document.error(said["key"]!, expecting: "a key that does nothing else, such as one of \(free)")
    }
    var changes: [(setting: Int, value: Double)] = []
    for (path, value) in try document.pairs(of: said["set"]!, expecting: "settings and their values") {
      let position = try setting(named: path)
      changes.append((position, try self.value(value, blueprint.settings[position].quantity)))
    }
    guard !changes.isEmpty else { throw document.error(said["set"]!, expecting: "a setting and its value") }
    blueprint.faults.append(.init(name: name, key: character, says: try sentence(said["says"]!), changes: changes))
  }

  /// `{says: SENTENCE, meter: METER, at least: SHARE, of: METER, over: TIME}`.
  mutating func readPromise(_ node: Node) throws(BadInput) {
    let said = try fields(
      node, ["says", "meter", "at least", "of", "over"], of: "a promise",
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
    blueprint.promises.append(
      .init(
        says: try sentence(said["says"]!), good: try counter(said["meter"]!),
        all: try counter(said["of"]!), least: least, seconds: time / 1000))
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
