import Diagnostics
import Documents
import Engine
import LabKit

extension StoryForm {
  private static let keys = [
    "meter", "figure", "since", "by", "below", "above", "between", "equal", "law", "is", "says",
  ]
  private static let bounds = ["below", "above", "between", "equal"]
  private static let example = "an expectation, such as {meter: NAME, by: 60s, below: 20} or {law: NAME, is: held}"

  /// What must come of a run.
  func expectations(_ node: Node?, ofTwin isOfTwin: Bool) throws(BadInput) -> [Expectation] {
    guard let node else { return [] }
    var found: [Expectation] = []
    for entry in try entries(node, expecting: "a list of expectations") {
      found.append(try expectation(entry, isOfTwin))
    }
    return found
  }

  private func expectation(_ node: Node, _ isOfTwin: Bool) throws(BadInput) -> Expectation {
    var values: [String: (key: Node, value: Node)] = [:]
    for pair in try document.pairs(of: node, expecting: StoryForm.example) {
      values[try document.key(pair.key, among: StoryForm.keys)] = pair
    }
    let by = try values["by"].map { pair throws(BadInput) in try instant(pair.value) } ?? end
    let since = try values["since"].map { pair throws(BadInput) in try instant(pair.value) }
    if let since, let pair = values["since"], since >= by {
      throw document.error(pair.value, expecting: "a time before \((by - .start).text), when it is judged")
    }
    let claim: Expectation.Claim
    switch (values["meter"], values["law"]) {
    case (let meter?, nil): claim = try self.meter(meter.value, values)
    case (nil, let law?): claim = try self.law(law.value, values)
    default: throw BadInput("\(document.place(node)): expected 'meter' or 'law', one of them")
    }
    let says = try values["says"].map { pair throws(BadInput) in
      try document.word(pair.value, expecting: "a few words, such as 'nobody is answered'").printable(upTo: 40)
    }
    return Expectation(isOfTwin: isOfTwin, since: since, by: by, claim: claim, says: says)
  }

  private typealias Values = [String: (key: Node, value: Node)]

  private func law(_ node: Node, _ values: Values) throws(BadInput) -> Expectation.Claim {
    let name = try document.word(node, expecting: "the name of a law")
    let law = try position(of: name, "law", among: lab.laws.map(\.name), node)
    try refuse(StoryForm.bounds + ["figure", "since"], values, because: "a law has a verdict: 'is: held'")
    let kind = lab.laws[law].kind
    guard let wanted = values["is"]?.value else {
      throw BadInput("\(document.place(node)): found no 'is', expected a verdict, such as 'is: held'")
    }
    let words: [(String, Verdict)] =
      kind == .sometimes
      ? [("reached", .held), ("not reached", .notReached)]
      : [("held", .held), ("violated", .violated), ("pending", .pending)]
    let word = try document.word(wanted, expecting: "a verdict")
    guard let verdict = words.first(where: { $0.0 == word })?.1 else {
      throw BadInput(
        "\(document.place(wanted)): \(name) is \(words.map { "'\($0.0)'" }.joined(separator: " or ")), "
          + "not '\(word.printable)'", nearestTo: word, among: words.map(\.0))
    }
    return .law(law, verdict)
  }

  private func meter(_ node: Node, _ values: Values) throws(BadInput) -> Expectation.Claim {
    let name = try document.word(node, expecting: "the name of a meter")
    let meter = try position(of: name, "meter", among: lab.meters.map(\.name), node)
    try refuse(["is"], values, because: "a meter has a figure: 'below: 20'")
    let figure = try figure(values, lab.meters[meter])
    let given = StoryForm.bounds.compactMap { bound in values[bound].map { (bound, $0) } }
    guard let (bound, pair) = given.first else {
      throw BadInput(
        "\(document.place(node)): found no bound, expected one of \(StoryForm.bounds.joined(separator: ", "))")
    }
    guard given.count == 1 else {
      throw document.error(given[1].1.key, expecting: "one bound, and \(bound) is there")
    }
    let isTime = figure.isTime(of: lab.meters[meter].kind)
    switch bound {
    case "below": return .meter(meter, figure, .below(try number(pair.value, isTime)))
    case "above": return .meter(meter, figure, .above(try number(pair.value, isTime)))
    case "equal": return .meter(meter, figure, .equal(try number(pair.value, isTime)))
    default:
      let ends = try document.list(pair.value, expecting: "two numbers, such as [10, 20]")
      guard ends.count == 2 else {
        throw document.error(pair.value, expecting: "two numbers, such as [10, 20]")
      }
      let (least, most) = (try number(ends[0], isTime), try number(ends[1], isTime))
      guard least <= most else { throw document.error(ends[1], expecting: "a number from the first one on") }
      return .meter(meter, figure, .between(least, most))
    }
  }

  /// The position of a law, a meter or a panel of the lab.
  func position(of name: String, _ kind: String, among names: [String], _ node: Node) throws(BadInput) -> Int {
    if let position = names.firstIndex(of: name) { return position }
    throw BadInput(
      "\(document.place(node)): \(lab.id) has no \(kind) '\(name.printable)'", nearestTo: name, among: names)
  }

  private func figure(_ values: Values, _ meter: MeterDeclaration) throws(BadInput) -> Statistic {
    let all = Statistic.all(of: meter.kind)
    var figure = all[0]
    if let node = values["figure"]?.value {
      let name = try document.word(node, expecting: "a figure")
      guard let known = all.first(where: { $0.rawValue == name }) else {
        throw BadInput(
          "\(document.place(node)): \(meter.name) is a \(meter.kind.rawValue) and has no '\(name.printable)'",
          nearestTo: name, among: all.map(\.rawValue))
      }
      figure = known
    }
    let possible = Statistic.sinceMoment(of: meter.kind)
    if let pair = values["since"], !possible.contains(figure) {
      throw BadInput(
        "\(document.place(pair.key)): '\(figure.rawValue)' is known of a whole run only; "
          + "since a moment there are \(possible.map(\.rawValue).joined(separator: ", "))")
    }
    return figure
  }

  /// A number; a length of time may have its unit.
  private func number(_ node: Node, _ isTime: Bool) throws(BadInput) -> Double {
    let text = try document.word(node, expecting: isTime ? "a time, such as 250ms" : "a number")
    if isTime, let last = text.last, last.isLetter {
      return try document.located(node) { () throws(BadInput) in Double(try Interval(text: text).nanoseconds) / 1e9 }
    }
    guard let value = Double(text), value.isFinite else {
      throw document.error(node, expecting: isTime ? "a time, such as 250ms" : "a number")
    }
    return value
  }

  private func refuse(_ keys: [String], _ values: Values, because reason: String) throws(BadInput) {
    for key in keys {
      if let pair = values[key] {
        throw BadInput("\(document.place(pair.key)): found '\(key)', but \(reason)")
      }
    }
  }
}
