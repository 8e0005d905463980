import Engine

/// A world and everything it works with; a copy is a snapshot that can be run on by itself.
public struct Simulation<M: Model>: Sendable {
  /// The world.
  public var model: M
  /// What it works with.
  public var context: Context<M>
  @usableFromInline var nextSample: Instant

  /// The world at the start of a run.
  public init(seed: UInt64, knobs: M.Knobs) {
    context = Context(seed: seed)
    model = M(knobs, &context)
    nextSample = M.samplePeriod == .zero ? .distantFuture : .start + M.samplePeriod
  }

  /// Lets the events happen that are due before `end`, at most `limit` of them, and says how many did.
  ///
  /// When nothing due before `end` is left, the virtual time is `end` afterwards. Meters are sampled on the
  /// way, before the events of the sample's own instant. The distant future is never reached: there the
  /// run ends with its last event.
  @inlinable
  @discardableResult
  public mutating func advance(until end: Instant, limit: Int = .max) -> Int {
    M.advance(&self, until: end, limit: limit)
  }

  /// Passes the next sample, or `end` when that comes first, unless an event is due before it. Says whether
  /// there is more to do before `end`.
  @inlinable
  mutating func passes(_ end: Instant) -> Bool {
    let stop = min(end, nextSample)
    let due = context.agenda.nextDue ?? .distantFuture
    guard due >= stop, due < .distantFuture || end < .distantFuture else { return false }
    if stop > context.clock { context.clock = stop }
    guard stop == nextSample else { return false }
    sample()
    return true
  }

  @inlinable
  mutating func sample() {
    model.observe(&context)
    context.samples.append(context.readings.row())
    nextSample = nextSample + M.samplePeriod
  }

  /// Lets the run go on to a moment inside an instant: to the virtual time `at`, and there as far as
  /// `events` events in all. This is how a journal is followed.
  public mutating func advance(to at: Instant, events: Int) {
    advance(until: at, limit: events - context.processed)
    guard events < .max else { return }
    // Event by event: an advance past this instant would move the clock on when nothing else is due in it.
    let justAfter = at + Interval(nanoseconds: 1)
    while context.processed < events, let (due, event) = context.agenda.next(before: justAfter) {
      context.begin(due, event)
      model.handle(event, &context)
    }
  }

  /// Lets the next event happen if it is due by then, and says whether it was; the virtual time is the event's
  /// own afterwards.
  public mutating func step(notAfter last: Instant) -> Bool {
    guard let due = context.agenda.nextDue, due <= last else { return false }
    // Only the samples on the way are left to be taken.
    advance(until: due, limit: 0)
    guard let (_, event) = context.agenda.next(before: due + Interval(nanoseconds: 1)) else { return false }
    context.begin(due, event)
    model.handle(event, &context)
    return true
  }

  /// Applies an input at the present moment. `text` is its line in the journal and becomes part of the
  /// digest.
  public mutating func apply(_ input: Input<M>, _ text: String) {
    context.fingerprint.add(context.clock, text)
    context.input = context.write(.input(text), cause: .chance)
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

extension Simulation: Replayable {
  /// The virtual time.
  public var now: Instant { context.now }
  /// How many events were processed.
  public var processed: Int { context.processed }
  /// When the next event is due; nil when none is pending.
  public var nextDue: Instant? { context.agenda.nextDue }
  /// What the meters showed over time.
  public var history: History {
    get { context.samples }
    set { context.samples = newValue }
  }
  /// How often they are sampled; zero for never.
  public static var samplePeriod: Interval { M.samplePeriod }

  /// Nobody records any more.
  public mutating func endRecording() { context.recording = nil }

  /// Whether the same happened here and there.
  public func doesSame(as other: Simulation) -> Bool {
    context.processed == other.context.processed && context.digest.events == other.context.digest.events
      && context.log.writtenByTopic == other.context.log.writtenByTopic
      && context.readings.counts == other.context.readings.counts
  }
}
