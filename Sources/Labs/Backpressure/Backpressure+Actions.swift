import Engine
import FirstEdition

extension Backpressure {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case slow = "consumers.slow"
    case dead = "consumer.dead"
    case stuck = "consumer.stuck"
    case surge = "producer.burst"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .slow:
        .fault("w", "slow consumers", "What consumers take up from now on takes slowness times as long.")
      case .dead: .fault("x", "dead consumer", "Consumer 1 dies; when healed it is started again and joins.")
      case .stuck:
        .fault(
          "p", "poll too late",
          "The processing of consumer 2, or of the only one, hangs past its poll interval; heartbeats go on.")
      case .surge: .fault("u", "producer burst", "Three times as many records as the knob says.")
      }
    }
  }

  /// Which faults are injected, each with the note of the key that did it.
  struct FaultNotes: Sendable {
    var slow: NoteID?, dead: NoteID?, stuck: NoteID?, surge: NoteID?

    subscript(action: Action) -> NoteID? {
      get {
        switch action {
        case .slow: slow
        case .dead: dead
        case .stuck: stuck
        case .surge: surge
        }
      }
      set {
        switch action {
        case .slow: slow = newValue
        case .dead: dead = newValue
        case .stuck: stuck = newValue
        case .surge: surge = newValue
        }
      }
    }

    func isOn(_ action: Action) -> Bool { self[action] != nil }
    /// The note that explains a backlog: a fault if one is on, otherwise the newest input.
    func cause(_ input: NoteID) -> NoteID { slow ?? surge ?? stuck ?? dead ?? input }
  }

  static let deadMember = 0

  /// Takes over changed knobs: what is being processed keeps its end, everything else holds from now on.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<Backpressure>) {
    books.pass(to: context.now)
    let before = self.knobs
    self.knobs = knobs
    if before.traffic != knobs.traffic { turnSource(&context) }
    if before.bound != knobs.bound || before.strategy != knobs.strategy {
      books.boundCeiling = max(knobs.bound, memory.count)
    }
    if before.highWater != knobs.highWater { books.lagCeiling = max(knobs.highWater, log.lag) }
    let isLimitTurned =
      before.limit != knobs.limit || before.burst != knobs.burst || before.limiter != knobs.limiter
    if isLimitTurned || before.strategy != knobs.strategy {
      limiter = Limiter(knobs, at: context.now.duration, turn: limiter.turn &+ 1)
    }
    if before.consumers != knobs.consumers || before.partitions != knobs.partitions {
      beginRebalance(context.input, &context)
      for member in members.indices { poll(member, &context) }
    }
    if memoryUsed > memoryLimit, !hasCrashed { crash(&context) }
    outlook.interrupt(at: context.now)
    release(&context)
  }

  /// Injects or heals a fault.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<Backpressure>) {
    books.pass(to: context.now)
    faults[action] = isOn ? context.input : nil
    outlook.interrupt(at: context.now)
    switch action {
    case .slow: break
    case .dead:
      if isOn { kill(Self.deadMember, &context) } else { revive(Self.deadMember, &context) }
    case .stuck:
      if isOn { stuckMember = min(1, knobs.consumers - 1) }
      hang(stuckMember, isOn, &context)
    case .surge: turnSource(&context)
    }
  }

  private mutating func turnSource(_ context: inout Context<Backpressure>) {
    let rate = knobs.traffic * (faults.isOn(.surge) ? 3 : 1)
    if let due = source.turn(rate: rate, context) { context.schedule(.arrival(source.generation), at: due) }
  }
}
