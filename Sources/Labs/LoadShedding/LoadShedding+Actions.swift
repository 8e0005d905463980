import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case burst = "traffic.burst"
    case capacityHalves = "capacity.halves"
    case outage = "outage"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .burst: .fault("u", "traffic burst", "Three times as many new requests as the knob says.")
      case .capacityHalves:
        .fault("v", "capacity halves", "Half of the servers are gone; the shedder is told.")
      case .outage:
        .fault("o", "outage", "The servers stand still and what comes waits; nobody is told.")
      }
    }
  }

  /// Which faults are injected, each with the note of the key that did it.
  struct FaultNotes: Sendable {
    var burst: NoteID?, capacityHalves: NoteID?, outage: NoteID?
    /// Whether any fault was ever on.
    private(set) var wasAnyOn = false

    subscript(action: Action) -> NoteID? {
      get {
        switch action {
        case .burst: burst
        case .capacityHalves: capacityHalves
        case .outage: outage
        }
      }
      set {
        if newValue != nil { wasAnyOn = true }
        switch action {
        case .burst: burst = newValue
        case .capacityHalves: capacityHalves = newValue
        case .outage: outage = newValue
        }
      }
    }

    func isOn(_ action: Action) -> Bool { self[action] != nil }
    var isAnyOn: Bool { burst != nil || capacityHalves != nil || outage != nil }
    /// The note that explains an overload: a fault if one is on, otherwise the newest input, if there was any.
    func cause(_ input: NoteID) -> NoteID { outage ?? burst ?? capacityHalves ?? input }
  }

  /// Takes over changed knobs: attempts under way keep their timeout, everything else holds from now on.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<LoadShedding>) {
    let before = self.knobs
    self.knobs = knobs
    if before.traffic != knobs.traffic { turnTraffic(&context) }
    if before.policy != knobs.policy { changePolicy(&context) }
    if before.places != knobs.places { books.queueCeiling = max(queue.count, knobs.places) }
    books.mostRetries = max(books.mostRetries, knobs.retries)
    shedder.capacity = knobs.capacity * (faults.isOn(.capacityHalves) ? 0.5 : 1)
    shedder.threshold = knobs.threshold / 100
    throttle.multiplier = knobs.throttleK
    setCoDel()
    signs.calmSince = context.now
  }

  /// Injects or heals a fault.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<LoadShedding>) {
    faults[action] = isOn ? context.input : nil
    signs.calmSince = context.now
    switch action {
    case .burst: turnTraffic(&context)
    case .capacityHalves:
      shedder.capacity = knobs.capacity * (isOn ? 0.5 : 1)
      startServers(&context)
    case .outage:
      context.note(isOn ? .serversStop : .serversGoOn(queue.count), cause: context.input)
      startServers(&context)
    }
  }

  private mutating func turnTraffic(_ context: inout Context<LoadShedding>) {
    let rate = knobs.traffic * (faults.isOn(.burst) ? 3 : 1)
    if let due = traffic.turn(rate: rate, context) { context.schedule(.arrival(traffic.generation), at: due) }
  }

  /// A method begins without memories of the last time it was on.
  private mutating func changePolicy(_ context: inout Context<LoadShedding>) {
    codel = CoDel()
    throttle = AdaptiveThrottle(multiplier: knobs.throttleK, at: context.now.duration)
  }
}
