import Engine

/// A world and everything it works with; a copy is a snapshot that can be run on by itself.
public struct Simulation<L: Lab>: Sendable {
  /// The world.
  public var lab: L
  /// What it works with.
  public var context: Context<L>
  @usableFromInline var nextSample: Instant

  /// The world at the start of a run; nil knobs are those that the lab declares.
  public init(_ plan: Plan<L>, seed: UInt64, knobs: L.Knobs? = nil) {
    context = Context(plan, seed: seed, knobs: knobs ?? plan.declaration.start)
    lab = L(&context)
    nextSample = L.samplePeriod == .zero ? .distantFuture : .start + L.samplePeriod
  }

  /// Passes the next sample, or `end` when that comes first, unless an event is due before it. Says whether
  /// there is more to do before `end`.
  @inlinable @inline(never) mutating func passes(_ end: Instant) -> Bool {
    let stop = min(end, nextSample)
    let due = context.agenda.nextDue ?? .distantFuture
    guard due >= stop, due < .distantFuture || end < .distantFuture else { return false }
    if stop > context.clock { context.clock = stop }
    guard stop == nextSample else { return false }
    sample()
    return true
  }

  // Inlinable with all that it calls, since unspecialized, to judge a promise took as long as four events; and not in the
  // loop of events, which would lose its registers: M/M/1 with meters took a fifth longer.
  @inlinable @inline(never) mutating func sample() {
    lab.sample(&context)
    checkLaws()
    // Promises look at the history, this sample included.
    context.samples.append(context.readings.row())
    checkPromises()
    nextSample = nextSample + L.samplePeriod
  }

  // What the closures of rules and promises find is asked for all at once: called one by one from where the world is
  // changed, each would get a copy of it.
  @inlinable func breaches() -> [String?] {
    context.plan.sampledRules.map { context.plan.declaration.rules[$0].sampled!(lab, context) }
  }

  /// Against a fault that a promise excepts nothing breaks it, so that is not even asked.
  @inlinable func brokenPromises() -> [String?] {
    context.plan.judgedPromises.map { position in
      guard !context.isExcepted(position),
        case .holds(let judge) = context.plan.declaration.promises[position].judge
      else { return nil }
      return judge(lab, context)
    }
  }

  @inlinable mutating func checkLaws() {
    let (positions, sometimes) = (context.plan.sampledRules, context.plan.sampledSometimes)
    for (index, found) in breaches().enumerated() where found != nil || !sometimes[index] {
      context.lawBook.check(
        positions[index], found != nil, at: context.clock, events: context.eventCount
      ) { found ?? "" }
    }
  }

  @inlinable mutating func checkPromises() {
    let plan = context.plan, broken = brokenPromises()
    var judged = 0
    for (position, looks) in plan.promiseLooks.enumerated() {
      var total: UInt64?, breach: String?
      if let meters = looks.counted {
        total = meters.reduce(0) { $0 &+ context.readings[count: $1] }
      } else {
        breach = broken[judged]
        judged += 1
      }
      let isNew = context.promiseBook.look(
        position, isExcepted: context.isExcepted(position),
        grace: looks.grace, at: context.clock, events: context.eventCount, total: total, breach: breach)
      if isNew { context.explain(position) }
    }
  }

  /// Judges the eventually-laws in a drained world.
  mutating func judge() {
    for (position, rule) in context.plan.declaration.rules.enumerated() {
      guard let holds = rule.holds, let isTrue = holds(lab, context) else { continue }
      context.lawBook.check(position, !isTrue, at: context.clock, events: context.eventCount) { "" }
    }
  }
}

/// What can be done to a running world from outside; knobs and actions are meant by their positions.
public enum LabInput: Sendable, Equatable {
  /// A knob is turned.
  case turn(_ knob: Int, to: Double)
  /// A fault is injected or healed, or something is done once.
  case act(_ action: Int, isOn: Bool)
}

