import Engine
import Grid
import LabKit

extension Expectation {
  /// Judges it in the world at its moment; `origin` is the world at `since`, where there is one.
  func judged(at now: any LabSnapshot, since origin: (any LabSnapshot)?) -> Judgement {
    switch claim {
    case .law(let law, let expected):
      let verdict = now.laws[law].verdict
      let kind = now.entry.laws[law].kind, isHeld = verdict == expected
      let isTooEarly = kind == .eventually && verdict == .pending && !isHeld
      return Judgement(
        isHeld: isHeld, value: nil,
        found: Expectation.word(verdict, kind)
          + (isTooEarly ? ", because nothing was drained by then ('drain' does it)" : ""))
    case .meter(let meter, let figure, let bound):
      let kind = now.entry.meters[meter].kind
      guard let value = figure.value(ofMeter: meter, at: now, since: origin) else {
        return Judgement(isHeld: false, value: nil, found: "nothing measured")
      }
      return Judgement(isHeld: bound.holds(value), value: value, found: Expectation.text(value, figure, kind))
    }
  }

  /// What a story calls a verdict: who looks for the interesting case reaches it.
  static func word(_ verdict: Verdict, _ kind: LawDeclaration.Kind) -> String {
    kind == .sometimes && verdict == .held ? "reached" : verdict.rawValue
  }

  /// A figure as a person reads it.
  static func text(_ value: Double, _ figure: Statistic, _ kind: MeterDeclaration.Kind) -> String {
    if figure.isTime(of: kind) { return Figure.seconds(value) }
    if value == value.rounded(), abs(value) < 1e9 { return String(Int(value)) }
    return Figure.count(value)
  }

  /// What it claims, in one line: `goodput.p1 rate since 40s below 20`.
  func text(for lab: LabEntry) -> String {
    switch claim {
    case .law(let law, let verdict): return "\(lab.laws[law].name) \(Expectation.word(verdict, lab.laws[law].kind))"
    case .meter(let meter, let figure, let bound):
      let declaration = lab.meters[meter]
      let span = since.map { " since \(($0 - .start).text)" } ?? ""
      let words = bound.text { Expectation.text($0, figure, declaration.kind) }
      return "\(declaration.name) \(figure.rawValue)\(span) \(words)"
    }
  }
}

extension Expectation.Bound {
  /// Where a figure should lie, in words, with its numbers written like that.
  func text(_ number: (Double) -> String) -> String {
    switch self {
    case .below(let most): "below \(number(most))"
    case .above(let least): "above \(number(least))"
    case .between(let least, let most): "between \(number(least)) and \(number(most))"
    case .equal(let exact): "equal to \(number(exact))"
    }
  }
}
