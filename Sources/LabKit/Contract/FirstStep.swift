import Engine

/// One thing to try in somebody's first minute with a lab: what to do, why in a sentence, and when it is done.
public struct FirstStep<L: Lab>: Sendable {
  enum Deed: Sendable { case turnUp, inject(L.Action), askWhy, beginTwin(String) }

  let deed: Deed, sentence: String
  let isDone: @Sendable (View<L>) -> Bool

  /// To turn the first knob up until something shows.
  public static func turnUp(_ sentence: String, until isDone: @escaping @Sendable (View<L>) -> Bool) -> FirstStep {
    FirstStep(deed: .turnUp, sentence: sentence, isDone: isDone)
  }

  /// To inject a fault, and wait for what it does.
  public static func inject(
    _ fault: L.Action, _ sentence: String, until isDone: @escaping @Sendable (View<L>) -> Bool
  ) -> FirstStep {
    FirstStep(deed: .inject(fault), sentence: sentence, isDone: isDone)
  }

  /// To ask what led to what is seen; done once that is open.
  public static func askWhy(_ sentence: String) -> FirstStep {
    FirstStep(deed: .askWhy, sentence: sentence) { _ in true }
  }

  /// To let the same run go on with a switch turned, by the knob's name; done once the two differ.
  public static func beginTwin(switching knob: String, _ sentence: String) -> FirstStep {
    FirstStep(deed: .beginTwin(knob), sentence: sentence) { _ in true }
  }
}

/// One thing to try, as it is declared.
public struct FirstStepDeclaration: Sendable {
  /// What is to be done.
  public enum Deed: Hashable, Sendable {
    /// Turn the first knob up.
    case turnUp
    /// Inject the fault at this position among the lab's actions.
    case inject(action: Int)
    /// Ask why.
    case askWhy
    /// Begin a twin that differs in the knob at this position.
    case beginTwin(knob: Int)
  }

  /// What is to be done, and why.
  public let deed: Deed, sentence: String

  /// Nil where it names a knob that the lab does not have.
  init?<L: Lab>(_ step: FirstStep<L>, _ plan: Plan<L>) {
    sentence = step.sentence
    switch step.deed {
    case .turnUp: deed = .turnUp
    case .inject(let fault): deed = .inject(action: plan.positions(of: [fault])[0])
    case .askWhy: deed = .askWhy
    case .beginTwin(let key):
      guard let knob = plan.declaration.knobs.firstIndex(where: { $0.field.key == key }) else { return nil }
      deed = .beginTwin(knob: knob)
    }
  }
}
