import Engine

/// What a lab works with besides itself: knobs and faults, the agenda, random numbers, meters, laws, promises, notes.
public struct Context<L: Lab>: Sendable {
  /// The seed of the run.
  public let seed: UInt64
  /// The settings as they are turned.
  public internal(set) var knobs: L.Knobs
  @usableFromInline let plan: Plan<L>
  @usableFromInline var agenda = Agenda<UInt64>()
  @usableFromInline var clock: Instant = .start
  @usableFromInline var eventCount = 0
  @usableFromInline var fingerprint: Digest
  /// Whether an input is being applied: what it does at once is no event of the digest.
  @usableFromInline var isApplying = false
  @usableFromInline var readings: Meters
  /// Where each family of meters begins.
  @usableFromInline let bases: ContiguousArray<Int>
  @usableFromInline var lawBook: Standings
  @usableFromInline var promiseBook: PromiseBook
  @usableFromInline var log = Notes<L.Note>()
  @usableFromInline var samples: History
  /// Nil while nobody records: to ask for it is all that a run pays.
  @usableFromInline var recording: Recording<L.Note>?
  /// By its position, the note that injected each fault; chance for what is not injected.
  @usableFromInline var faultCauses: ContiguousArray<NoteID>
  @usableFromInline let actionBases: ContiguousArray<Int>
  /// The note of the newest input: the cause of what it brings about.
  public internal(set) var input: NoteID = .chance
  /// The settings as they were before the newest input.
  public internal(set) var before: L.Knobs
  /// The position of the action of the newest input; -1 when it turned a knob.
  var toggled = -1
  /// The position of the knob that the newest input turned to another value; -1 when it did something else.
  var turned = -1

  init(_ plan: Plan<L>, seed: UInt64, knobs: L.Knobs) {
    (self.seed, self.plan, self.knobs, before) = (seed, plan, knobs, knobs)
    fingerprint = Digest(seed: seed)
    readings = Meters(plan.meters.map(\.kind))
    bases = plan.meterBases
    lawBook = Standings(count: plan.declaration.rules.count)
    promiseBook = PromiseBook(count: plan.declaration.promises.count)
    samples = History(columns: plan.meters.count)
    faultCauses = ContiguousArray(repeating: .chance, count: plan.actions.count)
    actionBases = plan.actionBases
  }

  /// What the lab is made from.
  @inlinable public var blueprint: L.Blueprint { _read { yield plan.blueprint } }
  /// The virtual time.
  @inlinable public var now: Instant { clock }
  /// How many events were processed.
  @inlinable public var processed: Int { eventCount }
  /// What each pending event takes, whatever the lab: its agenda holds words.
  public static var bytesPerEvent: Int { Agenda<UInt64>.bytesPerEvent }
  /// How many events are pending.
  @inlinable public var pending: Int { agenda.count }
  /// The digest of the run so far.
  @inlinable public var digest: Digest { fingerprint }
  /// The event log.
  @inlinable public var notes: Notes<L.Note> { log }
  /// The meters over time, families taken apart.
  @inlinable public var history: History { samples }

  @inlinable @inline(__always) mutating func begin(_ due: Instant, _ word: UInt64) {
    clock = due
    eventCount &+= 1
    if L.recordsDigest { fingerprint.add(due, word) }
  }
}

extension Context {
  /// Schedules an event; one that is due before now is due now.
  @inlinable public mutating func schedule(_ event: L.Event, _ slot: Slot = 0, tag: UInt32 = 0, at due: Instant) {
    agenda.schedule(Word.packed(event, slot, tag), at: due < clock ? clock : due)
  }

  /// Schedules an event that much later.
  @inlinable public mutating func schedule(_ event: L.Event, _ slot: Slot = 0, tag: UInt32 = 0, after delay: Interval) {
    agenda.schedule(Word.packed(event, slot, tag), at: clock + delay)
  }

  /// Takes something into the digest that no event says, such as what a message holds.
  @inlinable public mutating func fold(_ content: UInt64) {
    if isApplying { fingerprint.addInput(clock, content) } else { fingerprint.add(clock, content) }
  }
}

/// The names that a lab gives its streams of random numbers.
public protocol StreamKind: RawRepresentable<Int>, Sendable {}

