import Engine
import Patterns

/// A call that waits for its answer, or a job at a replica that works on its behalf.
struct Frame: Sendable {
  /// Where it is in its life.
  enum Phase: UInt8, Sendable {
    /// A call: it waits for a place in its pool, for an answer, or for its next attempt.
    case lines, waits, pauses
    /// A call of a server that stands still: its time was up, or its pause over, and nobody has seen it yet.
    case expired, rested
    /// A job: it is on its way, waits for a slot, is worked on, waits for the calls that it made or for the one that
    /// another made for the same key, or is done with a step at a server that stands still and cannot go on.
    case comes, queued, works, calls, joins, done
    /// A job: its answer is on its way, or it was taken by a silent server.
    case returns, swallowed
    /// A message that no station has taken yet.
    case kept
  }

  var phase: Phase
  /// Whether a job did its work, or a call on its way failed; of a call whether it was let through by its pool.
  var isGood = true
  /// Which attempt of its call this is, counted from 0.
  var attempt: UInt8 = 0
  /// Of a job the step that it is at; of a call the step of the job that made it.
  var step: UInt8 = 0
  /// Of a job the calls of this step that are open; of a call the jobs of this attempt.
  var open: UInt8 = 0
  /// How many more calls of this step must succeed.
  var needed: UInt8 = 0
  var priority: UInt8 = 0
  /// Whether a call holds a place in its pool; whether a job leads the look for a key.
  var holds = false
  /// The position of the call, or of the replica.
  var place: Int32
  /// Of a job the call that it came by.
  var call: Int32 = -1
  var key: Int32 = 0
  /// Of a message the line of its topic, also while a station works on it; -1 for what is none.
  var topic: Int32 = -1
  /// How often what came of a message was published again.
  var hops: UInt8 = 0
  /// The class of the request; -1 for none.
  var kind: Int32 = -1
  /// Whom the answer goes to: a job's call, a call's job.
  let parent: Slot, parentTag: UInt32
  /// The next in a queue, or among those that wait for the same key.
  var next = Frame.nobody
  /// Of a call the replica that it asked last; -1 before it asked one.
  var asked: Int32 = -1
  /// The request, and which attempts on the way to here it took: what random numbers are keyed by.
  let number: UInt64
  var path: Path
  /// When the call was made first, or the job came.
  var began: Instant
  /// When a call's time is up, or a job's work is done.
  var due: Instant
  /// Until when anybody waits, as far as a job was told.
  var deadline = Instant.distantFuture
  /// When this attempt of a call began, or the job was sent.
  var sent = Instant.start
  /// How long a call paused before this attempt.
  var paused = Interval.zero
  /// What a circuit breaker gave, if it did.
  var hasPermit = false, generation: UInt32 = 0, admission: UInt64 = 0
  var permit: CircuitBreaker.Permit { CircuitBreaker.Permit(generation: generation, number: admission) }

  static let nobody = Slot.max
}

/// Which attempts of which calls a request took to where it is.
///
/// The lowest five bits count the attempts of a call or the deliveries of a message, of which there are at most 20, the
/// sixth says whether it is a hedge. All others are a hash of the way to there, so that two ways that meet again draw
/// different numbers however long they are.
struct Path: Sendable {
  private(set) var bits: UInt64 = 0

  private static let hedge = 1 << 5 as UInt64, own = 1 << 6 - 1 as UInt64

  /// The way on by a call.
  func byCall(_ call: Int) -> Path { on(by: UInt64(call)) }

  /// The way on by a line of a topic, of which no call has the number.
  func byTopic(_ group: Int) -> Path { on(by: UInt64(group) | 1 << 7) }

  private func on(by branch: UInt64) -> Path { Path(bits: HashRing.hash(bits ^ branch << 56) & ~Path.own) }

  /// The way of the next attempt or delivery.
  mutating func tryAgain() { bits = bits & ~Path.hedge &+ 1 }

  /// The way of a second job of the same attempt.
  mutating func hedge() { bits |= Path.hedge }
}

/// Jobs that wait: a list through their frames for each priority.
struct Line: Sendable {
  private struct Lane: Sendable {
    var first = Frame.nobody, last = Frame.nobody
  }

  private var lanes: (Lane, Lane, Lane, Lane) = (Lane(), Lane(), Lane(), Lane())
  private(set) var count = 0

  private subscript(priority: UInt8) -> Lane {
    get {
      switch priority {
      case 0: lanes.0
      case 1: lanes.1
      case 2: lanes.2
      default: lanes.3
      }
    }
    set {
      switch priority {
      case 0: lanes.0 = newValue
      case 1: lanes.1 = newValue
      case 2: lanes.2 = newValue
      default: lanes.3 = newValue
      }
    }
  }

  /// Puts a job at the end, or in front of those of its priority.
  mutating func append(_ slot: Slot, priority: UInt8, inFront: Bool, _ frames: inout Slab<Frame>) {
    var lane = self[priority]
    if lane.first == Frame.nobody {
      (lane.first, lane.last) = (slot, slot)
      frames[slot].next = Frame.nobody
    } else if inFront {
      frames[slot].next = lane.first
      lane.first = slot
    } else {
      frames[slot].next = Frame.nobody
      frames[lane.last].next = slot
      lane.last = slot
    }
    self[priority] = lane
    count += 1
  }

  /// The next one, of the highest priority.
  mutating func popFirst(_ frames: inout Slab<Frame>) -> Slot? {
    guard count > 0 else { return nil }
    for priority in 0..<4 as Range<UInt8> {
      var lane = self[priority]
      guard lane.first != Frame.nobody else { continue }
      let slot = lane.first
      lane.first = frames[slot].next
      frames[slot].next = Frame.nobody
      self[priority] = lane
      count -= 1
      return slot
    }
    return nil
  }
}
