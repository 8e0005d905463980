import Engine
import LabKit
import Patterns

/// Clients with timeouts and retries before servers with a queue, and five ways to keep overload out.
struct LoadSheddingLab: Lab {
  /// How important a request is.
  enum Class: Int, Label {
    case p0, p1, p2

    /// As the shedder calls it.
    var priority: LoadShedder.Priority { self == .p0 ? .p0 : self == .p1 ? .p1 : .p2 }
    var title: String { "P\(rawValue)" }
  }
  enum Topic: Int { case goodput, classes, queue, clients }
  enum Stream: Int, StreamKind { case requests, classes, admission, throttling, service, retryWait }
  enum Event: UInt8, EventKind { case arrival, done, timeout, again }

  /// What a client wants, from its first attempt until it has an answer or gives up.
  struct Call: Sendable {
    /// The number that its random draws are keyed by.
    let number: UInt64
    let kind: Class, arrived: Instant
    /// The attempt under way or, between two attempts, the one before; from 1.
    var attempt: UInt8 = 0
    /// Whether an attempt is under way; false while it backs off.
    var isWaiting = false
    /// When the attempt was sent, and how long its client waits for the answer.
    var sent = Instant.start, patience = Interval.zero

    /// What tells this attempt from all others that this slot may see.
    var stamp: UInt32 { UInt32(truncatingIfNeeded: number) &* 8 &+ UInt32(attempt) }
  }

  /// One attempt as the servers see it.
  struct Ticket: Sendable { let slot: Slot, stamp: UInt32, enqueued: Instant, number: UInt64, attempt: UInt8 }

  var traffic = Arrivals<LoadSheddingLab>(.arrival, stream: Stream.requests)
  /// The requests that clients wait for or will try again.
  var calls = Slab<Call>()
  /// What waits for a server, in the order of arrival; whether anybody still wants it the servers do not know.
  var queue = SegmentedLog<Ticket>()
  /// What the servers work on.
  var inService = Slab<Ticket>()
  /// How many servers there are, what they can do a second, an outage apart, and the mean time of one request.
  var servers = serverCount, serverRate = 0.0, meanWork = 0.0
  /// How many may wait now.
  var places = 0
  var shedder: LoadShedder, codel = CoDel(), throttle = AdaptiveThrottle()
  var symptoms = Symptoms()

  /// Nobody has asked for anything yet.
  init(_ context: inout Context<LoadSheddingLab>) {
    shedder = LoadShedder(capacity: context.knobs.capacity, threshold: context.knobs.threshold / 100)
    symptoms.places = Ceiling(context.knobs.places)
    reconfigure(&context)
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<LoadSheddingLab>) {
    switch event {
    case .arrival: if let number = traffic.next(tag, &context) { arrive(number, &context) }
    case .done: finish(slot, &context)
    case .timeout: if isAwaited(slot, tag) { giveUp(slot, &context) }
    case .again: send(slot, &context)
    }
  }

  var isDrained: Bool { traffic.rate == 0 && calls.count == 0 && queue.isEmpty && inService.count == 0 }

  /// Attempts under way keep their timeout, everything else holds from now on.
  mutating func reconfigure(_ context: inout Context<LoadSheddingLab>) {
    let knobs = context.knobs, isHalved = context.isOn(.capacityHalves)
    traffic.turn(to: knobs.traffic * (context.isOn(.burst) ? 3 : 1), &context)
    let share = isHalved ? 0.5 : 1, full = Self.serverRate(knobs, isHalved: false)
    servers = isHalved ? Self.serverCount / 2 : Self.serverCount
    (serverRate, meanWork) = (full * share, Double(Self.serverCount) / full)
    let most = max(1, Int(serverRate * Self.acceptedWait))
    places = knobs.policy == .adaptive ? min(knobs.places, most) : knobs.places
    // A method begins without memories of the last time it was on.
    if context.before.policy != knobs.policy {
      codel = CoDel()
      throttle = AdaptiveThrottle(at: context.now.duration)
    }
    (shedder.capacity, shedder.threshold) = (knobs.capacity * share, knobs.threshold / 100)
    throttle.multiplier = knobs.throttleK
    codel.target = Interval.milliseconds(knobs.codelTarget).duration
    codel.interval = Interval.milliseconds(knobs.codelInterval).duration
    followInput(&context)
    startServers(&context)
  }
}

extension LoadSheddingLab {
  /// Half of them are gone when the capacity halves.
  static let serverCount = 8
  /// With adaptive throttling the servers refuse what would have to wait longer than this: without refusals the
  /// clients would have nothing to go by.
  static let acceptedWait = 0.1

  static func serverRate(_ knobs: Knobs, isHalved: Bool) -> Double {
    knobs.capacity * (1 + knobs.headroom / 100) * (isHalved ? 0.5 : 1)
  }

  static func declaration(of _: NoBlueprint) -> Declaration<LoadSheddingLab> {
    let card = Card<LoadSheddingLab>(
      id: "load-shedding", title: "Load shedding", group: "The eight",
      summary:
        "More is asked than the servers can do: who is turned away decides whether the rest is answered in time, or nobody.",
      alsoCalled: [
        "overload", "priority", "admission control", "CoDel", "throttling", "goodput", "retry storm", "rate limit",
      ],
      whenToUse: [
        "Overload can happen, and some requests matter more than others: payments before analytics.",
        "Clients have timeouts and retries: work that comes too late is wasted, and it comes back.",
        "A worse answer for a few beats no answer for all.",
      ],
      whenNot: [
        "Every request is as important as every other: then there is nobody to turn away first.",
        "The load can wait: a queue that is worked off later needs backpressure and not shedding.",
      ],
      simplifies: [
        "Eight servers with one queue, first come first served, exponential service times; the servers cannot tell that a client has hung up.",
        "Refusing costs the servers nothing, and a refusal reaches the client at once.",
        "All clients share one adaptive throttle, a window of two minutes; so that it has something to go by, the servers then refuse what would wait 100 ms.",
        "CoDel is RFC 8289's for packets, which back off when dropped; requests do not, so against a flood it takes long and comes in waves.",
        "An outage stops the servers; what waits stays in the queue, and the shedder is not told.",
        "The shares of P0, P1 and P2 and their quotas are ours; nothing about them is published.",
      ],
      panels: [goodputPanel, classesPanel, waitingPanel, clientsPanel], verifications: verifications,
      drainsWithin: .seconds(7200), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }
}
