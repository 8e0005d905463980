import Diagnostics

extension LabEntry {
  /// Where the lab's declaration breaks the contract, one sentence each; `reservedKeys` are the dashboard's own.
  ///
  /// What a declaration cannot get wrong at compile time: names that clash, keys that are taken, ranges that do not
  /// hold their defaults, and things that nobody explained.
  public func breaches(reservedKeys: Set<Character> = []) -> [String] {
    clashes + promises.flatMap { $0.off?.complaints ?? [] } + knobs.indices.flatMap(breaches(knob:))
      + keyBreaches(reservedKeys) + silences + panelBreaches + complaints
  }

  private var clashes: [String] {
    let families: [(what: String, names: [String])] = [
      ("knob or action", knobs.map(\.key) + actions.map(\.id)), ("meter", meters.map(\.name)),
      ("law", laws.map(\.name)), ("promise", promises.map(\.name)), ("panel", panels.map(\.title)),
    ]
    var found: [String] = []
    for family in families {
      for (index, name) in family.names.enumerated() {
        if family.names.prefix(index).contains(name) { found.append("two have the \(family.what) name '\(name)'") }
      }
    }
    // These names are written on the command line, where ':' and '=' separate, a shell takes other signs for its own,
    // and 'all' and 'heal' have a meaning.
    for name in [id] + knobs.flatMap(\.names) + actions.map(\.id) {
      let isPlain = name.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-._".unicodeScalars.contains($0))
      }
      if !isPlain || name.isEmpty || name.hasPrefix("-") || ["all", "heal"].contains(name) {
        found.append("'\(name.printable)' cannot be a name on the command line")
      }
    }
    return found
  }

  private func breaches(knob index: Int) -> [String] {
    let field = knobs[index], value = defaults[index]
    var found: [String] = []
    if !(field.step > 0) { found.append("\(field.key) has no step") }
    if field.fitted(value) != value { found.append("\(field.key) begins outside its range") }
    if let drain = field.whileDraining, field.fitted(drain) != drain {
      found.append("\(field.key) drains outside its range")
    }
    for bound in [field.range.lowerBound, field.range.upperBound, value] {
      if (try? field.value(of: field.text(bound))) != bound { found.append("\(field.key) does not read back \(bound)") }
    }
    return found
  }

  private func keyBreaches(_ reserved: Set<Character>) -> [String] {
    actions.enumerated().flatMap { index, action in
      let key = action.declaration.key
      var found: [String] = []
      if reserved.contains(key) { found.append("the key \(key) of \(action.id) is the dashboard's") }
      if actions.prefix(index).contains(where: { $0.declaration.key == key }) {
        found.append("the key \(key) of \(action.id) is another action's too")
      }
      if !key.isASCII || key.asciiValue.map({ $0 <= 0x20 || $0 == 0x7F }) ?? true {
        found.append("\(action.id) needs a key that prints")
      }
      return found
    }
  }

  /// What nobody explained.
  private var silences: [String] {
    let texts: [(what: String, text: String)] =
      [(id, title), (id, group), (id, summary)] + knobs.map { ($0.key, $0.help) } + knobs.map { ($0.key, $0.title) }
      + actions.map { ($0.id, $0.declaration.help) } + actions.map { ($0.id, $0.declaration.title) }
      + panels.map { ("the panel \($0.title)", $0.reading) } + meters.map { ($0.name, $0.help) }
      + laws.map { ($0.name, $0.claim) }
    return texts.filter { $0.text.isEmpty }.map { "\($0.what) says too little about itself" }
      + [("when to use", whenToUse), ("when not", whenNot), ("what it simplifies", simplifies)]
      .filter { $0.1.isEmpty || $0.1.contains("") }.map { "the card does not say \($0.0)" }
  }

  private var panelBreaches: [String] {
    (panels.isEmpty ? ["there is no panel"] : [])
      + panels.flatMap { panel in
        panel.unknownKnobs.map { "the panel \(panel.title) names a knob '\($0)' that the lab does not have" }
      }
  }
}

extension KnobField {
  /// Its own name and those of its positions.
  fileprivate var names: [String] { if case .choice(let names) = kind { [key] + names } else { [key] } }
}
