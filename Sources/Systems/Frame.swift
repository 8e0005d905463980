import Engine

/// A call that waits for its answer, or a job at a replica that works on its behalf.
struct Frame: Sendable {
  /// Where it is in its life.
  enum Phase: UInt8, Sendable {
    /// A call: it waits for an answer, or for its next attempt.
    case waits, pauses
    /// A call of a server that stands still: its time was up, or its pause over, and nobody has seen it yet.
    case expired, rested
    /// A job: it waits for a slot, is worked on, waits for the call that it made, or is done at a server that stands
    /// still and cannot say so.
    case queued, works, calls, done
  }

  var phase: Phase
  /// Whether a job that is done did its work, or a call on its way failed.
  var isGood = true
  /// Which attempt of its call this is, counted from 0.
  var attempt: UInt8 = 0
  /// The position of the call, or of the replica.
  let place: Int32
  /// Whom the answer goes to: a job's call, a call's job.
  let parent: Slot, parentTag: UInt32
  /// The request, and which attempts on the way to here it took: what random numbers are keyed by.
  let number: UInt64
  var path: UInt64
  /// When the call was made first, or the job came.
  let began: Instant
  /// When a call's time is up, or a job's work is done.
  var due: Instant
}
