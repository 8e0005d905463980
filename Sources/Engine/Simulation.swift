/// A world and everything it works with; a copy is a snapshot that can be run on by itself.
public struct Simulation<M: Model>: Sendable {
  /// The world.
  public var model: M
  /// What it works with.
  public var context: Context<M>
  private var nextSample: Instant

  /// The world at the start of a run.
  public init(seed: UInt64, knobs: M.Knobs) {
    context = Context(seed: seed)
    model = M(knobs, &context)
    nextSample = M.samplePeriod == .zero ? .distantFuture : .start + M.samplePeriod
  }

  /// Lets the events happen that are due before `end`, at most `limit` of them, and says how many did.
  ///
  /// When nothing due before `end` is left, the virtual time is `end` afterwards. Meters are sampled on the
  /// way, before the events of the sample's own instant.
  @discardableResult
  public mutating func advance(until end: Instant, limit: Int = .max) -> Int {
    var processed = 0
    while true {
      let stop = min(end, nextSample)
      processed += M.advance(&self, until: stop, limit: limit - processed)
      if let due = context.agenda.nextDue, due < stop { return processed }
      if stop > context.clock { context.clock = stop }
      guard stop == nextSample else { return processed }
      sample()
    }
  }

  /// Comes to the moment `at` after that many events of the run; the last of them may be of that very instant.
  mutating func come(to at: Instant, events: Int) {
    advance(until: at, limit: events - context.eventCount)
    // A run that was stopped by a limit stands right after an event, with its instant not yet over.
    _ = M.advance(&self, until: at + Interval(nanoseconds: 1), limit: events - context.eventCount)
  }

  private mutating func sample() {
    model.observe(&context)
    context.history.append(context.readings.row())
    nextSample = nextSample + M.samplePeriod
  }

  /// Applies an input at the present moment. `text` is its line in the journal and becomes part of the digest.
  public mutating func apply(_ input: Input<M>, _ text: String) {
    context.fingerprint.add(context.clock, text)
    context.input = context.notes.add(.input(text), at: context.clock, cause: .chance)
    switch input {
    case .turn(let knobs): model.turn(knobs, &context)
    case .act(let action, let isOn): model.act(action, isOn, &context)
    }
    model.observe(&context)
  }
}

/// What can be done to a running world from outside.
public enum Input<M: Model>: Sendable {
  /// The knobs are now these.
  case turn(M.Knobs)
  /// A fault is injected or healed, or something is done once.
  case act(M.Action, isOn: Bool)
}
