import Engine

/// What a model works with besides itself: the agenda, random numbers, meters, laws and notes.
public struct Context<M: Model>: Sendable {
  /// The seed of the run.
  public let seed: UInt64
  @usableFromInline var agenda = Agenda<M.Event>()
  @usableFromInline var clock: Instant = .start
  @usableFromInline var eventCount = 0
  @usableFromInline var fingerprint: Digest
  @usableFromInline var readings = Meters<M.Meter>()
  @usableFromInline var lawBook = Laws<M.Law>()
  /// The event log.
  @inlinable public var notes: Notes<M.Note> { log }
  @usableFromInline var log = Notes<M.Note>()
  /// The meters over time.
  @inlinable public var history: History { samples }
  @usableFromInline var samples = History(columns: M.Meter.allCases.count)
  /// Nil while nobody records: to ask for it is all that a run pays.
  @usableFromInline var recording: Recording<M>?
  /// The note of the newest input: the cause of what it brings about.
  public internal(set) var input: NoteID = .chance

  init(seed: UInt64) {
    self.seed = seed
    fingerprint = Digest(seed: seed)
  }

  /// The virtual time.
  @inlinable public var now: Instant { clock }
  /// How many events were processed.
  @inlinable public var processed: Int { eventCount }
  /// How many events are pending.
  @inlinable public var pending: Int { agenda.count }
  /// The digest of the run so far.
  @inlinable public var digest: Digest { fingerprint }
  /// The readings so far.
  @inlinable public var meters: Meters<M.Meter> { readings }
  /// How the laws stand.
  @inlinable public var laws: Laws<M.Law> { lawBook }

  @inlinable
  mutating func begin(_ due: Instant, _ event: M.Event) {
    clock = due
    eventCount &+= 1
    if M.recordsDigest { fingerprint.add(due, event.code) }
  }
}

extension Context {
  /// Schedules an event; one that is due before now is due now.
  @inlinable
  public mutating func schedule(_ event: M.Event, at due: Instant) {
    agenda.schedule(event, at: due < clock ? clock : due)
  }

  /// Schedules an event that much later.
  @inlinable
  public mutating func schedule(_ event: M.Event, after delay: Interval) {
    agenda.schedule(event, at: clock + delay)
  }

  // Always inlined, like whatever else only reads a context: a call would copy the whole of it first,
  // because the caller holds it `inout`.

  /// The random numbers that belong to one attempt at one thing.
  @inlinable @inline(__always)
  public func draw(_ stream: DrawStream, _ entity: some FixedWidthInteger, attempt: some FixedWidthInteger)
    -> Draw
  {
    Draw(
      seed: seed, stream: stream, entity: UInt64(truncatingIfNeeded: entity),
      attempt: UInt64(truncatingIfNeeded: attempt))
  }

  /// The random numbers that belong to one thing.
  @inlinable @inline(__always)
  public func draw(_ stream: DrawStream, _ entity: some FixedWidthInteger) -> Draw {
    Draw(seed: seed, stream: stream, entity: UInt64(truncatingIfNeeded: entity))
  }

  /// Counts something.
  @inlinable
  public mutating func count(_ meter: M.Meter, _ amount: Int = 1) {
    readings.add(meter, UInt64(truncatingIfNeeded: amount))
  }

  /// Sets a level.
  @inlinable
  public mutating func set(_ meter: M.Meter, _ level: Double) { readings.set(meter, level, at: clock) }

  /// Records how long something took.
  @inlinable
  public mutating func record(_ meter: M.Meter, _ interval: Interval) { readings.record(meter, interval) }

  /// Puts an always-law to the test; `detail` is asked for only at its first violation.
  @inlinable
  public mutating func check(_ law: M.Law, _ isTrue: Bool, _ detail: @autoclosure () -> String = "") {
    lawBook.check(law, !isTrue, at: clock, events: eventCount, detail)
  }

  /// Says that a sometimes-law was reached.
  @inlinable
  public mutating func reach(_ law: M.Law, _ detail: @autoclosure () -> String = "") {
    lawBook.check(law, true, at: clock, events: eventCount, detail)
  }

  /// Writes a note and gives its name, for what it brings about.
  @inlinable
  @discardableResult
  public mutating func note(_ note: M.Note, cause: NoteID = .chance) -> NoteID {
    write(.world(note), cause: cause)
  }
}
