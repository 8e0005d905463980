import Engine
import FirstEdition
import Patterns

extension CircuitBreakerLab {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case down = "dependency.down"
    case slow = "dependency.slow"
    case flaky = "dependency.flaky"
    case open = "open.now"
    case close = "close.now"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .down:
        .fault("d", "dependency down", "The dependency answers nothing: every call hangs until its timeout.")
      case .slow: .fault("w", "dependency slow", "The dependency takes forty times as long.")
      case .flaky: .fault("f", "dependency flaky", "The dependency answers 70 % of its calls with an error.")
      case .open: .once("o", "open now", "Opens the breaker by hand; its wait begins.")
      case .close: .once("c", "close now", "Closes the breaker by hand, with an empty window.")
      }
    }
  }

  /// Which faults are injected, each with the note of the key that did it.
  struct Faults: Sendable {
    var down: NoteID?
    var slow: NoteID?
    var flaky: NoteID?

    /// The note that explains why the dependency misbehaves; nil while it does not.
    var cause: NoteID? { down ?? slow ?? flaky }
  }

  /// Does what a key asks for.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<CircuitBreakerLab>) {
    let note = isOn ? context.input : nil
    switch action {
    case .down: faults.down = note
    case .slow: faults.slow = note
    case .flaky: faults.flaky = note
    case .open:
      guard knobs.hasBreaker else { return }
      advanceBreaker(&context)
      // From closed, open and half-open, the only states that the lab is in, it is always possible.
      _ = try? breaker.transition(to: .open, at: context.now.duration)
      follow(&context)
    case .close:
      guard knobs.hasBreaker else { return }
      advanceBreaker(&context)
      breaker.reset(at: context.now.duration)
      follow(&context)
    }
    if action.declaration.kind == .fault && isOn { signs.broke = context.input }
  }

  /// Takes over changed knobs: calls under way keep their timeout, everything else holds from now on.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<CircuitBreakerLab>) {
    let before = self.knobs
    self.knobs = knobs
    signs.turned = context.input
    if before.traffic != knobs.traffic, let due = traffic.turn(rate: knobs.traffic, context) {
      context.schedule(.arrival(traffic.generation), at: due)
    }
    pool.servers = knobs.threads
    pool.places = knobs.threads + knobs.line
    while let slot = pool.startWaiting() { begin(slot, &context) }
    if before.settings != knobs.settings { changeBreaker(&context) }
    if before.hasBreaker != knobs.hasBreaker { switchBreaker(&context) }
  }
}
