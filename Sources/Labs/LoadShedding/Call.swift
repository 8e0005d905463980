import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// What a client wants, from its first attempt until it has an answer or gives up.
  struct Call: Sendable {
    /// The number that its random draws are keyed by.
    let number: UInt64
    let priority: LoadShedder.Priority
    let arrived: Instant
    /// The attempt under way or, between two attempts, the one before; from 1.
    var attempt: UInt8 = 0
    /// Whether an attempt is under way; false while it backs off.
    var isWaiting = false
    /// Whether this slot is in use; the slab gives slots out again.
    var isAlive = true
    /// When the attempt was sent, and how long its client waits for the answer.
    var sent: Instant = .start
    var patience: Interval = .zero

    /// What tells this attempt from all others that this slot may see.
    var stamp: UInt32 { UInt32(truncatingIfNeeded: number) &* 8 &+ UInt32(attempt) }
  }

  /// One attempt as the servers see it.
  struct Ticket: Sendable {
    let slot: UInt32
    let stamp: UInt32
    let enqueued: Instant
    let number: UInt64
    let attempt: UInt8
  }

  /// Independent counts, kept to check the others.
  struct Books: Sendable {
    /// Requests that clients began and that ended, well or not.
    var began = 0, ended = 0
    /// Attempts at all, and those that entered the queue.
    var attempts = 0, queued = 0
    /// Queue entries that were worked off or dropped from the head.
    var worked = 0, dropped = 0
    /// The most retries that the knob ever allowed.
    var mostRetries = 0
    /// What the queue may hold: its places, or what stood in it when there were fewer.
    var queueCeiling = Int.max
  }
}
