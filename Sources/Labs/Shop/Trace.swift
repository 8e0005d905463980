import Engine
import FirstEdition

/// What became of the traced order, call by call; it stays until the next one is traced.
struct Trace: Sendable {
  /// One attempt at a step or at its compensation.
  struct Attempt: Sendable {
    let service: Service
    let undoes: Bool
    let number: Int
    let began: Instant
    var ended: Instant?
    var result: Result = .running
  }

  /// How an attempt ended.
  enum Result: Sendable { case running, succeeded, failed }

  /// How the order stands.
  enum Outcome: String, Sendable { case running, confirmed, compensating, compensated, stranded }

  /// More attempts than this are not kept; a compensation that waits for long makes many.
  static let bound = 64

  private(set) var serial: UInt32?
  private(set) var began: Instant = .start
  private(set) var ended: Instant?
  private(set) var outcome: Outcome = .running
  private(set) var attempts: [Attempt] = []
  private var slot: UInt32?
  /// What became of its event; nil until it is confirmed.
  var event: Event?
  /// The newest note about its event.
  var eventNote: NoteID = .chance

  mutating func begin(_ serial: UInt32, slot: UInt32, at now: Instant) {
    self.serial = serial
    self.slot = slot
    began = now
    ended = nil
    outcome = .running
    attempts = []
    event = nil
  }

  mutating func attempt(_ slot: UInt32, _ service: Service, _ undoes: Bool, _ number: Int, at now: Instant) {
    guard slot == self.slot else { return }
    if undoes { outcome = .compensating }
    if attempts.count == Trace.bound { attempts.removeFirst() }
    attempts.append(Attempt(service: service, undoes: undoes, number: number, began: now))
  }

  /// The attempt that is under way ended; without one, the call was refused before it went out.
  mutating func end(_ slot: UInt32, _ result: Result, at now: Instant) {
    guard slot == self.slot, let last = attempts.indices.last, attempts[last].ended == nil else { return }
    attempts[last].ended = now
    attempts[last].result = result
  }

  /// The call never went out: a full pool or an open breaker refused it.
  mutating func refuse(_ slot: UInt32, _ service: Service, _ undoes: Bool, at now: Instant) {
    attempt(slot, service, undoes, 1, at: now)
    end(slot, .failed, at: now)
  }

  mutating func finish(_ slot: UInt32, _ outcome: Outcome, at now: Instant) {
    guard slot == self.slot else { return }
    self.outcome = outcome
    ended = now
    // The slot goes to another order from here on.
    self.slot = nil
  }
}