extension DrawStream {
  /// The stream that a lab gives this name.
  @inlinable
  public init(_ stream: some StreamKind) { self.init(UInt64(truncatingIfNeeded: stream.rawValue + 1)) }
}

/// What random numbers are keyed by besides their own names: 8 bytes, for functions that need no more of a context.
public struct Draws: Sendable {
  @usableFromInline let seed: UInt64

  @inlinable init(seed: UInt64) { self.seed = seed }

  /// The random numbers that belong to one attempt at one thing.
  @inlinable @inline(__always) public func callAsFunction(
    _ stream: some StreamKind, _ entity: some FixedWidthInteger, attempt: some FixedWidthInteger
  ) -> Draw {
    Draw(
      seed: seed, stream: DrawStream(stream),
      entity: UInt64(truncatingIfNeeded: entity), attempt: UInt64(truncatingIfNeeded: attempt))
  }

  /// The random numbers that belong to one thing.
  @inlinable @inline(__always) public func callAsFunction(_ stream: some StreamKind, _ entity: some FixedWidthInteger)
    -> Draw
  { self(stream, entity, attempt: 0) }
}

// Always inlined, like whatever else only reads a context: a call would copy the whole of it first, because the caller
// holds it `inout`.
extension Context {
  /// The random numbers of this run.
  @inlinable @inline(__always) public var draws: Draws { Draws(seed: seed) }

  /// The random numbers that belong to one attempt at one thing.
  @inlinable @inline(__always) public func draw(
    _ stream: some StreamKind, _ entity: some FixedWidthInteger, attempt: some FixedWidthInteger
  ) -> Draw { draws(stream, entity, attempt: attempt) }

  /// The random numbers that belong to one thing.
  @inlinable @inline(__always) public func draw(_ stream: some StreamKind, _ entity: some FixedWidthInteger) -> Draw {
    draws(stream, entity)
  }

  /// Whether a fault is injected; of a family, any member.
  @inlinable @inline(__always) public func isOn(_ fault: L.Action) -> Bool { cause(fault) != .chance }

  /// Whether a member of a family of faults is injected.
  @inlinable @inline(__always) public func isOn(_ fault: L.Action, _ member: some Label) -> Bool {
    faultCauses[actionBases[fault.rawValue] &+ member.rawValue] != .chance
  }

  /// Whether a fault is injected against which the promise at a position is not made.
  @usableFromInline func isExcepted(_ promise: Int) -> Bool {
    plan.promiseLooks[promise].exceptions.contains { faultCauses[$0] != .chance }
  }

  /// Whether the newest input injected or healed a fault; of a family, any member.
  public func hasToggled(_ fault: L.Action) -> Bool {
    toggled >= actionBases[fault.rawValue] && toggled < actionBases[fault.rawValue + 1]
  }

  /// Whether the newest input turned one of these knobs to another value.
  public func hasTurned(_ names: String...) -> Bool {
    let knobs = plan.declaration.knobs
    assert(names.allSatisfy { name in knobs.contains { $0.field.key == name } }, "no such knobs: \(names)")
    return turned >= 0 && names.contains(knobs[turned].field.key)
  }

  /// The note that injected the first of these faults that is injected; chance when none is.
  @inlinable public func cause(_ faults: L.Action...) -> NoteID {
    for fault in faults {
      let found = cause(fault)
      if found != .chance { return found }
    }
    return .chance
  }

  /// Keeps a note to put trouble down to: that of the first of these faults that is injected or, while none is, of the
  /// newest input other than to heal one. To be called in `reconfigure`.
  public func follow(_ blame: inout NoteID, _ faults: L.Action...) {
    let fault = faults.lazy.map { cause($0) }.first { $0 != .chance }
    if let fault { blame = fault } else if !faults.contains(where: { hasToggled($0) }) { blame = input }
  }

  /// The note that injected a fault; of a family, any member.
  @inlinable @inline(__always) public func cause(_ fault: L.Action) -> NoteID {
    for position in actionBases[fault.rawValue]..<actionBases[fault.rawValue &+ 1]
    where faultCauses[position] != .chance { return faultCauses[position] }
    return .chance
  }

  /// The note that injected a member of a family of faults; chance when it is not injected.
  @inlinable @inline(__always) public func cause(_ fault: L.Action, _ member: some Label) -> NoteID {
    faultCauses[actionBases[fault.rawValue] &+ member.rawValue]
  }
}