extension Simulation: Replayable {
  /// The virtual time.
  public var now: Instant { context.clock }
  /// How many events were processed.
  public var processed: Int { context.eventCount }
  /// When the next event is due; nil when none is pending.
  public var nextDue: Instant? { context.agenda.nextDue }
  /// The meters over time.
  public var history: History {
    _read { yield context.samples }
    _modify { yield &context.samples }
  }
  /// How often they are sampled; zero for never.
  public static var samplePeriod: Interval { L.samplePeriod }

  /// Lets the events happen that are due before `end`, at most `limit` of them, and says how many did.
  ///
  /// When nothing due before `end` is left, the virtual time is `end` afterwards. Meters are sampled on the
  /// way, before the events of the sample's own instant. The distant future is never reached: there the
  /// run ends with its last event.
  @inlinable @discardableResult public mutating func advance(until end: Instant, limit: Int) -> Int {
    L.advance(&self, until: end, limit: limit)
  }

  /// Lets the run go on to a moment inside an instant: to the virtual time `at`, and there as far as
  /// `events` events in all. This is how a journal is followed.
  public mutating func advance(to at: Instant, events: Int) {
    advance(until: at, limit: events - context.eventCount)
    guard events < .max else { return }
    // Event by event: an advance past this instant would move the clock on when nothing else is due in it.
    while context.eventCount < events, happens(notAfter: at) {}
  }

  /// Lets the next event happen if it is due by then, and says whether it was; the virtual time is the event's
  /// own afterwards.
  public mutating func step(notAfter last: Instant) -> Bool {
    guard let due = context.agenda.nextDue, due <= last else { return false }
    // Only the samples on the way are left to be taken.
    advance(until: due, limit: 0)
    return happens(notAfter: due)
  }

  private mutating func happens(notAfter last: Instant) -> Bool {
    guard let (due, word) = context.agenda.next(before: last + Interval(nanoseconds: 1)) else { return false }
    context.begin(due, word)
    lab.handle(Word.event(word), Word.slot(word), Word.tag(word), &context)
    return true
  }

  /// Applies an input at the present moment. `text` is its line in the journal and becomes part of the digest.
  public mutating func apply(_ input: LabInput, _ text: String) {
    context.fingerprint.add(context.clock, text)
    context.isApplying = true
    defer { context.isApplying = false }
    context.input = context.write(.input(text), level: .headline, topic: nil, cause: .chance)
    context.before = context.knobs
    context.toggled = if case .act(let position, _) = input { position } else { -1 }
    context.turned = -1
    switch input {
    case .turn(let knob, let value):
      context.plan.declaration.knobs[knob].set(&context.knobs, value)
      if context.knobs != context.before { context.turned = knob }
      lab.reconfigure(&context)
    case .act(let position, let isOn):
      if context.plan.actions[position].declaration.kind == .fault {
        context.faultCauses[position] = isOn ? context.input : .chance
        lab.reconfigure(&context)
      } else {
        let (action, member) = context.plan.action(at: position)
        lab.act(action, member, &context)
      }
    }
  }

  /// Does what a key does: injects or heals a fault, or does something once; of a family, one member. Nothing happens
  /// where that key would do nothing.
  public mutating func act(_ action: L.Action, _ member: Int = 0, isOn: Bool = true) {
    if let input = acting(context.actionBases[action.rawValue] + member, isOn) { apply(input.input, input.text) }
  }

  /// Turns a knob by its name; a value outside of its range is brought into it.
  public mutating func turn(_ name: String, to value: Double) {
    let position = context.plan.declaration.knobs.firstIndex { $0.field.key == name }
    guard let position else { preconditionFailure("there is no knob \(name)") }
    if let input = turning(position, to: value) { apply(input.input, input.text) }
  }

  /// Nobody records any more.
  public mutating func endRecording() { context.recording = nil }

  /// Whether the same happened here and there: the same events at the same times and in the same order, as many notes
  /// about everything, and the same counts.
  public func doesSame(as other: Simulation) -> Bool {
    context.eventCount == other.context.eventCount && context.fingerprint.events == other.context.fingerprint.events
      && context.log.writtenByTopic == other.context.log.writtenByTopic
      && context.readings.countsSame(as: other.context.readings)
  }
}
